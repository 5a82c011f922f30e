import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import type { Activity, NamedAttendance } from './model/activities.ts'
import { selectActivity, selectAttendances } from './store/activities.ts'

export type ActivityView = Activity & { readonly attendances: readonly NamedAttendance[] }

/** An activity with who took part, for coordinators there. @throws `duty.activity-not-found` */
export function getActivity(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly activityId: Id },
): Promise<ActivityView> {
  return inRead(ctx, async (tx) => {
    const activity = await selectActivity(tx, input.communityId, input.activityId)
    if (!activity) throw new DomainError(dutyErrors['activity-not-found'])
    const attendances = await selectAttendances(tx, input.communityId, input.activityId)
    return { ...activity, attendances }
  })
}
