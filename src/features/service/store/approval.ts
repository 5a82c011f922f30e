import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints, LostRace } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import { instantFromDatabase, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import { serviceErrors } from '../errors.ts'
import type {
  Candidate,
  CountKind,
  MeasureKind,
  Offering,
  RecordKey,
  RecordState,
  Span,
} from '../model.ts'

defineConstraints({ service_records_no_overlap: serviceErrors.overlap })

function keyColumns(keys: readonly RecordKey[]): readonly string[] {
  return columns(keys, (key) => [key.communityId, key.id])
}

/** The holds that records carry, for locking their books; a record keeps its hold. */
export async function findCarriedHolds(
  tx: Tx,
  keys: readonly RecordKey[],
): Promise<readonly { readonly communityId: Id; readonly id: Id }[]> {
  return statement(
    tx,
    `select r.hold_community_id as "communityId", r.hold_id as id
       from unnest($1::uuid[], $2::uuid[]) as k(c, i)
       join service_records r on r.community_id = k.c and r.id = k.i
      where r.hold_id is not null and r.hold_community_id is not null`,
    keyColumns(keys),
  )
}

/** A record as approval and rejection see it. */
export type RecordToDecide = Candidate &
  RecordKey & {
    readonly servedAtId: Id
    readonly serviceMinutes: Minutes
    readonly counts: CountKind
    readonly multiplierClass: Offering['multiplierClass']
    readonly visitId: Id | null
    readonly holdCommunityId: Id | null
    readonly holdId: Id | null
    readonly chargeMinutes: Minutes | null
  }

/** Locks the rows in key order: withdrawing, rejecting and confirming wait for each other. */
export function lockRecords(
  tx: Tx,
  keys: readonly RecordKey[],
): Promise<readonly RecordToDecide[]> {
  return readRecords(tx, keys, 'order by r.community_id, r.id for update of r')
}

/**
 * Read without a lock, before the books are locked: all but what `findStatesAndSpans` tells stays as
 * it is.
 */
export function findRecords(
  tx: Tx,
  keys: readonly RecordKey[],
): Promise<readonly RecordToDecide[]> {
  return readRecords(tx, keys, '')
}

async function readRecords(
  tx: Tx,
  keys: readonly RecordKey[],
  locking: string,
): Promise<readonly RecordToDecide[]> {
  const rows = await statement<RecordRow>(
    tx,
    `select r.community_id, r.id, r.person_id, p.household_id, r.state, r.entered_by_id,
            r.measured_by, r.planned_starts_at, r.planned_ends_at, r.checked_in_at,
            r.checked_out_at, r.recipient_confirmed_at, r.group_sheet_id, s.handed_in_by_id,
            r.submitted_at, r.starts_at, r.ends_at, r.served_at_id, r.service_minutes, o.counts,
            o.multiplier_class, r.visit_id, r.hold_community_id, r.hold_id, r.charge_minutes
       from unnest($1::uuid[], $2::uuid[]) as k(c, i)
       join service_records r on r.community_id = k.c and r.id = k.i
       join offerings o on o.id = r.offering_id
       join persons p on p.id = r.person_id
       left join group_sheets s on s.community_id = r.served_at_id and s.id = r.group_sheet_id
      ${locking}`,
    keyColumns(keys),
  )
  return rows.map(recordOf)
}

type RecordRow = {
  community_id: Id
  id: Id
  person_id: Id
  household_id: Id | null
  state: RecordState
  entered_by_id: Id
  measured_by: MeasureKind
  planned_starts_at: string | null
  planned_ends_at: string | null
  checked_in_at: string | null
  checked_out_at: string | null
  recipient_confirmed_at: string | null
  group_sheet_id: Id | null
  handed_in_by_id: Id | null
  submitted_at: string | null
  starts_at: string
  ends_at: string
  served_at_id: Id
  service_minutes: Minutes
  counts: CountKind
  multiplier_class: Offering['multiplierClass']
  visit_id: Id | null
  hold_community_id: Id | null
  hold_id: Id | null
  charge_minutes: Minutes | null
}

function recordOf(row: RecordRow): RecordToDecide {
  return {
    communityId: row.community_id,
    id: row.id,
    personId: row.person_id,
    householdId: row.household_id,
    state: row.state,
    enteredById: row.entered_by_id,
    measuredBy: row.measured_by,
    plannedStartsAt: instantOrNull(row.planned_starts_at),
    plannedEndsAt: instantOrNull(row.planned_ends_at),
    checkedInAt: instantOrNull(row.checked_in_at),
    checkedOutAt: instantOrNull(row.checked_out_at),
    recipientConfirmedAt: instantOrNull(row.recipient_confirmed_at),
    groupSheetId: row.group_sheet_id,
    groupSheetById: row.handed_in_by_id,
    submittedAt: instantOrNull(row.submitted_at),
    startsAt: instantFromDatabase(row.starts_at),
    endsAt: instantFromDatabase(row.ends_at),
    servedAtId: row.served_at_id,
    serviceMinutes: row.service_minutes,
    counts: row.counts,
    multiplierClass: row.multiplier_class,
    visitId: row.visit_id,
    holdCommunityId: row.hold_community_id,
    holdId: row.hold_id,
    chargeMinutes: row.charge_minutes,
  }
}

function instantOrNull(text: string | null): Instant | null {
  return text === null ? null : instantFromDatabase(text)
}

/** What still changes after submission. */
export type RecordStatus = Pick<RecordToDecide, 'id' | 'state' | 'recipientConfirmedAt'>

type InTime = Span & { readonly communityId: Id; readonly personId: Id }

/** The approved spans of people around the times asked for, in all the books they ever had. */
export async function findApprovedSpans(
  tx: Queryable,
  asked: readonly InTime[],
): Promise<ReadonlyMap<Id, readonly Span[]>> {
  return spansIn(
    await readAround(
      tx,
      asked.map((one) => ({ ...one, id: null })),
    ),
  )
}

/** The same around records, and what these are by now. */
export async function findStatesAndSpans(
  tx: Tx,
  records: readonly (InTime & { readonly id: Id })[],
): Promise<{
  readonly spans: ReadonlyMap<Id, readonly Span[]>
  readonly states: readonly RecordStatus[]
}> {
  const rows = await readAround(tx, records)
  const states = rows.flatMap((row) =>
    row.asked
      ? [
          {
            id: row.id,
            state: row.state,
            recipientConfirmedAt: instantOrNull(row.recipient_confirmed_at),
          },
        ]
      : [],
  )
  return { spans: spansIn(rows), states }
}

type AroundRow = Pick<
  RecordRow,
  'id' | 'person_id' | 'state' | 'recipient_confirmed_at' | 'starts_at' | 'ends_at'
> & { readonly asked: boolean | null }

/**
 * What was approved a day on either side, in people's present books and in those before, and the
 * records of `id`, whatever their state.
 */
async function readAround(
  tx: Queryable,
  asked: readonly (InTime & { readonly id: Id | null })[],
): Promise<readonly AroundRow[]> {
  if (asked.length === 0) return []
  return statement<AroundRow>(
    tx,
    `with asked as materialized (
       select c, p, min(s) as s, max(e) as e, array_agg(i) as ids
         from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::uuid[])
           as k(c, p, s, e, i)
        group by c, p
     ), places as (
       select c, p, s, e, ids from asked
       union all
       select former, p, s, e, ids
         from asked join persons on persons.id = p and former_books_ids <> '{}',
              unnest(former_books_ids) former
     )
     select r.*, r.id = any (k.ids) as asked
       from places k cross join lateral (
         -- offset 0 keeps this a look-up by time in service_records_by_person; asked for by state it
         -- would be one in the index of overlaps, which reads all that a person ever did
         select id, person_id, state, recipient_confirmed_at, starts_at, ends_at
           from service_records
          where community_id = k.c and person_id = k.p
            and starts_at > k.s - interval '2 days' and starts_at < k.e + interval '1 day'
         offset 0
       ) r
      where r.state = 'approved' or r.id = any (k.ids)`,
    columns(asked, (one) => [one.communityId, one.personId, one.startsAt, one.endsAt, one.id]),
  )
}

function spansIn(rows: readonly AroundRow[]): ReadonlyMap<Id, readonly Span[]> {
  const spans = new Map<Id, Span[]>()
  for (const row of rows) {
    if (row.state !== 'approved') continue
    const list = spans.get(row.person_id) ?? []
    list.push({
      startsAt: instantFromDatabase(row.starts_at),
      endsAt: instantFromDatabase(row.ends_at),
    })
    spans.set(row.person_id, list)
  }
  return spans
}

export type Decision = RecordKey & {
  readonly creditMinutes: Minutes | null
  readonly journalId: Id | null
  readonly decidedById: Id | null
  readonly reason: string | null
}

/**
 * Guarded: only submitted records are decided, and all of `decisions` must be.
 * @throws LostRace where one was decided or withdrawn since it was read
 */
export async function writeDecisions(
  tx: Tx,
  state: 'approved' | 'rejected',
  decisions: readonly Decision[],
  now: Instant,
): Promise<void> {
  if (decisions.length === 0) return
  const done = await statement<{ decided: number }>(
    tx,
    `with decided as (
       update service_records r
          set state = $7, decided_by_id = n.d, decided_at = $8::timestamptz,
              decision_reason = n.w, credit_minutes = n.m, journal_id = n.j
         from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[])
           as n(c, i, m, j, d, w)
        where r.community_id = n.c and r.id = n.i and r.state = 'submitted'
       returning 1
     ) select count(*)::int as decided from decided`,
    [
      ...columns(decisions, (one) => [
        one.communityId,
        one.id,
        one.creditMinutes,
        one.journalId,
        one.decidedById,
        one.reason,
      ]),
      state,
      now,
    ],
  )
  if (done[0]?.decided !== decisions.length) {
    throw new LostRace('a record was decided or withdrawn since it was read')
  }
}
