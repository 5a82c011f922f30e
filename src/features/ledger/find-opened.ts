import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectOpened } from './store/proposals.ts'

/** Those of `personIds` whose opening balance is posted: it is posted once a person. */
export function findOpened(tx: Queryable, personIds: readonly Id[]): Promise<ReadonlySet<Id>> {
  return selectOpened(tx, personIds)
}
