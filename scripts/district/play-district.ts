import { civilDateOf, monotonicMs, plusDays, type CivilDate } from '../../src/kernel/clock.ts'
import { StartupError } from '../../src/kernel/startup-error.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import { findDemo } from '../../src/features/audit/find-demo.ts'
import type { Demo } from '../../src/features/audit/model.ts'
import { loadTree } from '../../src/features/person/load-tree.ts'
import { daysOf } from '../demo/days.ts'
import type { Moment } from '../demo/stage.ts'
import { inOrder, mark, openStage, playChapter, smallStory } from '../demo/story.ts'
import { visits } from './desk.ts'
import { planDistrict } from './district.ts'
import { gatherings, introductions } from './gatherings.ts'
import { founding } from './places.ts'
import { people } from './people.ts'
import { rounds } from './rounds.ts'
import { savings } from './savings.ts'
import type { Scale } from './scale.ts'
import { service } from './service.ts'
import { standings } from './standings.ts'
import { windows } from './window.ts'

/** A day of a burst on a slow and busy machine. */
const CHAPTER_MS = 600_000
/** No thread of the story is longer: a request, from its registration to its rating. */
const THREAD_DAYS = 60

export type Chapter = {
  readonly day: CivilDate
  readonly number: number
  readonly count: number
  /** It was there already; some of it was played again for what it tells. */
  readonly again: boolean
  /** So far in this run. */
  readonly people: number
  readonly records: number
  readonly sinceStartMs: number
}

export type Telling = {
  readonly isStopping?: () => boolean
  readonly onChapter?: (chapter: Chapter) => void
}

/**
 * Fills a database with the district: the small demonstration, and around it everything else, told
 * from a year ago day by day. Each day is a chapter, one transaction; a story that was cut off
 * anywhere goes on with the first day that is missing. Returns false when told to stop before the end.
 * @throws StartupError when the database holds something else
 */
export async function playDistrict(
  ctx: Ctx,
  scale: Scale,
  telling: Telling = {},
): Promise<boolean> {
  const { isStopping = () => false, onChapter = () => undefined } = telling
  const from = monotonicMs()
  const demo = await beginDistrict(ctx, scale)
  if (demo.finishedAt) return true
  const days = daysOf(demo.beganAt, ctx.calendar, scale.weeks)
  const stage = await openStage(ctx, days)
  const district = planDistrict(scale)
  const moments = inOrder(
    [
      ...smallStory(ctx, days, 1),
      ...founding(district, days),
      ...people(district, days),
      ...introductions(district, days),
      ...gatherings(district, days),
      ...service(district, days),
      ...savings(district, days),
      ...visits(district, days),
      ...windows(district, days),
      ...rounds(district, days),
      ...standings(district, days, ctx.calendar),
    ],
    days,
  )
  const chapters = chaptersOf(moments)
  for (const [index, [day, chapter]] of chapters.entries()) {
    if (isStopping()) return false
    const again = demo.chapter !== null && day <= demo.chapter
    const those = again ? recalled(chapter, demo.chapter as CivilDate) : chapter
    await playChapter(stage, those, CHAPTER_MS, (inTx) => mark(inTx, 'chapter', day))
    onChapter({
      ...{ day, number: index + 1, count: chapters.length, again },
      ...{ people: district.people.size, records: district.waiting.length },
      sinceStartMs: monotonicMs() - from,
    })
  }
  await mark(ctx, 'finish', null)
  return true
}

async function beginDistrict(ctx: Ctx, scale: Scale): Promise<Demo> {
  const demo = await findDemo(ctx)
  const isEmpty = (await loadTree(ctx)).size === 0
  if (demo ? demo.scale !== scale.name : !isEmpty) throw notThis(scale)
  await mark(ctx, 'begin', scale.name)
  const begun = await findDemo(ctx)
  if (!begun) throw new Error('the demonstration has not begun')
  return begun
}

function notThis({ name }: Scale): StartupError {
  return new StartupError(
    `这个数据库里已经有别的内容，装不进 ${name} 规模的演示数据：请用空的数据库，内置数据库换 DATA_DIR。`,
    `The database holds something else than the ${name} demonstration: use an empty one, or another DATA_DIR.`,
  )
}

/** A day of the story with everything that happened on it. */
function chaptersOf(moments: readonly Moment[]): readonly (readonly [CivilDate, Moment[]])[] {
  const chapters = new Map<CivilDate, Moment[]>()
  for (const moment of moments) {
    const day = civilDateOf(moment.at)
    chapters.set(day, [...(chapters.get(day) ?? []), moment])
  }
  return [...chapters]
}

/** What of a day that is there tells the days to come something. */
function recalled(chapter: readonly Moment[], toldUntil: CivilDate): readonly Moment[] {
  const horizon = plusDays(toldUntil, -THREAD_DAYS)
  return chapter.filter(
    ({ recall }) => recall === undefined || (recall !== 'never' && recall > horizon),
  )
}
