import type { Queryable } from '../../db/client.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectLeaves } from './store/leaves.ts'
import { selectServing } from './store/rosters.ts'

export type FindAble = {
  readonly communityId: Id
  readonly personIds: readonly Id[]
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
}

export type IsAble = (personId: Id, on: CivilDate) => boolean

/** Who coordinates or serves there, now, and is not on leave on a day of the period. */
export async function findAble(tx: Queryable, wish: FindAble): Promise<IsAble> {
  const { communityId, personIds, ...period } = wish
  const [serving, leaves] = await Promise.all([
    selectServing(tx, communityId, personIds),
    selectLeaves(tx, communityId, period, [...new Set(personIds)]),
  ])
  return (id, on) =>
    serving.has(id) &&
    !leaves.some((one) => one.personId === id && one.fromOn <= on && on <= one.untilOn)
}
