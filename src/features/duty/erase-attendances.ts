import type { Eraser } from '../person/lock-erasable.ts'
import { eraseTexts } from './store/activities.ts'
import { erasePlanTexts } from './store/plans.ts'
import { eraseShiftTexts } from './store/shifts.ts'

/** Who took part, and how long, stays; why it was withdrawn goes. */
export const eraseAttendances: Eraser = {
  requireSettled: () => Promise.resolve(),
  async erase({ ctx }, erased) {
    await eraseTexts(ctx.tx, erased)
    await erasePlanTexts(ctx.tx, erased)
    await eraseShiftTexts(ctx.tx, erased)
    return []
  },
}
