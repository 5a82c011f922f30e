import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { DomainError, isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { RefusalView } from '../service/model.ts'
import type { EnteredRecord } from '../service/prepare-submissions.ts'
import { submitEntered, type SubmittedRecord } from '../service/submit-in-tx.ts'
import { openedShift, windowAt } from './check-in.ts'
import { dutyErrors } from './errors.ts'
import type { Shift } from './model/shifts.ts'
import type { CheckIn } from './model/sign-ups.ts'
import { closesAt, enteredBy, isProven, stayMinutes, stayOf, type Stay } from './rules/sign-ups.ts'
import { insertActivityOnce, insertAttendancesOnce } from './store/activities.ts'
import { lockCheckIns, markCheckedOut, markFiled } from './store/check-ins.ts'
import { markShiftClosed } from './store/shifts.ts'

export type FileAttendance = {
  readonly shiftId: Id
  /** What came of it; null: what the plan expected. */
  readonly outcome: string | null
}

export type FiledLine = {
  readonly personId: Id
  readonly serviceMinutes: Minutes | null
  readonly recordId: Id | null
  readonly refusal: RefusalView | null
}

export type FiledAttendance = {
  readonly lines: readonly FiledLine[]
  /** Checked in and not out yet; filed when they are, or when the shift is closed. */
  readonly open: number
  /** Whose being there was confirmed as a contribution (incentives E1). */
  readonly confirmed: number
}

/**
 * Turns the attendance of a shift that is over into records that wait for approval: each person and
 * shift once, however often and by whomever this is done; what was refused is told line by line and
 * tried again the next time. Once the time for checking out has passed, who forgot is closed at the
 * planned end (未签出). By a coordinator, who thereby also confirms the attendance of an activity
 * that builds the community, or by the job.
 * @throws `person.role-missing`, `duty.shift-not-found`, `duty.shift-cancelled`, `duty.shift-not-over`
 */
export const fileAttendance = writeUseCase<FileAttendance, FiledAttendance, unknown>({
  useCase: 'duty.file-attendance',
  work: oneByOne(async (batch, command) => {
    const { shiftId, outcome } = command.input
    await requireRoleInTx(batch, command, ['coordinator'], command.scope)
    const shift = await openedShift(batch, command.scope, shiftId)
    if (shift.cancelledAt !== null) throw new DomainError(dutyErrors['shift-cancelled'])
    if (shift.endsAt > batch.now) throw new DomainError(dutyErrors['shift-not-over'])
    const all = await closeForgotten(batch, shift)
    const over = all.filter(({ checkedOutAt }) => checkedOutAt !== null)
    const lines = await fileAll(batch, shift, over, outcome ?? shift.outcome)
    const confirmed = await confirmAll(batch, command, shift, over)
    const recordIds = lines.flatMap(({ recordId }) => recordId ?? [])
    const subjects = [shiftId, ...recordIds]
    await recordAct(batch, command, { act: 'duty.file-attendance', subjects })
    return { lines, open: all.length - over.length, confirmed }
  }),
})

async function closeForgotten(batch: Batch, shift: Shift): Promise<readonly CheckIn[]> {
  const { tx } = batch.ctx
  const all = await lockCheckIns(tx, shift)
  if (batch.now < closesAt(shift, await windowAt(batch))) return all
  const closed: CheckIn[] = []
  for (const one of all) {
    if (one.checkedOutAt !== null) closed.push(one)
    else {
      const at = shift.endsAt > one.checkedInAt ? shift.endsAt : one.checkedInAt
      const out = { checkedOutAt: at, checkedOutHow: 'forgotten', checkedOutById: null } as const
      await markCheckedOut(tx, one, out)
      closed.push({ ...one, ...out })
    }
  }
  if (shift.closedAt === null) await markShiftClosed(tx, shift, batch.now)
  return closed
}

async function fileAll(
  batch: Batch,
  shift: Shift,
  over: readonly CheckIn[],
  outcome: string,
): Promise<readonly FiledLine[]> {
  const unfiled = over.filter(({ recordId }) => recordId === null)
  const stays = unfiled.map((one) => stayOf(one, shift))
  const submitted = await submitEntered(
    batch,
    unfiled.flatMap((one, index) => {
      const stay = stays[index]
      return stay && !isRefusal(stay) ? [recordOf(shift, one, stay, outcome)] : []
    }),
  )
  const results = [...submitted]
  const lines: FiledLine[] = []
  for (const [index, one] of unfiled.entries()) {
    const stay = stays[index] ?? refuse(dutyErrors['stay-too-short'])
    const result = isRefusal(stay)
      ? stay
      : (results.shift() ?? refuse(dutyErrors['stay-too-short']))
    await markFiled(batch.ctx.tx, one, {
      record: isRefusal(result) ? null : result,
      refusalCode: isRefusal(result) ? result.error.code : null,
    })
    lines.push(lineOf(one.personId, result))
  }
  return lines
}

function recordOf(shift: Shift, one: CheckIn, stay: Stay, outcome: string): EnteredRecord {
  const proven = isProven(one)
  return {
    enteredById: enteredBy(one),
    entry: {
      ...{ personId: one.personId, offeringId: shift.offeringId, servedAtId: shift.communityId },
      ...{ activityName: shift.name, place: shift.place, content: shift.content, outcome },
      ...{ recipient: shift.recipient, organiser: shift.organiser },
      ...{ personInCharge: shift.personInCharge, ...stay, lateReason: null, replacesId: null },
    },
    evidence: {
      measuredBy: proven ? 'checkIn' : 'manual',
      ...{ plannedStartsAt: shift.startsAt, plannedEndsAt: shift.endsAt },
      checkedInAt: proven ? one.checkedInAt : null,
      checkedOutAt: proven && one.checkedOutHow !== 'forgotten' ? one.checkedOutAt : null,
    },
  }
}

function lineOf(personId: Id, result: SubmittedRecord | Refusal): FiledLine {
  if (!isRefusal(result)) {
    const { id: recordId, serviceMinutes } = result
    return { personId, serviceMinutes, recordId, refusal: null }
  }
  const { code, title, advice } = result.error
  return { personId, serviceMinutes: null, recordId: null, refusal: { code, title, advice } }
}

/** By a coordinator who is somebody else; what was confirmed or withdrawn before stays so. */
async function confirmAll(
  batch: Batch,
  command: FreshCommand<FileAttendance>,
  shift: Shift,
  over: readonly CheckIn[],
): Promise<number> {
  const confirmedById = command.actor.personId
  if (!shift.communityBuilding || confirmedById === null) return 0
  const { communityId, id: activityId, name, place, startsAt, endsAt } = shift
  const rows = over.flatMap((one) => {
    const stay = stayOf(one, shift)
    if (isRefusal(stay) || one.personId === confirmedById) return []
    const attended = { personId: one.personId, attendedMinutes: stayMinutes(stay) }
    return [
      {
        ...{ ...attended, communityId, activityId, confirmedById, confirmedAt: batch.now },
        ...{ withdrawnAt: null, withdrawnReason: null },
      },
    ]
  })
  if (rows.length === 0) return 0
  await insertActivityOnce(batch.ctx.tx, {
    ...{ communityId, id: activityId, name, place, startsAt, endsAt, communityBuilding: true },
    ...{ createdById: confirmedById, createdAt: batch.now, cancelledAt: null },
  })
  return insertAttendancesOnce(batch.ctx.tx, rows)
}
