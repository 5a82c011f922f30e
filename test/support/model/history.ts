import fc from 'fast-check'
import type { Command, Outcome, WriteUseCase } from '../../../src/db/command.ts'
import { hashRequest } from '../../../src/db/commands.ts'
import { makeGroupCommit } from '../../../src/db/group-commit.ts'
import { inTransaction, type Ctx } from '../../../src/db/transaction.ts'
import { plusMinutes, type Instant } from '../../../src/kernel/clock.ts'
import { isRefusal } from '../../../src/kernel/errors.ts'
import type { Ask } from './asking.ts'
import type { Id } from './book.ts'
import { compareAnswer, compareSight, Difference, nameJournals, newsSince } from './compare.ts'
import { beginBatch, judge } from './judge.ts'
import { look } from './look.ts'
import { add, commandOf, namingOf, noteAnswer, Play, wordOf, type Tally } from './play.ts'
import { resolveStep, type Known } from './resolve.ts'
import { anyStep, type Step } from './steps.ts'
import { makeTown, type Land } from './town.ts'
import { useCases } from './use-cases.ts'

export type HistoryWish = {
  readonly seed: number
  readonly hands: number
  readonly steps: number
  readonly tally: Tally
}

/** One committed transaction: what was asked in it, in order, and what it answered. */
type Written = {
  readonly nth: number
  readonly now: Instant
  readonly keys: readonly string[]
  readonly outcomes: readonly Outcome<unknown>[]
}

/**
 * Many hands at once at the few accounts of one town, through the real group commit; then the same
 * commands one after the other on the model. The order is that of the locks: each transaction takes
 * its number when it has decided and written and still holds the books that it touched, so of two
 * that met in some books the one that came second has the higher number, and two that met nowhere
 * may be in either order. Refusals are decided under the same locks and have their number too.
 * Returns the first difference.
 */
export async function playHistory(land: Land, wish: HistoryWish): Promise<string | null> {
  const play = new Play(await makeTown(land), wish.tally)
  const steps = fc
    .sample(anyStep, { seed: wish.seed, numRuns: wish.steps })
    .filter((step, n) => step.act !== 'leave' || (n % 4 === 0 && step.items.every(isNoClerk)))
  try {
    await play.begin()
    await prepare(play, steps)
    const told = await act(play, steps, wish)
    await replay(play, told)
    return null
  } catch (error) {
    if (error instanceof Difference) return `history, seed ${wish.seed}\n${error.message}`
    throw error
  }
}

const NOBODYS = 11
const STAYING = 4
/** Not only the newest records: there are many. */
const APART = 5

/** The savers after the first six are coordinators. */
function isNoClerk({ who }: { readonly who: number }): boolean {
  return who < 6
}

/** Records that wait, some with savings reserved: nothing else is handed in later. */
async function prepare(play: Play, steps: readonly Step[]): Promise<void> {
  const holds = steps.filter((step) => step.act === 'hold').slice(0, 12)
  for (const step of holds) await play.step({ ...step, items: step.items.slice(0, 1) })
  for (const step of steps.filter((one) => one.act === 'earn').slice(0, 30)) {
    const fresh = step.fresh.map((one) => ({ ...one, who: one.who % STAYING }))
    await play.step({ ...step, fresh, known: [], by: NOBODYS })
  }
}

type Told = {
  readonly written: readonly Written[]
  readonly asks: ReadonlyMap<string, Ask>
}

async function act(play: Play, steps: readonly Step[], wish: HistoryWish): Promise<Told> {
  const written: Written[] = []
  const asks = new Map<string, Ask>()
  const books = new Map<Id, Id>()
  const known: Known = {
    ...play.known,
    booksOf: (id) => books.get(id) ?? play.book.person(id).books,
  }
  const asked: Ask[] = []
  const commit = makeGroupCommit(play.town.land.world.ctx, 4)
  let count = 0
  const noted = new Map(
    Object.entries(useCases).map(([name, useCase]) => [
      name,
      witnessed(
        useCase,
        () => play.now,
        () => (count += 1),
        written,
      ),
    ]),
  )

  async function send(ask: Ask): Promise<void> {
    const useCase = noted.get(ask.act)
    if (!useCase) throw new Error(`no use case for ${ask.act}`)
    const command = commandOf(ask)
    asks.set(nameOf(command), ask)
    const outcome = await commit(useCase, command)
    if (isRefusal(outcome.result) || outcome.replayed) return
    noteAnswer(known, ask, outcome)
    noteJournals(known, ask, outcome.result)
    if (ask.act === 'move') books.set(ask.input.personId ?? '', ask.input.toCommunityId ?? '')
  }

  const waiting = [...steps]
  async function work(): Promise<void> {
    for (let step = waiting.pop(); step; step = waiting.pop()) {
      if (step.act === 'pass') play.now = plusMinutes(play.now, Math.min(step.minutes, 60))
      const sent = asksOf(known, step, play.now, asked)
      asked.push(...sent)
      await Promise.all(sent.map(send))
    }
  }
  await Promise.all(Array.from({ length: wish.hands }, work))
  return { written, asks }
}

/**
 * A sweep is no command; records were all handed in before. What takes no books has no place in
 * their order: to reject, to decline, and a role that ends while it is read elsewhere.
 */
function asksOf(known: Known, step: Step, now: Instant, asked: readonly Ask[]): readonly Ask[] {
  if (step.act === 'pass' || step.act === 'sweep') return []
  if (step.act === 'reject' || step.act === 'decline') return []
  if (step.act === 'retry') {
    const ask = asked[asked.length - 1 - (step.nth % Math.max(1, asked.length))]
    if (!ask) return []
    if (!step.other) return [ask]
    const { useCase } = useCases[ask.act]
    return [{ ...ask, hash: hashRequest(useCase, { ...ask.input, note: '另一个' }) }]
  }
  if (step.act !== 'earn') return resolveStep(known, step, now).asks
  const older = step.known.map((nth) => nth * APART)
  return resolveStep(known, { ...step, fresh: [], known: older }, now).asks
}

type Journalled = { readonly journalId?: Id | null; readonly reversalId?: Id }

function noteJournals(known: Known, { act, scope }: Ask, result: unknown): void {
  const list = (act === 'approve' ? result : [result]) as readonly Journalled[]
  for (const { journalId, reversalId } of list) {
    const id = reversalId ?? journalId
    if (id) known.journals.push({ id, communityId: scope })
  }
}

function nameOf({ scope, actor, key, requestHash }: Command<unknown>): string {
  return `${scope} ${actor.personId} ${key} ${requestHash}`
}

/** The use case in a transaction of ours, which sees it end before it is committed. */
function witnessed(
  useCase: WriteUseCase<unknown, unknown>,
  clock: () => Instant,
  number: () => number,
  written: Written[],
): WriteUseCase<unknown, unknown> {
  const run = async (ctx: Ctx, commands: readonly Command<unknown>[]) => {
    const one = await inTransaction(ctx, async (tx) => {
      const now = clock()
      const outcomes = await useCase.run({ ...ctx, tx, fixedNow: () => now }, commands)
      return { nth: number(), now, keys: commands.map(nameOf), outcomes }
    })
    written.push(one)
    return one.outcomes
  }
  return { ...useCase, run }
}

async function replay(play: Play, { written, asks }: Told): Promise<void> {
  const { book, town, tally } = play
  const sequences = play.sight?.sequences ?? new Map<Id, number>()
  const sight = await look(town, { sequences, keys: [] })
  const before = book.journals.length
  for (const { now, keys, outcomes } of [...written].sort((one, other) => one.nth - other.nth)) {
    beginBatch(book)
    keys.forEach((name, n) => {
      const ask = asks.get(name)
      if (!ask) throw new Error(`nobody asked ${name}`)
      const judged = judge(book, ask, now, namingOf(outcomes[n]))
      compareAnswer(ask, judged, outcomes[n], play.firstAnswers)
      add(tally, `at once, ${ask.act}: ${wordOf(judged)}`)
    })
    nameJournals(book, sight)
  }
  compareSight(book, sight, newsSince(book, book.journals.slice(before), sequences))
}
