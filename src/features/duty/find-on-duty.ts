import type { Queryable } from '../../db/client.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { actingOf } from './rules/rosters.ts'
import type { OnDuty } from './model/rosters.ts'
import { selectLeaves } from './store/leaves.ts'
import { selectRosterDayByCode, selectServing } from './store/rosters.ts'

/**
 * Who has the duty of that code on the Shanghai day of `at`, and who acts: A, unless A is on leave, has
 * left or neither coordinates nor serves there any more; then B; else nobody (SE-72). The hours of
 * the duty are not looked at: who asks out of hours asks for the next opening.
 */
export async function findOnDuty(
  tx: Queryable,
  communityId: Id,
  duty: string,
  at: Instant,
): Promise<OnDuty> {
  const on = civilDateOf(at)
  const day = await selectRosterDayByCode(tx, communityId, duty, on)
  if (!day) return { a: null, b: null, acting: null }
  const people = [day.aId, day.bId].filter((id) => id !== null)
  const [serving, away] = await Promise.all([
    selectServing(tx, communityId, people),
    selectLeaves(tx, communityId, { fromOn: on, untilOn: on }, people),
  ])
  const isAway = new Set(away.map(({ personId }) => personId))
  return actingOf(day, (id) => serving.has(id) && !isAway.has(id))
}
