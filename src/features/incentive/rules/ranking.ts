import { instantAt, plusDays, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes, type Minutes } from '../../../kernel/minutes.ts'
import { nthWorkdayAfter, type Calendar } from '../../../kernel/workdays.ts'
import { incentiveErrors } from '../errors.ts'
import type {
  Period,
  RankedPerson,
  RankedRecord,
  RankGap,
  RankingCaps,
  RankingFacts,
  Standing,
  StandingRow,
} from '../model.ts'

/** 社区服务月榜 */
export const MONTHLY_RANKING = 'monthlyRanking'

/** Version 1 ranks without 履诺: promises are not recorded yet (docs/adr, monthly ranking). */
export const FORMULA_VERSION = 1

/** The end of the n-th working day after the period. */
export function cutOffOf(period: Period, withinWorkdays: number, calendar: Calendar): Instant {
  return instantAt(plusDays(nthWorkdayAfter(calendar, period.lastOn, withinWorkdays), 1))
}

/**
 * Everybody with counted records whose place of the month (the books of their latest record) is
 * here: capped minutes, then people served, then earlier registration, then the smaller certificate
 * number. The order of the facts does not matter, and no two share a rank.
 */
export function rankMonth(
  facts: RankingFacts,
  caps: RankingCaps,
  isHere: (communityId: Id) => boolean,
): readonly StandingRow[] {
  const people = new Map(facts.people.map((person) => [person.personId, person]))
  const byPerson = groupBy(facts.records, ({ personId }) => personId)
  const rows: Omit<StandingRow, 'rank'>[] = []
  for (const [personId, records] of byPerson) {
    const person = people.get(personId)
    const communityId = placeOf(records)
    if (person && isHere(communityId)) rows.push(measure(person, communityId, records, caps))
  }
  return rows.sort(compareRows).map((row, index) => ({ rank: index + 1, ...row }))
}

/** Whoever moved within the month is ranked once, where they served last. */
function placeOf(records: readonly RankedRecord[]): Id {
  const [latest] = inTime(records).reverse()
  if (!latest) throw new Error('a person without records is not ranked')
  return latest.communityId
}

export function inTime(records: readonly RankedRecord[]): RankedRecord[] {
  return [...records].sort((a, b) => compareText(a.startsAt, b.startsAt) || compareText(a.id, b.id))
}

function measure(
  person: RankedPerson,
  communityId: Id,
  records: readonly RankedRecord[],
  caps: RankingCaps,
): Omit<StandingRow, 'rank'> {
  const byDay = groupBy(records, ({ servedOn }) => servedOn)
  const dayCapped = [...byDay.values()].map((day) => Math.min(sumOf(day), caps.dayCapMinutes))
  const dayCappedMinutes = minutes(dayCapped.reduce((sum, amount) => sum + amount, 0))
  const recipients = new Set(records.flatMap(({ recipient }) => recipient ?? []))
  return {
    ...person,
    communityId,
    serviceMinutes: minutes(Math.min(dayCappedMinutes, caps.monthCapMinutes)),
    recipientsServed: recipients.size,
    approvedMinutes: sumOf(records),
    dayCappedMinutes,
    recordIds: inTime(records).map(({ id }) => id),
  }
}

function groupBy(
  records: readonly RankedRecord[],
  keyOf: (record: RankedRecord) => string,
): ReadonlyMap<string, readonly RankedRecord[]> {
  const groups = new Map<string, RankedRecord[]>()
  for (const record of records) {
    const group = groups.get(keyOf(record)) ?? []
    group.push(record)
    groups.set(keyOf(record), group)
  }
  return groups
}

function sumOf(records: readonly RankedRecord[]): Minutes {
  return minutes(records.reduce((sum, { serviceMinutes }) => sum + serviceMinutes, 0))
}

type Measured = Pick<
  StandingRow,
  'serviceMinutes' | 'recipientsServed' | 'registeredOn' | 'certificateNumber'
>

/** Negative when `a` stands before `b`. */
export function compareRows(a: Measured, b: Measured): number {
  return b.serviceMinutes - a.serviceMinutes || compareBreakers(a, b)
}

function compareBreakers(a: Measured, b: Measured): number {
  return (
    b.recipientsServed - a.recipientsServed ||
    compareText(a.registeredOn, b.registeredOn) ||
    compareText(a.certificateNumber, b.certificateNumber)
  )
}

/** By code unit: no locale decides a rank. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** What `row` lacked to stand before `above`; nulls where service could not have changed it. */
export function gapTo(above: Measured, row: Measured, caps: RankingCaps): RankGap {
  const decidedBy = decidingMetric(above, row)
  const short = above.serviceMinutes - row.serviceMinutes
  const winsTie = compareBreakers(row, above) < 0
  if (!winsTie && above.serviceMinutes >= caps.monthCapMinutes) {
    return { decidedBy, ...amounts(short, recipientsMissing(above, row)) }
  }
  return { decidedBy, ...amounts(winsTie ? short : short + 1, 0) }
}

function amounts(serviceMinutes: number, recipientsServed: number) {
  return {
    serviceMinutes: serviceMinutes > 0 ? minutes(serviceMinutes) : null,
    recipientsServed: recipientsServed > 0 ? recipientsServed : null,
  }
}

function recipientsMissing(above: Measured, row: Measured): number {
  const equal = { ...row, recipientsServed: above.recipientsServed }
  const short = above.recipientsServed - row.recipientsServed
  return compareBreakers(equal, above) < 0 ? short : short + 1
}

function decidingMetric(above: Measured, row: Measured): RankGap['decidedBy'] {
  if (above.serviceMinutes !== row.serviceMinutes) return 'serviceMinutes'
  if (above.recipientsServed !== row.recipientsServed) return 'recipientsServed'
  return above.registeredOn === row.registeredOn ? 'certificateNumber' : 'registeredOn'
}

/** After the cut-off, by another person, and once for a place and month. */
export function decidePublication(
  standing: Standing | undefined,
  actorId: Id | null,
): 'accepted' | Refusal {
  if (!standing) return refuse(incentiveErrors['standing-not-found'])
  if (standing.publishedAt !== null) return refuse(incentiveErrors['standing-published'])
  if (standing.computedAt < standing.cutOffAt) {
    return refuse(incentiveErrors['standing-preliminary'], { cutOffAt: standing.cutOffAt })
  }
  if (standing.computedById === actorId) return refuse(incentiveErrors['second-person-needed'])
  return 'accepted'
}
