import type { Tx } from '../../db/client.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from './errors.ts'
import { setBooksCommunity } from './store/persons.ts'

/**
 * Notes where the person's books are, inside the ledger's own move and only there: the books follow
 * the person. @throws `person.not-found` when they were not in `fromId`
 */
export async function moveBooks(tx: Tx, personId: Id, fromId: Id, toId: Id): Promise<void> {
  if (!(await setBooksCommunity(tx, personId, fromId, toId))) {
    throw new DomainError(personErrors['not-found'])
  }
}
