import { inRead, type Ctx } from '../../db/transaction.ts'
import { instantAt, plusDays, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { monthOf, weekOf, type DaySpan } from './rules/planner.ts'
import { countPlanned } from './store/planner.ts'

export type PlannerRow = {
  readonly communityId: Id
  /** Shifts and single activities of the ISO week, of the next one, and of the month. */
  readonly thisWeek: number
  readonly nextWeek: number
  readonly thisMonth: number
}

export type PlannerCheck = {
  readonly week: DaySpan
  readonly month: DaySpan
  readonly rows: readonly PlannerRow[]
}

/** 周周有安排 (SE-90): what each community holds in the week and month of a day, none included. */
export function checkPlanner(
  ctx: Ctx,
  input: { readonly communityIds: readonly Id[]; readonly on: CivilDate },
): Promise<PlannerCheck> {
  const { communityIds, on } = input
  const week = weekOf(on)
  const month = monthOf(on)
  return inRead(ctx, async (tx) => {
    const counts = (span: DaySpan) => countPlanned(tx, communityIds, timeOf(span))
    const thisWeek = await counts(week)
    const nextWeek = await counts(weekOf(plusDays(on, 7)))
    const thisMonth = await counts(month)
    const rows = communityIds.map((communityId) => ({
      communityId,
      thisWeek: thisWeek.get(communityId) ?? 0,
      nextWeek: nextWeek.get(communityId) ?? 0,
      thisMonth: thisMonth.get(communityId) ?? 0,
    }))
    return { week, month, rows }
  })
}

function timeOf({ fromOn, untilOn }: DaySpan) {
  return { from: instantAt(fromOn), until: instantAt(plusDays(untilOn, 1)) }
}
