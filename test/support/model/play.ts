import { expireHolds } from '../../../src/features/ledger/jobs.ts'
import { serviceRecords } from '../../../src/features/service/tables.ts'
import type { Command, Outcome } from '../../../src/db/command.ts'
import { hashRequest } from '../../../src/db/commands.ts'
import type { Ctx } from '../../../src/db/transaction.ts'
import { minutesBetween, plusMinutes, type Instant } from '../../../src/kernel/clock.ts'
import { isRefusal } from '../../../src/kernel/errors.ts'
import { newId } from '../../../src/kernel/ids.ts'
import { minutes } from '../../../src/kernel/minutes.ts'
import type { Ask, Naming } from './asking.ts'
import type { Book, Id } from './book.ts'
import { compareAnswer, compareSight, Difference, nameJournals, newsSince } from './compare.ts'
import { expireDue } from './judge-holds.ts'
import { beginBatch, judge, type Judged } from './judge.ts'
import { look, type Sight } from './look.ts'
import { resolveStep, type Batch, type Known } from './resolve.ts'
import type { Step } from './steps.ts'
import { bookOf, type Town } from './town.ts'
import { useCases } from './use-cases.ts'

const START = '2026-11-24T09:00:00+08:00'
const YEARS = 10 * 366 * 1_440

/** Plays steps on the real use cases and on the model, and compares after each. */
export class Play {
  readonly book: Book
  readonly known: Known
  /** Commands that were run, by what they were answered. */
  readonly tally: Tally
  /** Records that were decided in them, by how. */
  readonly records: Tally = new Map()
  readonly town: Town
  private readonly ctx: Ctx
  now = plusMinutes(START as Instant, 0)
  sight: Sight | null = null
  readonly asked: Ask[] = []
  readonly firstAnswers = new Map<string, string>()

  constructor(town: Town, tally: Tally = new Map()) {
    this.town = town
    this.tally = tally
    this.book = bookOf(town)
    this.ctx = { ...town.land.world.ctx, fixedNow: () => this.now }
    this.known = knownOf(town, (person) => this.book.person(person).books)
  }

  /** Some have something to spend, and so has one community's commons; adjustments by two people. */
  async begin(): Promise<void> {
    const common = { by: 0, off: 0 }
    const items = [0, 1, 2, 3, 8].map((who) => {
      return { ...common, kind: 2, who, amount: 150 + who, nth: who, later: false }
    })
    await this.step({ act: 'propose', items, again: false })
    const decisions = items.map((_, nth) => ({ ...common, nth }))
    await this.step({ act: 'confirm', items: decisions, again: false })
  }

  /** Whatever is still reserved returns. */
  async end(): Promise<void> {
    this.now = plusMinutes(this.now, YEARS)
    await this.step({ act: 'sweep' })
    if ([...this.book.holds.values()].some(({ state }) => state === 'placed')) {
      throw new Error('the model keeps a hold for ever')
    }
  }

  async step(step: Step): Promise<void> {
    if (step.act === 'pass') {
      this.now = plusMinutes(this.now, step.minutes)
    } else if (step.act === 'sweep') {
      await expireHolds(this.ctx)
      expireDue(this.book, this.now)
      await this.compare({ keys: [], changes: true })
      add(this.tally, 'sweep')
    } else if (step.act === 'retry') {
      await this.retry(step)
    } else {
      const batch = resolveStep(this.known, step, this.now)
      await this.handIn(batch)
      await this.run(batch.asks)
      this.asked.push(...batch.asks)
    }
  }

  private async retry({ nth, other }: Extract<Step, { act: 'retry' }>): Promise<void> {
    const ask = this.asked[this.asked.length - 1 - (nth % Math.max(1, this.asked.length))]
    if (!ask) return
    const { useCase } = useCases[ask.act]
    const hash = other ? hashRequest(useCase, { ...ask.input, note: '另一个' }) : ask.hash
    await this.run([{ ...ask, hash }])
  }

  private async run(asks: readonly Ask[]): Promise<void> {
    const [first] = asks
    if (!first) return
    const outcomes = await useCases[first.act].run(this.ctx, asks.map(commandOf))
    beginBatch(this.book)
    const judged = asks.map((ask, n) => {
      const outcome = outcomes[n]
      const one = judge(this.book, ask, this.now, namingOf(outcome))
      compareAnswer(ask, one, outcome, this.firstAnswers)
      return one
    })
    judged.forEach((one) => add(this.tally, `${first.act}: ${wordOf(one)}`))
    for (const { said } of judged) {
      for (const one of 'yes' in said ? (said.list ?? []) : []) {
        add(this.records, `${first.act}: ${wordOf({ said: one, replayed: false })}`)
      }
    }
    const fresh = judged.filter(({ replayed }) => !replayed).map(({ said }) => said)
    const changes = fresh.some((said) => 'yes' in said && (said.list?.some(isYes) ?? true))
    const isRetry = this.asked.some(({ key }) => key === first.key)
    await this.compare({ keys: isRetry ? [] : asks.map(({ key }) => key), changes })
    asks.forEach((ask, n) => {
      const outcome = outcomes[n]
      if (outcome && !outcome.replayed) noteAnswer(this.known, ask, outcome)
    })
  }

  private async handIn({ handedIn }: Batch): Promise<void> {
    if (handedIn.length === 0) return
    for (const { offering: _, ...record } of handedIn) this.book.records.set(record.id, record)
    this.known.records.push(...handedIn)
    await insertRecords(this.town, this.known, handedIn)
    await this.compare({ keys: [], changes: true })
  }

  /** The database against the model; where nothing may have changed, against itself as well. */
  private async compare(now: { keys: readonly string[]; changes: boolean }): Promise<void> {
    const before = this.sight
    const sequences = before?.sequences ?? new Map<Id, number>()
    const sight = await look(this.town, { sequences, keys: now.keys })
    this.sight = sight
    const journals = nameJournals(this.book, sight)
    compareSight(this.book, sight, newsSince(this.book, journals, sequences))
    for (const { id, lines } of journals) {
      this.known.journals.push({ id: id ?? '', communityId: lines.at(-1)?.community ?? '' })
    }
    if (!before) return
    if (sight.postedBefore !== before.posted) throw new Difference('what was posted has changed')
    if (sight.answersBefore !== before.answers) throw new Difference('an answer has changed')
    if (!now.changes && sight.digest !== before.digest) {
      throw new Difference('a refused or repeated command has changed something')
    }
  }
}

/** How often what was answered. */
export type Tally = Map<string, number>

export function add(tally: Tally, what: string, count = 1): void {
  tally.set(what, (tally.get(what) ?? 0) + count)
}

export function wordOf({ said, replayed }: Judged): string {
  if (replayed) return 'replayed'
  return 'no' in said ? said.no : 'accepted'
}

function isYes(said: Judged['said']): boolean {
  return 'yes' in said
}

export function knownOf(town: Town, booksOf: (person: Id) => Id): Known {
  return { town, holds: [], proposals: [], journals: [], records: [], reversals: [], booksOf }
}

export function commandOf(ask: Ask): Command<unknown> {
  const { scope, actor, key, hash: requestHash, input } = ask
  return {
    ...{ scope, key, requestHash, input },
    actor: { kind: 'person', personId: actor, sessionId: newId() },
  }
}

type Answer = { readonly id?: Id; readonly proposalId?: Id; readonly state?: string }

/** Ids are made by the product: the model takes them over. */
export function namingOf(outcome: Outcome<unknown> | undefined): Naming {
  const answer = outcome?.result as Answer | undefined
  return {
    ...(answer?.id && { holdId: answer.id }),
    ...(answer?.proposalId && { proposalId: answer.proposalId }),
  }
}

/** What came of a command may be named by the next ones. */
export function noteAnswer(known: Known, ask: Ask, { result }: Outcome<unknown>): void {
  if (isRefusal(result)) return
  const answer = result as Answer
  const { scope: communityId, input } = ask
  if (ask.act === 'hold' && answer.id) {
    known.holds.push({ id: answer.id, communityId, amount: input.amountMinutes ?? 0 })
  }
  if (ask.act === 'propose' && answer.proposalId) {
    known.proposals.push({ id: answer.proposalId, communityId })
  }
  if (ask.act === 'confirm' || ask.act === 'decline') retire(known.proposals, input.proposalId)
  if (ask.act === 'resolve') retire(known.holds, input.id)
  if (ask.act === 'approve') known.records.forEach(({ hold }) => retire(known.holds, hold))
  if (answer.state === 'proposed') {
    known.reversals.push(...known.records.filter(({ id }) => id === input.id))
  }
}

/** What is done with is named more rarely. */
function retire<T extends { readonly id: Id }>(list: T[], id: Id | null | undefined): void {
  const place = list.findIndex((one) => one.id === id)
  if (place > 0) list.unshift(...list.splice(place, 1))
}

/** As the room of records would have submitted them: planned, checked in and out. */
export async function insertRecords(
  town: Town,
  known: Known,
  handedIn: Batch['handedIn'],
): Promise<void> {
  const { world, offerings } = town.land
  const rows = handedIn.map((record) => {
    const [startsAt, endsAt] = [record.from as Instant, record.until as Instant]
    const hold = known.holds.find(({ id }) => id === record.hold)
    return {
      ...{ communityId: record.community, id: record.id, personId: record.person },
      ...{ offeringId: offerings[record.offering]?.id ?? '', servedAtId: record.servedAt },
      ...{ activityName: '代办服务', place: '服务站', content: '代办证件', outcome: '已办好' },
      ...{ recipientKind: 'place' as const, recipientDescription: '服务站' },
      ...{ organiser: '社区居委会', personInCharge: '演示负责人' },
      ...{ startsAt, endsAt, plannedStartsAt: startsAt, plannedEndsAt: endsAt },
      ...{ checkedInAt: startsAt, checkedOutAt: endsAt, measuredBy: 'checkIn' as const },
      serviceMinutes: minutes(minutesBetween(startsAt, endsAt)),
      ...{ enteredById: record.person, state: 'submitted' as const },
      submittedAt: plusMinutes(endsAt, 30),
      ...{ holdCommunityId: hold?.communityId ?? null, holdId: hold?.id ?? null },
      chargeMinutes: record.charge === null ? null : minutes(record.charge),
    }
  })
  await world.db.transaction((tx) => tx.insert(serviceRecords).values(rows))
}
