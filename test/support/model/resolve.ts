import { hashRequest } from '../../../src/db/commands.ts'
import {
  instantAt,
  plusDays,
  plusMinutes,
  type CivilDate,
  type Instant,
} from '../../../src/kernel/clock.ts'
import { newId } from '../../../src/kernel/ids.ts'
import type { ActName, Ask, Input } from './asking.ts'
import type { Id, Payload, ServedRecord } from './book.ts'
import type { Fresh, Step } from './steps.ts'
import type { Town } from './town.ts'
import { useCases } from './use-cases.ts'

/** What somebody may name in a command: all that was made so far; the newest and open ones last. */
export type Known = {
  readonly town: Town
  readonly holds: { readonly id: Id; readonly communityId: Id; readonly amount: number }[]
  readonly proposals: { readonly id: Id; readonly communityId: Id }[]
  readonly journals: { readonly id: Id; readonly communityId: Id }[]
  readonly records: ServedRecord[]
  /** Records whose reversal waits for a second person. */
  readonly reversals: ServedRecord[]
  booksOf(person: Id): Id
}

export type Batch = {
  readonly act: ActName
  readonly asks: readonly Ask[]
  /** Records that are handed in beforehand. */
  readonly handedIn: readonly (ServedRecord & { readonly offering: number })[]
}

type Acting = Exclude<Step, { act: 'retry' | 'sweep' | 'pass' }>
type By = { readonly by: number; readonly off: number }

const FIRST_DAY = '2026-11-10' as CivilDate

/** The commands that a step means, by what is known now. */
export function resolveStep(known: Known, step: Acting, now: Instant): Batch {
  if (step.act === 'earn') return earn(known, step)
  if (step.act === 'reject') {
    const records = recordsAt(known, step.known)
    const input = { records, reason: '不符' }
    const scope = records[0]?.servedAt ?? placeAt(known, step.at)
    return batchOf('reject', [askOf(known, 'reject', step, scope, input)], false)
  }
  if (step.act === 'settle' || step.act === 'void') {
    const asks = step.items.map((item) => settleOrVoid(known, item))
    return batchOf('resolve', asks, step.again)
  }
  return batchOf(step.act, asksOf(known, step, now), step.again)
}

function batchOf(act: ActName, asks: readonly Ask[], again: boolean): Batch {
  return { act, asks: again ? [...asks, ...asks.slice(0, 1)] : asks, handedIn: [] }
}

type Listed = Exclude<Acting, { act: 'earn' | 'reject' | 'settle' | 'void' }>

function asksOf(known: Known, step: Listed, now: Instant): readonly Ask[] {
  switch (step.act) {
    case 'give':
    case 'donate':
    case 'hold':
      return step.items.map((item) => spend(known, step.act, item, now))
    case 'leave':
    case 'move':
      return step.items.map((item) => goAway(known, item))
    case 'propose':
      return step.items.map((item) => propose(known, item, now))
    case 'confirm':
    case 'decline':
      return step.items.map((item) => decide(known, step.act, item))
    case 'reverse':
      return step.items.map((item) => {
        const journal = newest(known.journals, item.nth)
        const input = { journalId: journal?.id ?? newId(), reason: '记错了' }
        return askOf(
          known,
          'reverse',
          item,
          journal?.communityId ?? placeAt(known, item.nth),
          input,
        )
      })
    case 'reverseRecord':
    case 'confirmReversal':
      return step.items.map((item) => takeBack(known, item))
  }
}

type Item<A extends Listed['act']> = Extract<Listed, { act: A }>['items'][number]

function spend(
  known: Known,
  act: 'give' | 'donate' | 'hold',
  item: Item<'give'> | Item<'donate'> | Item<'hold'>,
  now: Instant,
): Ask {
  const person = saver(known, item.who)
  const whose = act === 'hold' ? { personId: person } : { giverId: person }
  const input = {
    ...whose,
    ...('to' in item && { recipientId: saver(known, item.to) }),
    amountMinutes: item.amount,
    ...('ttl' in item && { expiresAt: plusMinutes(now, item.ttl) }),
  }
  return askOf(known, act, item, known.booksOf(person), input, person)
}

function goAway(known: Known, item: Item<'leave'> | Item<'move'>): Ask {
  const personId = saver(known, item.who)
  const books = known.booksOf(personId)
  if ('rest' in item) {
    const input = { personId, rest: restOf(known, item.rest), reason: '停用' }
    return askOf(known, 'leave', item, books, input)
  }
  const place = known.town.communities.indexOf(books) + item.to
  const input = { personId, toCommunityId: placeAt(known, place), reason: '搬家' }
  return askOf(known, 'move', item, books, input)
}

function propose(known: Known, item: Item<'propose'>, now: Instant): Ask {
  const payload = payloadOf(known, item, now)
  const journal = newest(known.journals, item.nth)
  const about = payload.personId ? known.booksOf(payload.personId) : placeAt(known, item.nth)
  const scope = payload.kind === 'reversal' ? (journal?.communityId ?? about) : about
  return askOf(known, 'propose', item, scope, { payload, reason: '说明' })
}

function decide(known: Known, act: 'confirm' | 'decline', item: Item<'confirm'>): Ask {
  const proposal = newest(known.proposals, item.nth)
  const reason = act === 'decline' ? { reason: '不办了' } : {}
  const input = { proposalId: proposal?.id ?? newId(), ...reason }
  const scope = proposal?.communityId ?? placeAt(known, item.nth)
  return askOf(known, act, secondOf(item), scope, input)
}

function takeBack(known: Known, item: Item<'reverseRecord'> | Item<'confirmReversal'>): Ask {
  const isFirst = 'propose' in item
  const waiting = isFirst || known.reversals.length === 0 ? known.records : known.reversals
  const record = newest(waiting, item.nth)
  const communityId = record?.community ?? placeAt(known, item.nth)
  const key = { communityId, id: record?.id ?? newId() }
  const scope = record?.servedAt ?? communityId
  if (!isFirst) return askOf(known, 'confirmReversal', secondOf(item), scope, key)
  const input = { ...key, reason: '记错了', proposeWriteOff: item.propose }
  return askOf(known, 'reverseRecord', item, scope, input)
}

/** Where one coordinator has acted, mostly the other one is to. */
function secondOf({ by, off }: By): By {
  return { by: by < 6 ? 6 : by < 10 ? 0 : by, off }
}

/** Mostly somebody who may: the person, or a coordinator of the books. */
function askOf(
  { town }: Known,
  act: ActName,
  { by, off }: By,
  books: Id,
  input: Input,
  self?: Id,
): Ask {
  const place = town.communities.indexOf(books)
  const at = (shift: number) => (place + shift) % town.communities.length
  const scope = town.communities[at(off)] ?? books
  const [first, second] = town.clerks[at(off)] ?? []
  const other = town.clerks[at(off + 1)]?.[0]
  const clerk = by < 6 ? first : by < 10 ? second : by < 11 ? other : town.savers[0]
  const actor = (self !== undefined && by < 8 ? self : clerk) ?? ''
  return { act, scope, actor, key: newId(), hash: hashRequest(useCases[act].useCase, input), input }
}

const saver = ({ town }: Known, who: number): Id => town.savers[who] ?? ''
const placeAt = ({ town }: Known, place: number): Id =>
  town.communities[place % town.communities.length] ?? ''

function newest<T>(list: readonly T[], nth: number): T | undefined {
  return list[list.length - 1 - (nth % Math.max(1, list.length))]
}

function recordsAt(known: Known, places: readonly number[]) {
  return places.map((nth) => {
    const record = newest(known.records, nth)
    const servedAt = record?.servedAt ?? placeAt(known, nth)
    return { communityId: record?.community ?? servedAt, id: record?.id ?? newId(), servedAt }
  })
}

function settleOrVoid(
  known: Known,
  item: By & { readonly nth: number; readonly part?: number; readonly more?: number },
): Ask {
  const hold = newest(known.holds, item.nth)
  const communityId = hold?.communityId ?? placeAt(known, item.nth)
  const { part } = item
  const chargeMinutes = part === undefined ? null : Math.floor(((hold?.amount ?? 10) * part) / 100)
  const agreed = item.more ? { agreedMoreMinutes: item.more } : {}
  const input = { communityId, id: hold?.id ?? newId(), chargeMinutes, ...agreed }
  return askOf(known, 'resolve', { by: item.by, off: 0 }, communityId, input)
}

function restOf(known: Known, rest: number): NonNullable<Input['rest']> {
  if (rest < 2) return { kind: 'kept' }
  if (rest < 4) return { kind: 'commons' }
  return { kind: 'relative', personId: saver(known, rest - 4) }
}

const DAY = 1_440

function payloadOf(
  known: Known,
  item: { kind: number; who: number; amount: number; nth: number; later: boolean },
  now: Instant,
): Payload {
  const { kind, amount: amountMinutes } = item
  const personId = saver(known, item.who)
  if (kind < 2) return { kind: 'grant', personId, amountMinutes }
  if (kind < 5) {
    const whose = item.who === 8 ? null : personId
    const direction = kind === 4 ? 'take' : 'add'
    return { kind: 'adjustment', personId: whose, direction, amountMinutes }
  }
  if (kind === 5) {
    const effectiveAt = plusMinutes(now, item.later ? DAY : -DAY)
    return { kind: 'opening', personId, amountMinutes, effectiveAt }
  }
  return { kind: 'reversal', journalId: newest(known.journals, item.nth)?.id ?? newId() }
}

function earn(known: Known, step: Extract<Step, { act: 'earn' }>): Batch {
  const handedIn = step.fresh.map((one) => handIn(known, one, step.at))
  const older = recordsAt(known, handedIn.length > 0 ? step.known : [0, ...step.known])
  const records = [
    ...handedIn.map(({ community, id }) => ({ communityId: community, id })),
    ...older.map(({ communityId, id }) => ({ communityId, id })),
  ]
  const scope = handedIn.length > 0 ? placeAt(known, step.at) : older[0]?.servedAt
  const input = { records, opened: [] }
  const ask = askOf(known, 'approve', step, scope ?? placeAt(known, step.at), input)
  return { act: 'approve', asks: [ask], handedIn }
}

function handIn(known: Known, one: Fresh, at: number): Batch['handedIn'][number] {
  const person = saver(known, one.who)
  const factor = known.town.land.offerings[one.offering]?.factor ?? 0
  const startsAt = plusMinutes(instantAt(plusDays(FIRST_DAY, one.day), '09:00'), one.hour * 60)
  const hold = one.hold === null ? undefined : newest(known.holds, one.hold)
  return {
    id: newId(),
    community: known.booksOf(person),
    servedAt: placeAt(known, one.elsewhere ? at + 1 : at),
    person,
    from: startsAt,
    until: plusMinutes(startsAt, one.length),
    credits: Math.round(one.length * factor),
    hold: hold?.id ?? null,
    charge: hold ? one.charge : null,
    state: 'submitted',
    journal: null,
    reversalBy: null,
    offering: one.offering,
  }
}
