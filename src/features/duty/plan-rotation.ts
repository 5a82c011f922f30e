import type { Queryable } from '../../db/client.ts'
import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, type CivilDate, type Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { hashSecret } from '../../kernel/seal.ts'
import { dutyErrors } from './errors.ts'
import { findAble } from './find-able.ts'
import type { Duty, RosterDay } from './model/rosters.ts'
import { daysOf, decideRotation, isDutyDay } from './rules/rosters.ts'
import { rotate } from './rules/rotation.ts'
import { selectRosterDays, selectServing } from './store/rosters.ts'

export type RotationWish = {
  /** In the order in which they take turns. */
  readonly personIds: readonly Id[]
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
}

export type PlannedRotation = {
  readonly days: readonly RosterDay[]
  /** Days of the duty on which nobody of them can. */
  readonly uncovered: readonly CivilDate[]
  /** What stands there now and will be replaced. */
  readonly replaced: readonly RosterDay[]
  /** Of all that was shown: saving takes it back, so that nothing else is saved. */
  readonly digest: string
}

/**
 * A rotation as it would be now: the days of the duty in the period, without those who are away.
 * @throws `duty.rotation-people`, `duty.rotation-period`, `duty.roster-not-serving`
 */
export async function planRotation(
  ctx: Ctx,
  tx: Queryable,
  now: Instant,
  { communityId, id, workdaysOnly }: Duty,
  wish: RotationWish,
): Promise<PlannedRotation> {
  accept(decideRotation(wish, civilDateOf(now)))
  const { personIds, fromOn, untilOn } = wish
  const serving = await selectServing(tx, communityId, personIds)
  if (personIds.some((one) => !serving.has(one))) {
    throw new DomainError(dutyErrors['roster-not-serving'])
  }
  const isAble = await findAble(tx, { communityId, personIds, fromOn, untilOn })
  const dutyDays = daysOf(wish).filter((day) => isDutyDay({ workdaysOnly }, ctx.calendar, day))
  const days = rotate({
    ...{ people: personIds, days: dutyDays, isWorkday: ctx.calendar.isWorkday },
    isAway: (personId, day) => !isAble(personId, day),
  })
  const covered = new Set(days.map(({ dutyOn }) => dutyOn))
  const before = await selectRosterDays(tx, communityId, id, wish)
  const replaced = before.filter(({ dutyOn, aId }) => aId !== null && covered.has(dutyOn))
  const uncovered = dutyDays.filter((day) => !covered.has(day))
  const digest = hashSecret(JSON.stringify([days, uncovered, replaced]))
  return { days, uncovered, replaced, digest }
}
