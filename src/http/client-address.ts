import { getConnInfo } from '@hono/node-server/conninfo'
import { plainAddress } from '../kernel/networks.ts'
import type { AppContext } from './env.ts'

/**
 * Where a request comes from, for counting tries: the peer, unless that is a proxy of ours. Then it
 * is whom that proxy says it heard, and so on; what stands before is anybody's to write.
 */
export function clientAddress(c: AppContext): string {
  const isProxy = c.get('services').isTrustedProxy
  const heard = (c.req.header('x-forwarded-for') ?? '').split(',').reverse()
  let address = peerAddress(c)
  for (const text of heard) {
    if (!isProxy(address)) return address
    const before = plainAddress(text)
    if (before === undefined) return address
    address = before
  }
  return address
}

function peerAddress(c: AppContext): string {
  try {
    const { address } = getConnInfo(c).remote
    return address === undefined ? 'unknown' : (plainAddress(address) ?? address)
  } catch {
    // Requests that no socket brought (tests call the app itself).
    return 'local'
  }
}
