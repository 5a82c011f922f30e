import { createPlan } from '../../src/features/duty/create-plan.ts'
import { listShifts } from '../../src/features/duty/list-shifts.ts'
import type { PlanTerms } from '../../src/features/duty/model/plans.ts'
import type { Shift } from '../../src/features/duty/model/shifts.ts'
import { civilDateOf, plusDays } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import type { TestPerson, World } from './world.ts'

/** Every day from 16:00 to 18:00, for three volunteers, unless said otherwise. */
export function termsOf(
  world: World,
  wish: Partial<PlanTerms> & Pick<PlanTerms, 'offeringId'>,
): PlanTerms {
  return {
    ...{ name: '四点钟乐园', place: '社区活动室', content: '作业辅导', outcome: '作业做完' },
    recipient: { kind: 'group', headcount: 12, description: '放学后的学生' },
    ...{ organiser: '社区居委会', personInCharge: '演示负责人', capacity: 3 },
    ...{ communityBuilding: false, rule: '0 16 * * *', dates: [], days: 'every' },
    ...{ startsOn: civilDateOf(world.now()), endsOn: null, durationMinutes: minutes(120) },
    ...wish,
  }
}

export async function plan(
  world: World,
  coordinator: TestPerson,
  wish: Partial<PlanTerms> & Pick<PlanTerms, 'offeringId'>,
): Promise<Id> {
  const terms = termsOf(world, wish)
  const { communityId } = coordinator
  return (await world.run(createPlan, coordinator.actor, communityId, terms)).planId
}

/** The shifts of a plan from today on, in order. */
export async function shiftsOf(
  world: World,
  communityId: Id,
  planId?: Id,
): Promise<readonly Shift[]> {
  const fromOn = civilDateOf(world.now())
  const untilOn = plusDays(fromOn, 120)
  const shifts = await listShifts(world.ctx, { communityIds: [communityId], fromOn, untilOn })
  return shifts.filter((shift) => planId === undefined || shift.planId === planId)
}
