import { instantAt } from '../../src/kernel/clock.ts'
import type { Calendar } from '../../src/kernel/workdays.ts'
import { DISTRICT_SCOPE, type Id } from '../../src/kernel/ids.ts'
import { computeStanding } from '../../src/features/incentive/compute-standing.ts'
import { publishStanding } from '../../src/features/incentive/publish-standing.ts'
import type { Days } from '../demo/days.ts'
import { perform } from '../demo/perform.ts'
import { must, playerOf, type Moment } from '../demo/stage.ts'
import { publications } from '../demo/standings.ts'
import { NUMBERED_SUBDISTRICTS, type District } from './district.ts'

/** The last month's ranking of every place that the small story knows nothing of. */
export function standings(district: District, days: Days, calendar: Calendar): Moment[] {
  const [publication] = publications(days, calendar)
  if (!publication) return []
  const { month, day } = publication
  const keys = [
    ...Array.from({ length: NUMBERED_SUBDISTRICTS }, (_, n) => `numbered-${n + 1}`),
    ...district.communities.filter(({ named }) => named === null).map(({ key }) => key),
  ]
  const standingIds = new Map<string, Id>()
  return [
    {
      ...{ at: instantAt(day, '09:50'), recall: day },
      play: async (stage, at) => {
        const actorId = playerOf(stage, 'zhou').id
        const deeds = keys.map((key) => ({
          ...{ key: `standing-${month.code}-${key}`, actorId, scope: DISTRICT_SCOPE },
          input: { nodeId: must(district.nodeIds.get(key), key), period: month.code },
        }))
        const computed = await perform(stage.ctx, at, computeStanding, deeds)
        keys.forEach((key, index) => standingIds.set(key, must(computed[index], key).standingId))
      },
    },
    {
      ...{ at: instantAt(day, '10:40'), recall: 'never' },
      play: async (stage, at) => {
        const actorId = playerOf(stage, 'wu').id
        const deeds = keys.map((key) => ({
          ...{ key: `published-${month.code}-${key}`, actorId, scope: DISTRICT_SCOPE },
          input: { standingId: must(standingIds.get(key), key) },
        }))
        await perform(stage.ctx, at, publishStanding, deeds)
      },
    },
  ]
}
