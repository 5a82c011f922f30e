import type { Tx } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'
import type { PersonFacts } from '../person/model.ts'
import { findJournals } from './find-journals.ts'
import type { AccountRef } from './model.ts'
import { BooksMovedError } from './post-one-by-one.ts'
import { openJournals, type OpenedForReversal } from './open-for-reversal.ts'

type Persons = ReadonlyMap<Id, PersonFacts>

export type PersonsAsk = {
  /** Their books are locked, and stay where they are until the transaction ends. */
  readonly personIds: readonly Id[]
  readonly communityIds?: readonly Id[]
  readonly journalIds?: readonly Id[]
  readonly accounts: (persons: Persons) => readonly AccountRef[]
}

export type LockedPersons = OpenedForReversal & { readonly persons: Persons }

/**
 * Locks the books that keep these people, and what is asked for besides, and reads the people again
 * under the lock.
 */
export async function lockPersons(tx: Tx, ask: PersonsAsk): Promise<LockedPersons> {
  const [before, journals] = await Promise.all([
    findPersons(tx, ask.personIds),
    findJournals(tx, ask.journalIds ?? []),
  ])
  const accounts = ask.accounts(before)
  const communityIds = [
    ...(ask.communityIds ?? []),
    ...accounts.map(({ communityId }) => communityId),
    ...[...before.values()].map(({ booksCommunityId }) => booksCommunityId),
  ]
  const opened = await openJournals(tx, journals, { communityIds, accounts })
  const persons = await findPersons(tx, ask.personIds)
  for (const [id, { booksCommunityId }] of persons) {
    if (before.get(id)?.booksCommunityId !== booksCommunityId) throw new BooksMovedError()
  }
  return { ...opened, persons }
}
