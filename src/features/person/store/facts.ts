import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { Consent, ConsentKind, Relation, RelationKind, Status } from '../model.ts'
import { consents, persons, personStatuses, relations } from '../tables.ts'

defineConstraints({
  person_statuses_one_a_day: personErrors['status-date-taken'],
  consents_one_open: personErrors['consent-given'],
  relations_not_self: personErrors['relation-self'],
})

export type StatusRow = Status & { readonly personId: Id; readonly recordedAt: Instant }

export async function insertStatuses(tx: Tx, rows: readonly StatusRow[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into person_statuses (person_id, since_on, political_status, party_tie, recorded_at)
     select * from unnest($1::uuid[], $2::date[], $3::text[], $4::text[], $5::timestamptz[])`,
    columns(rows, (row) => [
      row.personId,
      row.sinceOn,
      row.politicalStatus,
      row.partyTie,
      row.recordedAt,
    ]),
  )
}

export function selectStatuses(tx: Queryable, personId: Id): Promise<readonly Status[]> {
  return tx
    .select({
      sinceOn: personStatuses.sinceOn,
      politicalStatus: personStatuses.politicalStatus,
      partyTie: personStatuses.partyTie,
    })
    .from(personStatuses)
    .where(eq(personStatuses.personId, personId))
    .orderBy(desc(personStatuses.sinceOn))
}

export type ConsentRow = {
  readonly id: Id
  readonly personId: Id
  readonly kind: ConsentKind
  readonly wording: string
  readonly givenAt: Instant
}

export async function insertConsents(tx: Tx, rows: readonly ConsentRow[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into consents (id, person_id, kind, wording, given_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])`,
    columns(rows, (row) => [row.id, row.personId, row.kind, row.wording, row.givenAt]),
  )
}

/** True when there was an open consent of the kind. */
export async function withdrawConsentRow(
  tx: Tx,
  personId: Id,
  kind: ConsentKind,
  withdrawnAt: Instant,
): Promise<boolean> {
  const rows = await tx
    .update(consents)
    .set({ withdrawnAt })
    .where(
      and(eq(consents.personId, personId), eq(consents.kind, kind), isNull(consents.withdrawnAt)),
    )
    .returning({ id: consents.id })
  return rows.length > 0
}

export function selectConsents(tx: Queryable, personId: Id): Promise<readonly Consent[]> {
  return tx
    .select({
      kind: consents.kind,
      wording: consents.wording,
      givenAt: consents.givenAt,
      withdrawnAt: consents.withdrawnAt,
    })
    .from(consents)
    .where(eq(consents.personId, personId))
    .orderBy(asc(consents.id))
}

export type RelationRow = {
  readonly personId: Id
  readonly relativeId: Id
  readonly kind: RelationKind
  readonly verifiedById: Id
  readonly verifiedAt: Instant
  readonly savingsConsentAt: Instant | null
}

/** False when the relation is open already; an ended one begins anew. */
export async function openRelation(tx: Tx, row: RelationRow): Promise<boolean> {
  const { personId, relativeId, ...fresh } = { ...row, endedAt: null }
  const rows = await tx
    .insert(relations)
    .values({ personId, relativeId, ...fresh })
    .onConflictDoUpdate({
      target: [relations.personId, relations.relativeId],
      set: fresh,
      setWhere: isNotNull(relations.endedAt),
    })
    .returning({ personId: relations.personId })
  return rows.length > 0
}

export async function endRelationRow(
  tx: Tx,
  personId: Id,
  relativeId: Id,
  endedAt: Instant,
): Promise<boolean> {
  const rows = await tx
    .update(relations)
    .set({ endedAt })
    .where(openPair(personId, relativeId))
    .returning({ personId: relations.personId })
  return rows.length > 0
}

/** Standing consent that `relative` may use `person`'s savings; null takes it back. */
export async function setSavingsConsent(
  tx: Tx,
  personId: Id,
  relativeId: Id,
  savingsConsentAt: Instant | null,
): Promise<boolean> {
  const rows = await tx
    .update(relations)
    .set({ savingsConsentAt })
    .where(openPair(personId, relativeId))
    .returning({ personId: relations.personId })
  return rows.length > 0
}

export function selectRelations(tx: Queryable, personId: Id): Promise<readonly Relation[]> {
  return tx
    .select({
      relativeId: relations.relativeId,
      relativeName: persons.name,
      kind: relations.kind,
      verifiedAt: relations.verifiedAt,
      savingsConsentAt: relations.savingsConsentAt,
    })
    .from(relations)
    .innerJoin(persons, eq(persons.id, relations.relativeId))
    .where(and(eq(relations.personId, personId), isNull(relations.endedAt)))
    .orderBy(asc(relations.verifiedAt))
}

function openPair(personId: Id, relativeId: Id) {
  return and(
    eq(relations.personId, personId),
    eq(relations.relativeId, relativeId),
    isNull(relations.endedAt),
  )
}
