import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError, isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import { isId, type Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { matchPeople } from '../person/match-people.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { dutyErrors } from './errors.ts'
import type { Activity } from './model/activities.ts'
import { decideAttendance, decideConfirmation } from './rules/activities.ts'
import { lockActivity, putAttendances } from './store/activities.ts'

/** `who`: a person's id, a card number, or the whole name of somebody of the community. */
export type AttendanceLine = { readonly who: string; readonly attendedMinutes: Minutes }

export type ConfirmAttendance = {
  readonly activityId: Id
  readonly attendances: readonly AttendanceLine[]
}

export type AttendanceOutcome =
  | { readonly who: string; readonly confirmed: true; readonly personId: Id }
  | {
      readonly who: string
      readonly confirmed: false
      readonly refusal: { readonly code: string; readonly title: string; readonly advice: string }
    }

/**
 * A coordinator of the activity's community confirms who took part, each on its own; never oneself.
 * Whoever was confirmed before is confirmed with the new minutes. Needs a known name only.
 * @throws `person.role-missing`, `duty.activity-not-found`, `duty.activity-cancelled`,
 *   `duty.activity-not-begun`
 */
export const confirmAttendance = writeUseCase<
  ConfirmAttendance,
  readonly AttendanceOutcome[],
  unknown
>({
  useCase: 'duty.confirm-attendance',
  weigh: (input) => input.attendances.length,
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    await requireRoleInTx(batch, command, ['coordinator'], communityId)
    const activity = await lockActivity(batch.ctx.tx, communityId, command.input.activityId)
    if (!activity) throw new DomainError(dutyErrors['activity-not-found'])
    accept(decideConfirmation(activity, batch.now))
    const decided = await decideAll(batch, command, activity)
    const accepted = decided.flatMap(({ line, personId }) =>
      isRefusal(personId) ? [] : [{ personId, attendedMinutes: line.attendedMinutes }],
    )
    await putAttendances(
      batch.ctx.tx,
      accepted.map((one) => ({
        ...one,
        ...{ communityId, activityId: activity.id, confirmedById: confirmerOf(command) },
        ...{ confirmedAt: batch.now, withdrawnAt: null, withdrawnReason: null },
      })),
    )
    await recordAct(batch, command, {
      act: 'duty.confirm-attendance',
      subjects: [activity.id, ...accepted.map(({ personId }) => personId)],
    })
    return decided.map(({ line, personId }) => outcomeOf(line.who, personId))
  }),
})

function confirmerOf({ actor }: Pick<Command<unknown>, 'actor'>): Id {
  if (actor.personId === null) throw new DomainError(personErrors['role-missing'])
  return actor.personId
}

type Decided = { readonly line: AttendanceLine; readonly personId: Id | Refusal }

async function decideAll(
  batch: Batch,
  command: Command<ConfirmAttendance>,
  activity: Activity,
): Promise<readonly Decided[]> {
  const confirmedById = confirmerOf(command)
  const lines = command.input.attendances
  const found = await findEach(batch, activity, lines)
  const seen = new Set<Id>()
  return lines.map((line, index) => {
    const personId = found[index] ?? refuse(dutyErrors['person-not-found'])
    if (isRefusal(personId)) return { line, personId }
    if (seen.has(personId)) return { line, personId: refuse(dutyErrors['person-twice']) }
    seen.add(personId)
    const { attendedMinutes } = line
    const decision = decideAttendance({ personId, attendedMinutes }, activity, confirmedById)
    return { line, personId: isRefusal(decision) ? decision : personId }
  })
}

async function findEach(
  batch: Batch,
  { communityId, startsAt }: Activity,
  lines: readonly AttendanceLine[],
): Promise<readonly (Id | Refusal)[]> {
  const { tx } = batch.ctx
  const labels = lines.map(({ who }) => who)
  const ids = labels.filter(isId)
  const persons = await findPersons(tx, ids)
  const matches = await matchPeople(tx, communityId, labels, civilDateOf(startsAt))
  return labels.map((label) => {
    const person = persons.get(label)
    if (person) return person.leftAt ? refuse(dutyErrors['person-not-found']) : person.id
    const matched = [...new Set((matches.get(label) ?? []).map(({ personId }) => personId))]
    if (matched.length > 1) return refuse(dutyErrors['person-ambiguous'])
    return matched[0] ?? refuse(dutyErrors['person-not-found'])
  })
}

function outcomeOf(who: string, personId: Id | Refusal): AttendanceOutcome {
  if (!isRefusal(personId)) return { who, confirmed: true, personId }
  const { code, title, advice } = personId.error
  return { who, confirmed: false, refusal: { code, title, advice } }
}
