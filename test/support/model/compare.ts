import { isDeepStrictEqual } from 'node:util'
import type { Outcome } from '../../../src/db/command.ts'
import { isRefusal } from '../../../src/kernel/errors.ts'
import type { Ask, Said } from './asking.ts'
import { communityOf, type Book, type Id, type Journal } from './book.ts'
import type { Judged } from './judge.ts'
import type { Sight } from './look.ts'

/** The product and the model do not agree. */
export class Difference extends Error {}

export type News = {
  readonly lines: readonly string[]
  readonly entries: readonly string[]
}

export function compareAnswer(
  ask: Ask,
  { said, replayed }: Judged,
  outcome: Outcome<unknown> | undefined,
  firstAnswers: Map<string, string>,
): void {
  const told = () =>
    `${ask.act} ${JSON.stringify(ask.input)} by ${ask.actor} at ${ask.scope}: ` +
    `expected ${JSON.stringify({ said, replayed })}, got ${JSON.stringify(outcome)}`
  if (!outcome || outcome.replayed !== replayed || !agrees(said, outcome.result)) {
    throw new Difference(told())
  }
  const key = `${ask.scope} ${ask.actor} ${ask.key}`
  const answer = JSON.stringify(outcome.result)
  if (!replayed && !firstAnswers.has(key)) firstAnswers.set(key, answer)
  if (replayed && firstAnswers.get(key) !== answer) throw new Difference(told())
}

function agrees(said: Said, result: unknown): boolean {
  if ('no' in said) {
    return isRefusal(result) && result.error.code === said.no && has(result.details, said.details)
  }
  if (isRefusal(result)) return false
  if (!said.list) return has(result, said.yes)
  const list = result as readonly unknown[]
  return list.length === said.list.length && said.list.every((one, n) => agreesOn(one, list[n]))
}

function agreesOn(said: Said, result: unknown): boolean {
  if ('yes' in said) return has(result, said.yes)
  const { refusal } = result as { readonly refusal?: { readonly code: string } }
  return refusal?.code === said.no
}

function has(real: unknown, wanted: Readonly<Record<string, unknown>>): boolean {
  const found = real as Readonly<Record<string, unknown>>
  return Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(found[name], value))
}

/** Names the model's new journals as the database does, by where their transfers are. */
export function nameJournals(book: Book, sight: Pick<Sight, 'journals'>): readonly Journal[] {
  const idAt = new Map(sight.journals.map(({ at, id }) => [at, id]))
  const fresh = book.journals.filter(({ id }) => id === null)
  const seen = new Set<Id>()
  for (const journal of fresh) {
    const ids = new Set(journal.lines.map((line) => idAt.get(`${line.community} ${line.sequence}`)))
    const [id] = ids
    if (ids.size !== 1 || !id || seen.has(id)) {
      throw new Difference(`not in one journal of its own: ${JSON.stringify(journal)}`)
    }
    seen.add(id)
    journal.id = id
  }
  return fresh
}

/** What the model has posted since, in the words of a sight. */
export function newsSince(
  book: Book,
  journals: readonly Journal[],
  since: ReadonlyMap<Id, number>,
): News {
  const entries = book.entries.filter(
    ({ ref, sequence }) => sequence > (since.get(communityOf(ref)) ?? 0),
  )
  return {
    lines: journals.flatMap(({ lines, source }) =>
      lines.map((line) =>
        [
          ...[line.community, line.sequence, line.debit, line.credit, line.amount, line.reason],
          ...[line.reverses ?? '-', source],
        ].join(' '),
      ),
    ),
    entries: entries.map((one) =>
      [one.ref, one.version, one.sequence, one.change, one.after].join(' '),
    ),
  }
}

const EMPTY = '0 0 0 open'

/** Every balance, held, version, sequence, state and posting. */
export function compareSight(book: Book, sight: Sight, news: News): void {
  book.assertSound()
  if (sight.broken.length > 0) throw new Difference(`broken promises: ${sight.broken.join(', ')}`)
  const accounts = [...book.accounts].map(
    ([ref, { balance, held, version, closed }]) =>
      [ref, `${balance} ${held} ${version} ${closed ? 'closed' : 'open'}`] as const,
  )
  same('accounts', new Map(accounts), sight.accounts, EMPTY)
  same('sequences', book.sequences, sight.sequences, 0)
  same('holds', holdsOf(book), sight.holds)
  const states = <T extends { readonly state: string }>(map: ReadonlyMap<Id, T>) =>
    new Map([...map].map(([id, { state }]) => [id, state]))
  same('proposals', states(book.proposals), sight.proposals)
  same('records', states(book.records), sight.records)
  const people = [...book.people.values()].map(
    ({ id, books, left }) => [id, `${books} ${left ? 'left' : 'here'}`] as const,
  )
  same('people', new Map(people), sight.people)
  sameList('transfers', news.lines, sight.lines)
  sameList('entries', news.entries, sight.entries)
}

function holdsOf(book: Book): ReadonlyMap<Id, string> {
  return new Map(
    [...book.holds].map(([id, { state, amount, settled }]) => [
      id,
      `${state} ${amount} ${settled ?? '-'}`,
    ]),
  )
}

function same<V extends string | number>(
  what: string,
  model: ReadonlyMap<string, V>,
  real: ReadonlyMap<string, V>,
  none?: V,
): void {
  for (const key of new Set([...model.keys(), ...real.keys()])) {
    const [wanted, found] = [model.get(key) ?? none, real.get(key) ?? none]
    if (wanted !== found)
      throw new Difference(`${what}: ${key} is ${String(found)}, expected ${String(wanted)}`)
  }
}

function sameList(what: string, model: readonly string[], real: readonly string[]): void {
  const [wanted, found] = [[...model].sort(), [...real].sort()]
  if (wanted.join('\n') !== found.join('\n')) {
    throw new Difference(`${what}:\n${found.join('\n')}\nexpected\n${wanted.join('\n')}`)
  }
}
