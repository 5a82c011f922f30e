import { BlockList, isIP } from 'node:net'

/** Part of the network in CIDR terms; a single address has all of its bits as prefix. */
export type Network = {
  readonly address: string
  readonly prefix: number
  readonly family: 'ipv4' | 'ipv6'
}

/** `10.0.0.0/8`, `fd00::/8` or a single address; undefined for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', prefixText] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? []
  const family = familyOf(address)
  if (!family) return undefined
  const bits = family === 'ipv4' ? 32 : 128
  const prefix = prefixText === undefined ? bits : Number(prefixText)
  // Every address there is would let anybody say where they come from.
  return prefix >= 1 && prefix <= bits ? { address, prefix, family } : undefined
}

function familyOf(address: string): Network['family'] | undefined {
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return undefined
  return version === 4 ? 'ipv4' : 'ipv6'
}

/** A test for addresses; IPv4 within IPv6 (`::ffff:10.0.0.1`) is IPv4. */
export function makeNetworkTest(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList()
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family)
  return (address) => {
    const plain = plainAddress(address)
    const family = plain === undefined ? undefined : familyOf(plain)
    return plain !== undefined && family !== undefined && list.check(plain, family)
  }
}

/** An address as it is compared and counted; undefined when it is none. */
export function plainAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  const within = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  const plain = within ?? address
  return familyOf(plain) ? plain : undefined
}
