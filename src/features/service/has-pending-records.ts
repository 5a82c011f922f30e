import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import { existsPending } from './store/pending.ts'

/**
 * Records that still wait for somebody, drafts included, belong to the books that the person has
 * now: the books do not move before they are decided.
 */
export function hasPendingRecords(tx: Queryable, personId: Id): Promise<boolean> {
  return existsPending(tx, personId)
}
