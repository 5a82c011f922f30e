import { civilDateOf, type CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes, type Minutes } from '../../../kernel/minutes.ts'
import type { InboxRecord } from '../model.ts'

export type ActivityGroup = {
  readonly key: string
  readonly activityName: string
  readonly servedOn: CivilDate
  readonly records: readonly InboxRecord[]
  readonly serviceMinutes: Minutes
}

export type SheetGroup = {
  readonly id: Id
  readonly title: string
  readonly leaderName: string
  readonly records: readonly InboxRecord[]
  readonly serviceMinutes: Minutes
  readonly red: number
}

export type InboxGroups = {
  readonly activities: readonly ActivityGroup[]
  readonly sheets: readonly SheetGroup[]
  readonly yellow: readonly InboxRecord[]
  readonly red: readonly InboxRecord[]
}

/** Green by activity and day, sheets as one, the rest one by one. */
export function groupInbox(records: readonly InboxRecord[]): InboxGroups {
  const single = records.filter(({ groupSheetId }) => groupSheetId === null)
  const green = gather(
    single.filter(({ colour }) => colour === 'green'),
    activityKey,
  )
  const sheets = gather(
    records.filter(({ groupSheetId }) => groupSheetId !== null),
    ({ groupSheetId }) => groupSheetId ?? '',
  )
  return {
    activities: [...green].map(([key, list]) => activityOf(key, list)),
    sheets: [...sheets].map(([id, list]) => sheetOf(id, list)),
    yellow: single.filter(({ colour }) => colour === 'yellow'),
    red: single.filter(({ colour }) => colour === 'red'),
  }
}

function gather(
  records: readonly InboxRecord[],
  keyOf: (record: InboxRecord) => string,
): ReadonlyMap<string, readonly InboxRecord[]> {
  const groups = new Map<string, InboxRecord[]>()
  for (const record of records) {
    const list = groups.get(keyOf(record))
    if (list) list.push(record)
    else groups.set(keyOf(record), [record])
  }
  return groups
}

function activityKey(record: InboxRecord): string {
  return `${civilDateOf(record.startsAt)} ${record.offeringId} ${record.activityName}`
}

function activityOf(key: string, records: readonly InboxRecord[]): ActivityGroup {
  const [first] = records
  if (!first) throw new Error('an activity without a record')
  return {
    key,
    activityName: first.activityName,
    servedOn: civilDateOf(first.startsAt),
    records,
    serviceMinutes: totalOf(records),
  }
}

function sheetOf(id: Id, records: readonly InboxRecord[]): SheetGroup {
  const [first] = records
  return {
    id,
    title: first?.groupSheetTitle ?? '签到表',
    leaderName: first?.enteredByName ?? '',
    records,
    serviceMinutes: totalOf(records),
    red: records.filter(({ colour }) => colour === 'red').length,
  }
}

export function totalOf(records: readonly InboxRecord[]): Minutes {
  return minutes(records.reduce((sum, { serviceMinutes }) => sum + serviceMinutes, 0))
}
