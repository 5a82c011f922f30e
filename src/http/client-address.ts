import { getConnInfo } from '@hono/node-server/conninfo'
import type { AppContext } from './env.ts'

/** The peer's address, for counting tries; forwarding headers are anybody's to write. */
export function clientAddress(c: AppContext): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown'
  } catch {
    // Requests that no socket brought (tests call the app itself).
    return 'local'
  }
}
