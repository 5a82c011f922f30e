import { makeNetworkTest, parseNetwork, plainAddress, type Network } from './networks.ts'

/** IANA's special-purpose registries, without what is reachable everywhere. */
const SPECIAL = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]

const networksOf = (texts: readonly string[]): readonly Network[] =>
  texts.map(parseNetwork).filter((network) => network !== undefined)

const isSpecial = makeNetworkTest(networksOf(SPECIAL))
/** All other IPv6 is of one machine, one link, one site, or of nobody. */
const isGlobal6 = makeNetworkTest(networksOf(['2000::/3']))

/** An address of the public internet; not of this machine or of a network behind it. */
export function isPublicAddress(address: string): boolean {
  const plain = plainAddress(address)
  if (plain === undefined || isSpecial(plain)) return false
  return !plain.includes(':') || isGlobal6(plain)
}
