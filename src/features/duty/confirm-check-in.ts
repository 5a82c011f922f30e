import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError, isRefusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { RecordEntry } from '../service/prepare-submissions.ts'
import { submitEntered, type SubmittedRecord } from '../service/submit-in-tx.ts'
import { dutyErrors } from './errors.ts'
import { enteredBy, isProven, stayOf } from './rules/sign-ups.ts'
import { lockCheckInById, markFiled } from './store/check-ins.ts'

export type ConfirmCheckIn = Pick<
  RecordEntry,
  | 'offeringId'
  | 'activityName'
  | 'place'
  | 'content'
  | 'outcome'
  | 'recipient'
  | 'organiser'
  | 'personInCharge'
> & { readonly checkInId: Id }

/**
 * A coordinator says what somebody did who came without a shift; only then does it become a record,
 * which waits for approval like any other. Not of oneself.
 * @throws `person.role-missing`, `duty.check-in-not-found`, `duty.check-in-filed`,
 *   `duty.check-out-first`, `duty.own-mark`, `duty.stay-too-short`, and what submitting refuses
 */
export const confirmCheckIn = writeUseCase<ConfirmCheckIn, SubmittedRecord, unknown>({
  useCase: 'duty.confirm-check-in',
  work: oneByOne(async (batch, command) => {
    const { checkInId, ...said } = command.input
    await requireRoleInTx(batch, command, ['coordinator'], command.scope)
    const key = { communityId: command.scope, id: checkInId }
    const one = await lockCheckInById(batch.ctx.tx, key)
    if (!one || one.shiftId !== null) throw new DomainError(dutyErrors['check-in-not-found'])
    if (one.recordId !== null) throw new DomainError(dutyErrors['check-in-filed'])
    if (one.checkedOutAt === null) throw new DomainError(dutyErrors['check-out-first'])
    if (one.personId === command.actor.personId) throw new DomainError(dutyErrors['own-mark'])
    const stay = accept(stayOf(one, null))
    const { personId, checkedInAt, checkedOutAt } = one
    const [record] = await submitEntered(batch, [
      {
        enteredById: enteredBy(one),
        entry: {
          ...{ ...said, ...stay, personId, servedAtId: command.scope },
          ...{ lateReason: null, replacesId: null },
        },
        evidence: isProven(one) ? { measuredBy: 'checkIn', checkedInAt, checkedOutAt } : {},
      },
    ])
    if (!record) throw new Error('a check-in without a judgement')
    if (isRefusal(record)) throw new DomainError(record.error, record.details)
    await markFiled(batch.ctx.tx, one, { record, refusalCode: null })
    const subjects = [checkInId, personId, record.id]
    await recordAct(batch, command, { act: 'duty.confirm-check-in', subjects })
    return record
  }),
})
