import type { Batch } from '../../db/commands.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import { DomainError, isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from '../person/errors.ts'
import { findVolunteers } from '../person/find-persons.ts'
import { matchPeople } from '../person/match-people.ts'
import { serviceErrors } from './errors.ts'
import type { JudgedRow, ServiceRecord, SheetRow } from './model.ts'
import { prepareSubmissions, type RecordEntry } from './prepare-submissions.ts'
import { overlaps } from './rules/decide-approval.ts'
import { MOST_ROWS, readRow, type ReadRow } from './rules/read-sheet.ts'
import { findApprovedSpans } from './store/approval.ts'

/** What the whole group did, and who came when. */
export type GroupSheetEntry = Omit<
  RecordEntry,
  'personId' | 'servedAtId' | 'startsAt' | 'endsAt' | 'replacesId'
> & {
  readonly title: string
  readonly servedOn: CivilDate
  readonly rows: readonly SheetRow[]
}

export type JudgedSheet = {
  readonly rows: readonly JudgedRow[]
  /** As they would be stored; only when no row has a problem. */
  readonly records: readonly ServiceRecord[]
}

type Sheet = {
  readonly communityId: Id
  readonly sheetId: Id
  readonly handedInById: Id
  readonly entry: GroupSheetEntry
}

type Person = { readonly personId: Id; readonly name: string }
type Judged = {
  readonly row: SheetRow
  readonly read: ReadRow | null
  readonly person: Person | null
}

/** What is wrong with the sheet itself and not with one of its lines. */
const wholeSheet = new Set<string>([
  personErrors['community-not-found'].code,
  serviceErrors['offering-not-found'].code,
  serviceErrors['offering-retired'].code,
  serviceErrors['offering-counts-none'].code,
  serviceErrors['recipient-not-found'].code,
])

/**
 * Reads a sheet line by line: who is meant, when they served, whether it may be recorded, whether it
 * overlaps another line or what is approved. Writes nothing.
 * @throws what is wrong with the sheet as a whole
 */
export async function judgeGroupSheet(batch: Batch, sheet: Sheet): Promise<JudgedSheet> {
  const { rows } = sheet.entry
  if (rows.length === 0) throw new DomainError(serviceErrors['sheet-empty'])
  if (rows.length > MOST_ROWS) throw new DomainError(serviceErrors['sheet-too-long'])
  const problems = new Map<number, Refusal>()
  const found = await findPeople(batch, sheet, problems)
  const good = found.filter(({ row }) => !problems.has(row.line))
  const prepared = await prepareSubmissions(
    batch,
    good.flatMap(({ read, person }) => (read && person ? [newRecordOf(sheet, read, person)] : [])),
  )
  const records = new Map<number, ServiceRecord>()
  good.forEach(({ row }, index) => {
    const one = prepared[index]
    if (!one) return
    if (!isRefusal(one)) records.set(row.line, one)
    else if (wholeSheet.has(one.error.code)) throw new DomainError(one.error, one.details)
    else problems.set(row.line, one)
  })
  await judgeOverlaps(batch, records, problems)
  return {
    rows: found.map((one) => judgedRow(one, records.get(one.row.line), problems)),
    records: problems.size === 0 ? [...records.values()] : [],
  }
}

async function findPeople(
  batch: Batch,
  { communityId, entry }: Sheet,
  problems: Map<number, Refusal>,
): Promise<readonly Judged[]> {
  const reads = entry.rows.map((row) => readRow(row, entry.servedOn))
  const { tx } = batch.ctx
  const labels = reads.flatMap((read) => (isRefusal(read) ? [] : [labelOf(read)]))
  const matches = await matchPeople(tx, communityId, [...new Set(labels)], entry.servedOn)
  const volunteers = await findVolunteers(
    tx,
    [...matches.values()].flatMap((list) => list.map(({ personId }) => personId)),
  )
  return entry.rows.map((row, index) => {
    const read = reads[index]
    if (!read || isRefusal(read)) {
      if (read) problems.set(row.line, read)
      return { row, read: null, person: null }
    }
    const known = (matches.get(labelOf(read)) ?? []).filter(({ personId }) =>
      volunteers.has(personId),
    )
    const person = whoIsMeant(read, known)
    if (isRefusal(person)) problems.set(row.line, person)
    return { row, read, person: isRefusal(person) ? null : person }
  })
}

/** A card says more than a name. */
function labelOf({ cardNumber, name }: ReadRow): string {
  return cardNumber ?? name ?? ''
}

function whoIsMeant(read: ReadRow, known: readonly Person[]): Person | Refusal {
  const [first, second] = known
  if (!first) return refuse(serviceErrors['row-person-unknown'])
  if (second) return refuse(serviceErrors['row-name-ambiguous'])
  if (read.name !== null && read.name !== first.name) {
    return refuse(serviceErrors['row-name-differs'])
  }
  return first
}

function newRecordOf(
  { communityId, sheetId, handedInById, entry }: Sheet,
  read: ReadRow,
  person: Person,
) {
  const { title: _, servedOn: __, rows: ___, ...shared } = entry
  const { startsAt, endsAt } = read
  const { personId } = person
  return {
    enteredById: handedInById,
    entry: { ...shared, personId, servedAtId: communityId, startsAt, endsAt, replacesId: null },
    evidence: { measuredBy: 'groupSheet' as const, groupSheetId: sheetId },
  }
}

/** With what is approved, and with the lines before: all or nothing, so better now than at approval. */
async function judgeOverlaps(
  batch: Batch,
  records: ReadonlyMap<number, ServiceRecord>,
  problems: Map<number, Refusal>,
): Promise<void> {
  const approved = await findApprovedSpans(batch.ctx.tx, [...records.values()])
  const before = new Map<Id, ServiceRecord[]>()
  for (const [line, record] of records) {
    const earlier = before.get(record.personId) ?? []
    if ((approved.get(record.personId) ?? []).some((span) => overlaps(span, record))) {
      problems.set(line, refuse(serviceErrors.overlap))
    } else if (earlier.some((other) => overlaps(other, record))) {
      problems.set(line, refuse(serviceErrors['row-twice']))
    }
    before.set(record.personId, [...earlier, record])
  }
}

function judgedRow(
  { row, read, person }: Judged,
  record: ServiceRecord | undefined,
  problems: ReadonlyMap<number, Refusal>,
): JudgedRow {
  const refusal = problems.get(row.line)
  const problem = refusal
    ? { code: refusal.error.code, title: refusal.error.title, advice: refusal.error.advice }
    : null
  return {
    line: row.line,
    name: row.name,
    cardNumber: row.cardNumber,
    personName: person?.name ?? null,
    startsAt: read?.startsAt ?? null,
    endsAt: read?.endsAt ?? null,
    serviceMinutes: record?.serviceMinutes ?? null,
    problem,
  }
}
