import type { Tx } from '../../db/client.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import type { Refusal } from '../../kernel/errors.ts'
import { findAble } from './find-able.ts'
import type { RosterDay } from './model/rosters.ts'
import type { Swap } from './model/swaps.ts'
import { decideSwap } from './rules/swaps.ts'
import { selectRosterDays } from './store/rosters.ts'

/** The days as the swap would leave them, as things stand now; the duty is locked. */
export async function judgeSwap(
  tx: Tx,
  now: Instant,
  swap: Swap,
): Promise<readonly RosterDay[] | Refusal> {
  const { communityId, dutyId, dutyOn, inReturnOn, askedById, askedId } = swap
  const [fromOn = dutyOn, untilOn = dutyOn] = [dutyOn, inReturnOn ?? dutyOn].toSorted()
  const period = { fromOn, untilOn }
  const days = await selectRosterDays(tx, communityId, dutyId, period)
  const isAble = await findAble(tx, { communityId, personIds: [askedById, askedId], ...period })
  return decideSwap(swap, {
    today: civilDateOf(now),
    dayOn: (on) => days.find((day) => day.dutyOn === on),
    isAble,
  })
}
