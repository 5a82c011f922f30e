import {
  instantAt,
  minutesBetween,
  plusDays,
  plusMinutes,
  type CivilDate,
  type Instant,
} from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { FileRow } from '../model.ts'
import type { Places } from './places.ts'
import { fold, type TimeOfDay } from './read-cells.ts'
import { finished, readPlace, readWho, type RowOf, type Who } from './read-people.ts'
import { makeRowReader, type Reading, type RowReader } from './read-row.ts'

/** Whom a record says was served. */
export type Served =
  | { readonly kind: 'who'; readonly who: Who }
  | { readonly kind: 'group'; readonly headcount: number; readonly description: string }
  | { readonly kind: 'place'; readonly description: string }

export type RecordRow = {
  readonly who: Who
  readonly communityId: Id
  readonly offeringId: Id
  readonly activityName: string
  readonly content: string
  readonly place: string
  readonly outcome: string
  readonly organiser: string
  readonly personInCharge: string
  readonly served: Served
  readonly startsAt: Instant
  readonly endsAt: Instant
  readonly lateReason: string
}

export type OpeningRow = {
  readonly who: Who
  readonly amountMinutes: Minutes
  readonly openedOn: CivilDate
  readonly reason: string
}

/** Offerings by their name and their code, as written in the file. */
export type Offerings = ReadonlyMap<string, readonly Id[]>

export const LATE_REASON = '历史数据导入'
export const NO_OUTCOME = '（历史记录，未写成效）'

export function offeringKey(text: string): string {
  return fold(text).replace(/\s/g, '').toLowerCase()
}

export function readRecordRow(
  row: FileRow,
  reading: Reading,
  places: Places,
  offerings: Offerings,
): RowOf<RecordRow> {
  const reader = makeRowReader(row, reading)
  const who = readWho(reader)
  const communityId = reader.need('community', readPlace(reader, places, 'community'))
  const offeringId = reader.need('offering', readOffering(reader, offerings))
  const span = readSpan(reader)
  const community = communityId === null ? null : places.nameOf(communityId)
  const texts = readTexts(reader, community)
  const served = readServed(reader, texts.place)
  return finished(reader, {
    who,
    communityId: communityId ?? '',
    offeringId: offeringId ?? '',
    ...texts,
    served,
    startsAt: span?.startsAt ?? ('' as Instant),
    endsAt: span?.endsAt ?? ('' as Instant),
    lateReason: reader.text('lateReason', 500, { lines: true }) ?? LATE_REASON,
  })
}

function readOffering(reader: RowReader, offerings: Offerings): Id | null {
  return reader.as('offering', (cell) => {
    const [only, second] = offerings.get(offeringKey(cell)) ?? []
    if (second) return { reason: `有几个服务项目叫“${cell}”；请写项目编码` }
    return only ? { value: only } : { reason: `没有服务项目“${cell}”；请照服务项目目录填写` }
  })
}

/** The statutory fields: what is blank is taken from another column of the file, or refused. */
function readTexts(reader: RowReader, community: string | null) {
  const activity = reader.text('activity', 100)
  const content = reader.text('content', 1_000, { lines: true })
  if (activity === null && content === null) reader.need('content', null)
  const place = reader.text('place', 200)
  const recipient = reader.text('recipient', 200)
  if (place === null && recipient === null) reader.need('place', null)
  return {
    activityName: activity ?? shortened(content ?? ''),
    content: content ?? activity ?? '',
    place: place ?? recipient ?? '',
    outcome: reader.text('outcome', 1_000, { lines: true }) ?? NO_OUTCOME,
    organiser: reader.text('organiser', 100) ?? community ?? '',
    personInCharge: reader.need('personInCharge', reader.text('personInCharge', 60)) ?? '',
  }
}

function shortened(text: string): string {
  return [...text.replace(/\s+/g, ' ')].slice(0, 100).join('')
}

/** A person by phone or card, a group by its headcount, else a place. */
function readServed(reader: RowReader, place: string): Served {
  const name = reader.text('recipient', 200)
  const phone = reader.phone('recipientPhone')
  const cardNumber = reader.number('recipientCard')
  if (phone !== null || cardNumber !== null) {
    if (cardNumber === null && name === null) reader.need('recipient', null)
    return { kind: 'who', who: { cardNumber, name, phone } }
  }
  const headcount = reader.as('headcount', (cell) => {
    const count = /^(\d{1,5})(?:人|名|位|户)?$/.exec(fold(cell))?.[1]
    return Number(count) > 0
      ? { value: Number(count) }
      : { reason: `人数要是大于零的整数：${cell}` }
  })
  const description = name ?? place
  if (headcount === null) return { kind: 'place', description }
  return { kind: 'group', headcount: Math.min(headcount, 10_000), description }
}

const LIKE_HOURS = 12

type TimeSpan = { readonly startsAt: Instant; readonly endsAt: Instant }

/** From the day, the start, and the end or the minutes; where both are given they have to agree. */
function readSpan(reader: RowReader): TimeSpan | null {
  const day = reader.date('servedOn')
  const start = reader.need('start', reader.time('start'))
  const end = reader.time('end')
  const length = reader.minutes('minutes')
  if (!start || ['servedOn', 'end', 'minutes'].some((field) => reader.isRefused(field))) return null
  const on = start.on ?? day
  if (on === null) return reader.need('servedOn', null)
  if (day !== null && day !== on) {
    reader.refuse('start', `与服务日期 ${day} 不是同一天`)
    return null
  }
  const startsAt = instantAt(on, start.time)
  if (end !== null)
    return byEnd(reader, startsAt, { on: end.on, time: end.time, start: on }, length)
  return length === null ? reader.need('end', null) : byLength(reader, startsAt, length)
}

function byEnd(
  reader: RowReader,
  startsAt: Instant,
  end: TimeOfDay & { readonly start: CivilDate },
  length: Minutes | null,
): TimeSpan | null {
  const endsAt = instantAt(end.on ?? end.start, end.time)
  const between = minutesBetween(startsAt, endsAt)
  if (length === null || between === length) return { startsAt, endsAt }
  // a night that ends on the next day
  const tomorrow = end.on === null ? instantAt(plusDays(end.start, 1), end.time) : endsAt
  if (minutesBetween(startsAt, tomorrow) === length) return { startsAt, endsAt: tomorrow }
  // judging refuses an end before its start
  if (between <= 0) return { startsAt, endsAt }
  const hours = length * 60 === between ? '；这是小时数，请写分钟' : ''
  reader.refuse('minutes', `写了 ${length} 分钟，起止时间却是 ${between} 分钟${hours}`)
  return null
}

function byLength(reader: RowReader, startsAt: Instant, length: Minutes): TimeSpan | null {
  if (length <= LIKE_HOURS) {
    const hint = `像是小时数；请写分钟，例如 ${length * 60}，短时间的服务请写结束时间`
    reader.refuse('minutes', `只有 ${length} 分钟，${hint}`)
    return null
  }
  return { startsAt, endsAt: plusMinutes(startsAt, length) }
}

export function readOpeningRow(row: FileRow, reading: Reading): RowOf<OpeningRow> {
  const reader = makeRowReader(row, reading)
  const who = readWho(reader)
  const amountMinutes = reader.need('minutes', reader.minutes('minutes'))
  const openedOn = reader.need('openedOn', reader.date('openedOn'))
  const reason = reader.need('reason', reader.text('reason', 200))
  return finished(reader, {
    who,
    amountMinutes: amountMinutes ?? (0 as Minutes),
    openedOn: openedOn ?? ('' as CivilDate),
    reason: reason ?? '',
  })
}
