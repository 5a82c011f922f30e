import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ledgerErrors } from '../errors.ts'
import type { AccountRef, Transfer } from '../model.ts'

export type Journal = {
  readonly transfers: readonly Transfer[]
  readonly accounts: readonly AccountRef[]
}

/**
 * A journal that may be reversed here: it touched this community's books, and no record is behind
 * it - a record is reversed with its service time, in the service room.
 */
export function judgeJournal<J extends Journal>(
  journal: J | undefined,
  communityId: Id,
): J | Refusal {
  if (!journal?.transfers.some((transfer) => transfer.communityId === communityId)) {
    return refuse(ledgerErrors['journal-not-found'])
  }
  if (journal.transfers.some(({ source }) => source.kind === 'record')) {
    return refuse(ledgerErrors['reverse-the-record'])
  }
  return journal
}

/** Whose savings the journal touched. */
export function ownersOf(journal: Journal): readonly Id[] {
  return journal.accounts.flatMap(({ kind, ownerId }) => (kind === 'savings' ? [ownerId] : []))
}
