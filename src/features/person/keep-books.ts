import type { Tx } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import { lockBooksOf } from './store/persons.ts'

/**
 * Until the transaction ends, these people's books stay in the community that keeps them and nobody
 * of them leaves. Read where the books are after it, not before. Locks persons in id order, shared
 * with others who ask; what locks books as well locks those first.
 */
export function keepBooks(tx: Tx, personIds: readonly Id[]): Promise<void> {
  return lockBooksOf(tx, personIds)
}
