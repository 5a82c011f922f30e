import type { Batch } from '../../db/commands.ts'
import { civilDateOf, instantAt, plusDays, plusMinutes } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { ActivityPlan } from './model/plans.ts'
import type { Shift } from './model/shifts.ts'
import { planLayout, shiftTimesOf } from './rules/plans.ts'
import { markLaidOut, selectSchoolHolidays } from './store/plans.ts'
import { selectChosenShifts } from './store/sign-ups.ts'
import { insertShifts, lockComingShifts, removeShifts } from './store/shifts.ts'

/** What laying out did; `kept` are coming shifts that follow the plan no longer. */
export type Layout = { readonly added: number; readonly removed: number; readonly kept: number }

/**
 * Brings the coming shifts of a plan in line with it, as far ahead as the policy says: what is
 * missing is added, what the plan has no longer and nobody has touched is removed. `anew`: what
 * nobody has touched is replaced, because the terms have changed. The caller holds the plan's lock;
 * the number of a time is in the database's keeping, so that two who lay out add nothing twice.
 */
export async function layOutShifts(
  { ctx, now }: Batch,
  plan: ActivityPlan,
  anew = false,
): Promise<Layout> {
  const today = civilDateOf(now)
  const { aheadWeeks } = policyAt(await loadPolicies(ctx), 'shifts', today)
  const untilOn = plusDays(today, 7 * aheadWeeks)
  const until = plusMinutes(instantAt(plusDays(untilOn, 1)), -1)
  const holidays = await selectSchoolHolidays(ctx.tx, today)
  const wanted =
    plan.stoppedAt === null ? shiftTimesOf(plan, now, until, ctx.calendar, holidays) : []
  const existing = await lockComingShifts(ctx.tx, plan, now)
  // read after the shifts are locked: whoever signed up meanwhile is seen
  const chosen = await selectChosenShifts(ctx.tx, plan.communityId, existing)
  const laidOut = existing.map((shift) => ({
    ...shift,
    kept: isTouched(shift) || chosen.has(shift.id),
  }))
  const { remove, add } = planLayout(wanted, laidOut, anew)
  await removeShifts(ctx.tx, plan.communityId, remove)
  await insertShifts(
    ctx.tx,
    add.map((occursAt) => shiftOf(plan, occursAt)),
  )
  await markLaidOut(ctx.tx, plan, untilOn)
  const times = new Set(wanted)
  const kept = laidOut.filter((one) => one.kept && (anew || !times.has(one.occursAt)))
  return { added: add.length, removed: remove.length, kept: kept.length }
}

function isTouched({ movedAt, cancelledAt }: Shift): boolean {
  return movedAt !== null || cancelledAt !== null
}

function shiftOf(plan: ActivityPlan, occursAt: Shift['occursAt']): Shift {
  const { communityId, name, place, offeringId, content, outcome, recipient } = plan
  const { organiser, personInCharge, capacity, communityBuilding } = plan
  return {
    ...{ communityId, id: newId(), planId: plan.id },
    ...{ name, place, offeringId, content, outcome, recipient },
    ...{ organiser, personInCharge, capacity, communityBuilding },
    ...{ occursAt, startsAt: occursAt, endsAt: plusMinutes(occursAt, plan.durationMinutes) },
    ...{ movedAt: null, movedReason: null, cancelledAt: null, cancelledReason: null },
    closedAt: null,
  }
}
