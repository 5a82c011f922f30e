import type { Eraser } from '../person/lock-erasable.ts'
import { closeFeedsOf } from './store/calendar-feeds.ts'
import { eraseLeaves } from './store/leaves.ts'

/** Who was on duty when stays, under the pseudonym; why somebody was away goes. */
export const eraseRosters: Eraser = {
  requireSettled: () => Promise.resolve(),
  async erase({ ctx }, erased) {
    await eraseLeaves(ctx.tx, erased)
    await closeFeedsOf(ctx.tx, erased.personId)
    return []
  },
}
