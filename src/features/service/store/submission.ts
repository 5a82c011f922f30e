import type { Queryable, Tx } from '../../../db/client.ts'
import { columns, statement, type Param } from '../../../db/statement.ts'
import { instantFromDatabase, type CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { CountKind, GroupSheet, Recipient, RecordState, ServiceRecord } from '../model.ts'
import { groupSheets } from '../tables.ts'

/** The ids that a claim names. */
export type ClaimIds = {
  readonly personId: Id
  readonly offeringId: Id
  readonly servedAtId: Id
  readonly recipient: Recipient
  readonly replacesId: Id | null
}

type FactsRow = {
  n: number
  books_community_id: Id | null
  household_id: Id | null
  born_on: CivilDate | null
  left_at: string | null
  certificate_on: CivilDate | null
  first_card_on: CivilDate | null
  guardian_consent_on: CivilDate | null
  counts: CountKind | null
  risky: boolean | null
  minimum_age: number | null
  retired_at: string | null
  is_community: boolean
  recipient_is_known: boolean
  recipient_household_id: Id | null
  recipient_is_parent: boolean
  replaced_state: RecordState | null
}

/** What is known about each claim, in their order, in one statement. */
export async function findSubmissionFacts(tx: Queryable, claims: readonly ClaimIds[]) {
  if (claims.length === 0) return []
  const rows = await statement<FactsRow>(
    tx,
    `select k.n, p.books_community_id, p.household_id, p.born_on::text, p.left_at::text,
            v.certificate_on::text, v.guardian_consent_on::text,
            least(v.card_on, (
              select min(e.card_on) from ended_cards e where e.person_id = v.person_id
            ))::text as first_card_on,
            o.counts, o.risky, o.minimum_age, o.retired_at::text, s.id is not null as is_community,
            coalesce(q.id, h.id) is not null as recipient_is_known,
            coalesce(h.id, q.household_id) as recipient_household_id,
            exists (
              select from relations l join persons e on e.id = l.relative_id
               where l.person_id = k.p and l.kind = 'parent' and l.ended_at is null
                 and (l.relative_id = k.r or e.household_id = k.h)
            ) as recipient_is_parent,
            x.state as replaced_state
       from json_to_recordset($1::json)
         as k(n int, p uuid, o uuid, s uuid, r uuid, h uuid, x uuid)
       left join persons p on p.id = k.p
       left join volunteers v on v.person_id = k.p
       left join offerings o on o.id = k.o
       left join nodes s on s.id = k.s and s.kind = 'community'
       left join persons q on q.id = k.r
       left join households h on h.id = k.h
       left join service_records x on x.id = k.x and x.person_id = k.p
         and x.community_id = any (array_append(p.former_books_ids, p.books_community_id))
      order by k.n`,
    [JSON.stringify(claims.map(claimRow))],
  )
  return rows.map(factsOf)
}

function claimRow(
  { personId, offeringId, servedAtId, recipient, replacesId }: ClaimIds,
  n: number,
) {
  return {
    n,
    p: personId,
    o: offeringId,
    s: servedAtId,
    r: recipient.kind === 'person' ? recipient.personId : null,
    h: recipient.kind === 'household' ? recipient.householdId : null,
    x: replacesId,
  }
}

function factsOf(row: FactsRow) {
  const instant = (text: string | null) => (text === null ? null : instantFromDatabase(text))
  return {
    booksCommunityId: row.books_community_id,
    person:
      row.books_community_id === null
        ? null
        : { householdId: row.household_id, bornOn: row.born_on, leftAt: instant(row.left_at) },
    volunteer:
      row.certificate_on === null
        ? null
        : {
            certificateOn: row.certificate_on,
            firstCardOn: row.first_card_on,
            guardianConsentOn: row.guardian_consent_on,
          },
    offering:
      row.counts === null
        ? null
        : {
            counts: row.counts,
            risky: row.risky ?? false,
            minimumAge: row.minimum_age ?? 0,
            retiredAt: instant(row.retired_at),
          },
    servedAtIsCommunity: row.is_community,
    recipientIsKnown: row.recipient_is_known,
    recipientHouseholdId: row.recipient_household_id,
    recipientIsParent: row.recipient_is_parent,
    replacedState: row.replaced_state,
  }
}

/** New records, which nobody has decided: the columns of a decision stay empty. */
export async function insertRecords(tx: Tx, records: readonly ServiceRecord[]): Promise<void> {
  if (records.length === 0) return
  await statement(
    tx,
    `insert into service_records
       (community_id, id, person_id, offering_id, served_at_id, activity_name, place, content,
        outcome, recipient_kind, recipient_person_id, recipient_household_id, recipient_headcount,
        recipient_description, organiser, person_in_charge, starts_at, ends_at, service_minutes,
        measured_by, planned_starts_at, planned_ends_at, checked_in_at, checked_out_at,
        recipient_confirmed_at, group_sheet_id, entered_by_id, late_reason, state, submitted_at,
        visit_id, hold_community_id, hold_id, charge_minutes, replaces_id)
     select * from unnest(
        $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::uuid[], $12::uuid[], $13::int[], $14::text[],
        $15::text[], $16::text[], $17::timestamptz[], $18::timestamptz[], $19::bigint[],
        $20::text[], $21::timestamptz[], $22::timestamptz[], $23::timestamptz[],
        $24::timestamptz[], $25::timestamptz[], $26::uuid[], $27::uuid[], $28::text[],
        $29::text[], $30::timestamptz[], $31::uuid[], $32::uuid[], $33::uuid[], $34::bigint[],
        $35::uuid[])`,
    columns(records, rowOf),
  )
}

function rowOf(record: ServiceRecord): readonly Param[] {
  const { recipient } = record
  return [
    ...[record.communityId, record.id, record.personId, record.offeringId, record.servedAtId],
    ...[record.activityName, record.place, record.content, record.outcome, recipient.kind],
    recipient.kind === 'person' ? recipient.personId : null,
    recipient.kind === 'household' ? recipient.householdId : null,
    recipient.kind === 'group' ? recipient.headcount : null,
    'description' in recipient ? recipient.description : null,
    ...[record.organiser, record.personInCharge, record.startsAt, record.endsAt],
    ...[record.serviceMinutes, record.measuredBy, record.plannedStartsAt, record.plannedEndsAt],
    ...[record.checkedInAt, record.checkedOutAt, record.recipientConfirmedAt],
    ...[record.groupSheetId, record.enteredById, record.lateReason, record.state],
    ...[record.submittedAt, record.visitId, record.holdCommunityId, record.holdId],
    ...[record.chargeMinutes, record.replacesId],
  ]
}

export async function insertSheet(tx: Tx, sheet: GroupSheet): Promise<void> {
  await tx.insert(groupSheets).values(sheet)
}

/**
 * Which of the records are there already, waiting or approved: the same person, start, end and
 * offering, in the person's present books or in those before. By their index.
 */
export async function findSameRecords(
  tx: Queryable,
  records: readonly ServiceRecord[],
): Promise<ReadonlySet<number>> {
  if (records.length === 0) return new Set()
  const rows = await statement<{ n: number }>(
    tx,
    `select k.n
       from unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::uuid[])
         as k(n, p, s, e, o)
       join persons p on p.id = k.p
       cross join lateral (
         select from service_records r
          where r.community_id = any (array_append(p.former_books_ids, p.books_community_id))
            and r.person_id = k.p and r.starts_at = k.s and r.ends_at = k.e
            and r.offering_id = k.o and r.state in ('submitted', 'approved')
          limit 1
       ) same`,
    columns(
      records.map((record, n) => ({ ...record, n })),
      ({ n, personId, startsAt, endsAt, offeringId }) => [
        n,
        personId,
        startsAt,
        endsAt,
        offeringId,
      ],
    ),
  )
  return new Set(rows.map(({ n }) => n))
}
