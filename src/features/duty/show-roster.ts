import { inRead, type Ctx } from '../../db/transaction.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import { findAble } from './find-able.ts'
import type { Candidate, Duty, Leave, NamedRosterDay } from './model/rosters.ts'
import { actingOf, daysOf, isDutyDay, peopleOf } from './rules/rosters.ts'
import { selectDuty } from './store/duties.ts'
import { selectLeaves } from './store/leaves.ts'
import { selectCandidates, selectNamedRosterDays } from './store/rosters.ts'

export type ShowRoster = {
  readonly communityId: Id
  readonly dutyId: Id
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
}

export type ShownRosterDay = NamedRosterDay & {
  readonly actingId: Id | null
  /** The duty is kept on this day. */
  readonly isDutyDay: boolean
}

export type ShownRoster = {
  readonly duty: Duty
  /** Every day of the period, those without anybody too. */
  readonly days: readonly ShownRosterDay[]
  readonly leaves: readonly Leave[]
  readonly candidates: readonly Candidate[]
}

/**
 * A duty's roster of a period, with who acts on each day as things stand now, and who could be on
 * it. The caller has checked the role and that the period is short.
 * @throws `duty.duty-not-found`
 */
export function showRoster(ctx: Ctx, input: ShowRoster): Promise<ShownRoster> {
  const { communityId, dutyId, ...period } = input
  return inRead(ctx, async (tx) => {
    const duty = await selectDuty(tx, communityId, dutyId)
    if (!duty) throw new DomainError(dutyErrors['duty-not-found'])
    const [days, leaves, candidates] = await Promise.all([
      selectNamedRosterDays(tx, communityId, dutyId, period),
      selectLeaves(tx, communityId, period),
      selectCandidates(tx, communityId, dutyId),
    ])
    const personIds = peopleOf(days)
    const isAble = await findAble(tx, { communityId, personIds, ...period })
    const byDay = new Map(days.map((day) => [day.dutyOn, day]))
    const shown = daysOf(period).map((dutyOn): ShownRosterDay => {
      const day = byDay.get(dutyOn) ?? nobodyOn(dutyOn)
      const { acting } = actingOf(day, (id) => isAble(id, dutyOn))
      return { ...day, actingId: acting, isDutyDay: isDutyDay(duty, ctx.calendar, dutyOn) }
    })
    return { duty, days: shown, leaves, candidates }
  })
}

function nobodyOn(dutyOn: CivilDate): NamedRosterDay {
  return { dutyOn, aId: null, bId: null, aName: null, bName: null }
}
