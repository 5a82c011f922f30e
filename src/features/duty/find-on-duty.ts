import type { Queryable } from '../../db/client.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { findAble } from './find-able.ts'
import type { OnDuty } from './model/rosters.ts'
import { actingOf, peopleOf } from './rules/rosters.ts'
import { selectRosterDayByCode } from './store/rosters.ts'

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
  const isAble = await findAble(tx, {
    ...{ communityId, fromOn: on, untilOn: on },
    personIds: peopleOf([day]),
  })
  return actingOf(day, (id) => isAble(id, on))
}
