import type { Batch } from '../../db/commands.ts'
import { civilDateOf, plusDays } from '../../kernel/clock.ts'
import { isRefusal, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findVolunteers } from '../person/find-persons.ts'
import { identifyPeople, type Identified, type PersonAsk } from '../person/identify-people.ts'
import { judgeSubmissions } from '../service/judge-submissions.ts'
import type { Recipient } from '../service/model.ts'
import type { EnteredRecord, RecordEntry } from '../service/prepare-submissions.ts'
import { overlaps } from '../service/rules/decide-approval.ts'
import { reasonOf } from './messages.ts'
import type { FileRow, RowProblem } from './model.ts'
import { labelOf } from './rules/columns.ts'
import { badRow, goodOf, type JudgedRow, type Judging, type Plan } from './rules/judging.ts'
import { readRecordRow, type RecordRow } from './rules/read-records.ts'
import type { Who } from './rules/read-people.ts'

type Good = { readonly line: number; readonly value: RecordRow }
type Known = {
  readonly line: number
  readonly plan: Extract<Plan, { readonly kind: 'record' }>
}

/**
 * Historical records, judged as submitting and approving each by itself would, and against the lines
 * above.
 */
export async function judgeRecords(
  batch: Batch,
  judging: Judging,
  rows: readonly FileRow[],
): Promise<readonly JudgedRow[]> {
  const { reading, places, offerings } = judging
  const read = rows.map((row) => readRecordRow(row, reading, places, offerings))
  const verdicts = new Map<number, JudgedRow>(
    read.map(({ line, problems }) => [line, badRow(line, problems)]),
  )
  const known = await findPeople(batch, goodOf(read), verdicts)
  const judged = await judgeSubmissions(
    batch,
    known.map(({ plan }) => enteredRecordOf(plan, judging.importerId)),
  )
  known.forEach(({ line, plan }, index) => {
    const one = judged[index]
    if (!one) return
    const { communityId } = plan.row
    const good = { line, problems: [], likely: [], plan: null, communityId, minutes: 0 }
    if (one === 'known') verdicts.set(line, { ...good, fate: 'known' })
    else if (isRefusal(one)) verdicts.set(line, badRow(line, [problemOf(line, one)]))
    else {
      const clash = clashOf(judging, line, plan)
      verdicts.set(
        line,
        clash
          ? badRow(line, [clash])
          : { ...good, fate: 'ready', plan, minutes: one.serviceMinutes },
      )
    }
  })
  return rows.map(({ line }) => verdicts.get(line) ?? badRow(line, []))
}

/** What an import knows beside the entry: who handed it in, and that it came with a file. */
export function enteredRecordOf(
  { personId, recipient, row }: Known['plan'],
  enteredById: Id,
): EnteredRecord {
  const { who: _, served: __, communityId, ...fields } = row
  const entry: RecordEntry = {
    ...fields,
    personId,
    recipient,
    servedAtId: communityId,
    replacesId: null,
  }
  return { enteredById, entry, evidence: { measuredBy: 'import' } }
}

async function findPeople(
  batch: Batch,
  good: readonly Good[],
  verdicts: Map<number, JudgedRow>,
): Promise<readonly Known[]> {
  const { tx, sealKeys } = batch.ctx
  const served = good.map(({ value }) => (value.served.kind === 'who' ? value.served.who : null))
  const [people, recipients] = await Promise.all([
    identifyPeople(
      tx,
      sealKeys,
      good.map(({ value }) => ({ ...value.who, on: civilDateOf(value.startsAt) })),
    ),
    identifyPeople(
      tx,
      sealKeys,
      served.map((who) => ({ cardNumber: null, name: null, phone: null, ...who, on: null })),
    ),
  ])
  const volunteers = await findVolunteers(
    tx,
    people.flatMap((list) => list.map(({ personId }) => personId)),
  )
  return good.flatMap(({ line, value }, index) => {
    const person = whoIsMeant(value.who, people[index] ?? [])
    if (typeof person === 'string' || !volunteers.has(person.personId)) {
      const reason = typeof person === 'string' ? person : '这个人还没有登记为志愿者'
      verdicts.set(line, badRow(line, [unknownProblem(line, value.who, reason)]))
      return []
    }
    const recipient = recipientOf(value, recipients[index] ?? [])
    if (typeof recipient === 'string') {
      const column = labelOf('records', 'recipient')
      verdicts.set(line, badRow(line, [{ line, column, reason: recipient }]))
      return []
    }
    const { personId } = person
    return [{ line, plan: { kind: 'record', personId, recipient, row: value } }]
  })
}

/** The one who is meant, or why that cannot be said. */
export function whoIsMeant(who: Who, found: readonly Identified[]): Identified | string {
  const [only, second] = found
  if (!only) {
    return who.cardNumber === null ? '没有登记过这个姓名和手机号' : '没有这个服务卡号'
  }
  if (second) return '有几个人符合；请填服务卡号'
  if (who.name !== null && who.name !== only.name) return '姓名与服务卡号对不上'
  return only
}

export function unknownProblem(line: number, who: Who, reason: string): RowProblem {
  const field = who.cardNumber === null || reason.startsWith('姓名') ? 'name' : 'cardNumber'
  return { line, column: labelOf('records', field), reason }
}

export function askOf(who: Who): PersonAsk {
  return { ...who, on: null }
}

function recipientOf({ served }: RecordRow, found: readonly Identified[]): Recipient | string {
  if (served.kind !== 'who') return served
  const person = whoIsMeant(served.who, found)
  if (typeof person !== 'string') return { kind: 'person', personId: person.personId }
  return `服务对象：${person}`
}

const columnsOfCodes: readonly (readonly [RegExp, string])[] = [
  [/offering/, 'offering'],
  [/recipient/, 'recipient'],
  [/community/, 'community'],
  [/time|minutes|overlap/, 'start'],
  [/late/, 'lateReason'],
]

function problemOf(line: number, refusal: Refusal): RowProblem {
  const { code } = refusal.error
  const field = columnsOfCodes.find(([words]) => words.test(code))?.[1] ?? 'name'
  return { line, column: labelOf('records', field), reason: reasonOf(refusal) }
}

/** With a line above: the same person at the same time. */
function clashOf(
  { seen }: Judging,
  line: number,
  { personId, row }: Known['plan'],
): RowProblem | undefined {
  const { startsAt, endsAt, offeringId } = row
  const day = civilDateOf(startsAt)
  const near = [plusDays(day, -1), day, plusDays(day, 1)]
  const clash = near
    .flatMap((on) => seen.spans.get(`${personId} ${on}`) ?? [])
    .find((span) => span.line !== line && overlaps(span, row))
  if (!clash) {
    const key = `${personId} ${day}`
    seen.spans.set(key, [...(seen.spans.get(key) ?? []), { line, startsAt, endsAt, offeringId }])
    return undefined
  }
  const isSame = clash.startsAt === startsAt && clash.endsAt === endsAt
  const reason = isSame
    ? `与第 ${clash.line} 行重复：同一个人、同一时间`
    : `与第 ${clash.line} 行的服务时间重叠`
  return { line, column: labelOf('records', 'start'), reason }
}
