import { epochMs, instantAt, type Instant } from '../../src/kernel/clock.ts'
import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
import { hashRequest } from '../../src/db/commands.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import { findDemo } from '../../src/features/audit/find-demo.ts'
import { markDemo } from '../../src/features/audit/mark-demo.ts'
import type { DemoMark } from '../../src/features/audit/model.ts'
import { fillCatalogue } from '../../src/features/service/fill-catalogue.ts'
import { listOfferings } from '../../src/features/service/list-offerings.ts'
import { corrections } from './corrections.ts'
import { daysOf, type Days } from './days.ts'
import { deskDone } from './desk-done.ts'
import { deskOpen } from './desk-open.ts'
import { activities, introductions } from './gatherings.ts'
import { inbox } from './inbox.ts'
import { people } from './people.ts'
import { plans } from './plans.ts'
import { founding } from './places.ts'
import { rounds } from './rounds.ts'
import { savings } from './savings.ts'
import { service } from './service.ts'
import type { Moment, Stage } from './stage.ts'
import { standings } from './standings.ts'

const CHAPTER = 20
const CHAPTER_MS = 60_000

/** The story of the twelve communities; rankings of the last `months`, of all when not said. */
export function smallStory(ctx: Ctx, days: Days, months?: number): readonly Moment[] {
  return [
    ...founding(days),
    ...people(days),
    ...introductions(days),
    ...activities(days),
    ...plans(days),
    ...service(days),
    ...corrections(days),
    ...savings(days),
    ...deskDone(days),
    ...deskOpen(days),
    ...inbox(days),
    ...rounds(days),
    ...standings(days, ctx.calendar, months),
  ]
}

/** What happened before today, in the order of time; of one time, as the parts are listed. */
export function inOrder(moments: readonly Moment[], days: Days): readonly Moment[] {
  const now = instantAt(days.today)
  return moments.filter(({ at }) => at < now).sort((a, b) => epochMs(a.at) - epochMs(b.at))
}

/**
 * Fills a database with the demonstration: a small district, its people, and what they did in the
 * weeks before. Everything goes through the use cases under keys of its own, so that playing it
 * again changes nothing and a start that was killed half-way is made whole by the next one. Returns
 * false when it was told to stop before the end.
 */
export async function playStory(ctx: Ctx, isStopping = () => false): Promise<boolean> {
  await mark(ctx, 'begin', null)
  const days = daysOf(await beganAt(ctx), ctx.calendar)
  const stage = await openStage(ctx, days)
  for (const chapter of chaptersOf(inOrder(smallStory(ctx, days), days))) {
    if (isStopping()) return false
    await playChapter(stage, chapter, CHAPTER_MS)
  }
  await mark(ctx, 'finish', null)
  return true
}

/** The programme's own services are there; nobody has acted yet. */
export async function openStage(ctx: Ctx, days: Days): Promise<Stage> {
  await fillCatalogue(ctx)
  const offerings = await listOfferings(ctx)
  return {
    ...{ ctx, days, places: new Map(), players: new Map(), waiting: [] },
    offerings: new Map(offerings.map(({ code, id }) => [code, id])),
  }
}

/** The use cases join the chapter's transaction: a slow disk is waited for once a chapter. */
export async function playChapter(
  stage: Stage,
  chapter: readonly Moment[],
  deadlineMs: number,
  end?: (ctx: Ctx) => Promise<void>,
): Promise<void> {
  await stage.ctx.db.transaction(async (tx) => {
    const ctx = { ...stage.ctx, tx }
    for (const { at, play } of chapter) await play({ ...stage, ctx }, at)
    await end?.(ctx)
  }, deadlineMs)
}

function chaptersOf(moments: readonly Moment[]): readonly (readonly Moment[])[] {
  const count = Math.ceil(moments.length / CHAPTER)
  return Array.from({ length: count }, (_, n) => moments.slice(n * CHAPTER, (n + 1) * CHAPTER))
}

export async function mark(ctx: Ctx, which: DemoMark, note: string | null): Promise<void> {
  const input = { mark: which, note }
  await markDemo.run(ctx, [
    {
      scope: DISTRICT_SCOPE,
      actor: { kind: 'system', personId: null, name: 'demo' },
      key: which === 'chapter' ? `demo:chapter-${note}` : `demo:${which}`,
      requestHash: hashRequest(markDemo.useCase, input),
      input,
    },
  ])
}

/** Told from the day of the first try, also when another day finishes it. */
async function beganAt(ctx: Ctx): Promise<Instant> {
  const demo = await findDemo(ctx)
  if (!demo) throw new Error('the demonstration has not begun')
  return demo.beganAt
}
