import { civilDateOf, instantAt, plusDays, type CivilDate } from '../../src/kernel/clock.ts'
import { computeStanding } from '../../src/features/incentive/compute-standing.ts'
import { publishStanding } from '../../src/features/incentive/publish-standing.ts'
import type { Period } from '../../src/features/incentive/model.ts'
import { periodAt, periodBefore } from '../../src/features/incentive/rules/period.ts'
import { cutOffOf } from '../../src/features/incentive/rules/ranking.ts'
import { policyAt } from '../../src/features/policy/rules.ts'
import type { Calendar } from '../../src/kernel/workdays.ts'
import type { Days } from './days.ts'
import { communities, subdistricts, type PlaceKey } from './tree.ts'
import { must, perform, placeOf, type Moment } from './stage.ts'

/** The monthly rankings of the last whole months of service, each once its cut-off is past. */
export function standings(days: Days, calendar: Calendar, months = Infinity): Moment[] {
  return publications(days, calendar)
    .slice(0, months)
    .flatMap(({ month, day }) => publication(month, day))
}

export type Publication = { readonly month: Period; readonly day: CivilDate }

/** The newest first. */
export function publications(days: Days, calendar: Calendar): readonly Publication[] {
  const firstOn = must(days.served[0], 'first day')
  const found: Publication[] = []
  let month = periodBefore(periodAt('month', days.today))
  while (month.firstOn >= firstOn) {
    found.push({ month, day: publicationDay(days, calendar, month) })
    month = periodBefore(month)
  }
  return found.filter(({ day }) => day < days.today)
}

function publicationDay(days: Days, calendar: Calendar, month: Period): CivilDate {
  const { withinWorkdays } = policyAt([], 'recording', month.lastOn)
  const cutOffOn = civilDateOf(cutOffOf(month, withinWorkdays, calendar))
  return days.workdayAfter(plusDays(cutOffOn, -1))
}

/** One administrator computes, the other publishes. */
function publication(month: Period, day: CivilDate): Moment[] {
  const places: readonly PlaceKey[] = [
    'district',
    ...subdistricts.map(([key]) => key),
    ...communities.map(([key]) => key),
  ]
  let standingIds: readonly string[] = []
  return [
    {
      at: instantAt(day, '09:40'),
      play: async (stage, at) => {
        const acts = places.map((place) => ({
          ...{ key: `standing-${month.code}-${place}`, by: 'zhou' as const, at: null },
          input: { nodeId: placeOf(stage, place), period: month.code },
        }))
        const computed = await perform(stage, at, computeStanding, acts)
        standingIds = computed.map(({ standingId }) => standingId)
      },
    },
    {
      at: instantAt(day, '10:20'),
      play: async (stage, at) => {
        const acts = places.map((place, index) => ({
          ...{ key: `published-${month.code}-${place}`, by: 'wu' as const, at: null },
          input: { standingId: must(standingIds[index], place) },
        }))
        await perform(stage, at, publishStanding, acts)
      },
    },
  ]
}
