import type { Tx } from '../../db/client.ts'
import type { Command, FreshCommand } from '../../db/command.ts'
import { writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError, isRefusal, type Refusal } from '../../kernel/errors.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { ledgerErrors } from '../ledger/errors.ts'
import { BooksMovedError, postOneByOne, type Posting } from '../ledger/post-one-by-one.ts'
import {
  openForReversal,
  reverseInDraft,
  type OpenedForReversal,
} from '../ledger/open-for-reversal.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { serviceErrors } from './errors.ts'
import type { RecordKey, RecordView } from './model.ts'
import type { Approver } from './rules/decide-approval.ts'
import { decideReversal } from './rules/decide-reversal.ts'
import { lockRecords } from './store/approval.ts'
import { findJournalIds, markReversalProposed, markReversed } from './store/decisions.ts'
import { selectRecord } from './store/records.ts'

export type ReverseRecord = RecordKey & {
  readonly reason: string
  /** Where credits were used already: propose that the rest be written off, for a second person. */
  readonly proposeWriteOff: boolean
}

export type ReversedRecord = {
  readonly state: 'reversed' | 'proposed'
  /** What is no longer there: written off, or proposed to be. */
  readonly shortfallMinutes: Minutes
}

/**
 * Takes an approved record back (更正): its service minutes whole, its credits by reversing the
 * accrual. Where they were used already nothing happens until two people agree to write off the
 * rest. By a coordinator of the place of service, the command's scope. Books first, then records.
 * @throws `service.not-approved`, `service.own-reversal`, `ledger.shortfall-needs-two`
 */
export const reverseRecord = writeUseCase<ReverseRecord, ReversedRecord, OpenedForReversal>({
  useCase: 'service.reverse-record',
  lock: lockForReversal,
  work: postOneByOne(async (batch, command, posting) => {
    const { reason, proposeWriteOff, ...key } = command.input
    const { record, actor } = await findReversible(batch, command, key)
    accept(decideReversal(record, actor))
    const by = { reason, proposedById: actor.personId, proposedAt: batch.now }
    const shortfall = undoAccrual(batch, command, posting, record, false)
    if (isRefusal(shortfall)) {
      const shortfallMinutes = shortfall.details.shortfallMinutes
      const isShort = shortfall.error.code === ledgerErrors['shortfall-needs-two'].code
      if (!isShort || !proposeWriteOff || typeof shortfallMinutes !== 'number') {
        throw new DomainError(shortfall.error, shortfall.details)
      }
      await markReversalProposed(batch.ctx.tx, key, by)
      posting.file(command, actOf('service.propose-reversal', record, reason))
      return { state: 'proposed', shortfallMinutes: shortfallMinutes as Minutes }
    }
    await markReversalProposed(batch.ctx.tx, key, by)
    await markReversed(batch.ctx.tx, key, {
      reversedById: actor.personId,
      reversedAt: batch.now,
      writtenOffMinutes: ZERO,
    })
    posting.file(command, actOf('service.reverse-record', record, reason))
    return { state: 'reversed', shortfallMinutes: ZERO }
  }),
})

/** The books that the accruals are in, then the records. */
export async function lockForReversal(
  tx: Tx,
  commands: readonly Command<RecordKey>[],
): Promise<OpenedForReversal> {
  const keys = commands.map(({ input }) => ({ communityId: input.communityId, id: input.id }))
  const opened = await openForReversal(tx, await findJournalIds(tx, keys))
  await lockRecords(tx, keys)
  const journalIds = await findJournalIds(tx, keys)
  // approved between the reading and the lock: its accrual is not in what was opened
  if (journalIds.some((id) => !opened.journals.has(id))) throw new BooksMovedError()
  return opened
}

/** @throws `service.record-not-found` for what was not served at the scope, `person.role-missing` */
export async function findReversible(
  batch: Batch,
  command: FreshCommand<unknown>,
  key: RecordKey,
): Promise<{ readonly record: RecordView; readonly actor: Approver }> {
  const { tx } = batch.ctx
  await requireRoleInTx(batch, command, ['coordinator'], command.scope)
  const { personId } = command.actor
  if (personId === null) throw new DomainError(personErrors['role-missing'])
  const record = await selectRecord(tx, key)
  if (record?.servedAtId !== command.scope || record.state === 'draft') {
    throw new DomainError(serviceErrors['record-not-found'])
  }
  const householdId = (await findPersons(tx, [personId])).get(personId)?.householdId ?? null
  return { record, actor: { personId, householdId } }
}

/** The shortfall; nothing to undo for a record that brought no credits. */
export function undoAccrual(
  batch: Batch,
  command: FreshCommand<unknown>,
  posting: Posting<OpenedForReversal>,
  record: RecordView,
  coverShortfall: boolean,
): Minutes | Refusal {
  if (record.journalId === null) return ZERO
  const reversed = reverseInDraft(posting.draft, posting.locked, {
    journalId: record.journalId,
    coverShortfall,
    source: { kind: 'record', id: record.id },
    effectiveAt: batch.now,
    commandId: command.id,
    actorId: command.actor.personId,
  })
  return isRefusal(reversed) ? reversed : reversed.shortfallMinutes
}

export function actOf(act: string, record: RecordView, reason: string) {
  return { act, subjects: [record.id, record.personId], reason }
}
