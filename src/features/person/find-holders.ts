import type { Tx } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Role } from './model.ts'
import { selectHolders } from './store/holders.ts'

/**
 * The pairs whose person holds one of `roles` at the community or above it, as keys
 * `${personId} ${communityId}`. Grants are locked in share mode until the transaction ends, so that
 * a revoke either came first and is seen, or waits.
 */
export function findHolders(
  tx: Tx,
  pairs: readonly { readonly personId: Id; readonly communityId: Id }[],
  roles: readonly Role[],
): Promise<ReadonlySet<string>> {
  return selectHolders(tx, pairs, roles)
}
