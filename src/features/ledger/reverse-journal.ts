import { writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { postOneByOne } from './post-one-by-one.ts'
import { openForReversal, reverseInDraft, type OpenedForReversal } from './open-for-reversal.ts'
import { judgeActor } from './rules/proposals.ts'
import { judgeJournal, ownersOf } from './rules/source.ts'

export type ReverseJournal = { readonly journalId: Id; readonly reason: string }

export type ReversedJournal = {
  readonly journalId: Id
  /** The new journal, which undoes it. */
  readonly reversalId: Id
}

/**
 * 更正: undoes a journal of the scope's books, by a coordinator who has no part in it. What has been
 * spent meanwhile takes two people (`proposeEntry`).
 * @throws `ledger.reverse-the-record`, `ledger.shortfall-needs-two`, `ledger.already-reversed`,
 * `ledger.reversal-of-reversal`, `ledger.own-account`
 */
export const reverseJournal = writeUseCase<ReverseJournal, ReversedJournal, OpenedForReversal>({
  useCase: 'ledger.reverse-journal',
  lock: (tx, commands) =>
    openForReversal(
      tx,
      commands.map(({ input }) => input.journalId),
    ),
  work: postOneByOne(async (batch, command, { locked, draft, file }) => {
    const { actor, scope, input } = command
    const { journalId, reason } = input
    await requireRoleInTx(batch, command, ['coordinator'], scope)
    const journal = accept(judgeJournal(locked.journals.get(journalId), scope))
    accept(judgeActor(actor.personId, ownersOf(journal)))
    const posted = accept(
      reverseInDraft(draft, locked, {
        journalId,
        coverShortfall: false,
        source: { kind: 'journal', id: journalId },
        effectiveAt: batch.now,
        commandId: command.id,
        actorId: actor.personId,
      }),
    )
    const subjects = [journalId, posted.journalId]
    file(command, { act: 'ledger.reverse-journal', subjects, reason })
    return { journalId, reversalId: posted.journalId }
  }),
})
