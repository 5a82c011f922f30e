import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import { instantFromDatabase, type CivilDate, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { PersonFacts, RelationKind, VolunteerFacts } from '../model.ts'

/** In the order of the ids is not promised: callers look up by id. */
export async function selectPersonFacts(
  tx: Queryable,
  ids: readonly Id[],
): Promise<readonly PersonFacts[]> {
  if (ids.length === 0) return []
  const rows = await statement<{
    id: Id
    name: string
    household_id: Id | null
    books_community_id: Id
    lives_alone: boolean
    born_on: CivilDate | null
    left_at: string | null
  }>(
    tx,
    `select p.id, p.name, p.household_id, p.books_community_id, p.lives_alone,
            p.born_on::text as born_on, p.left_at::text as left_at
       from persons p
      where p.id = any ($1::uuid[])`,
    columns([...new Set(ids)], (id) => [id]),
  )
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    householdId: row.household_id,
    booksCommunityId: row.books_community_id,
    livesAlone: row.lives_alone,
    bornOn: row.born_on,
    leftAt: instantOrNull(row.left_at),
  }))
}

function instantOrNull(text: string | null): Instant | null {
  return text === null ? null : instantFromDatabase(text)
}

export async function selectVolunteerFacts(
  tx: Queryable,
  ids: readonly Id[],
): Promise<readonly VolunteerFacts[]> {
  if (ids.length === 0) return []
  const rows = await statement<{
    person_id: Id
    certificate_number: string
    certificate_on: CivilDate
    card_number: string | null
    card_on: CivilDate | null
    skills: readonly string[]
    guardian_consent_on: CivilDate | null
  }>(
    tx,
    `select v.person_id, v.certificate_number, v.certificate_on::text as certificate_on,
            v.card_number, v.card_on::text as card_on, to_jsonb(v.skills) as skills,
            v.guardian_consent_on::text as guardian_consent_on
       from volunteers v
      where v.person_id = any ($1::uuid[])`,
    columns([...new Set(ids)], (id) => [id]),
  )
  return rows.map((row) => ({
    personId: row.person_id,
    certificateNumber: row.certificate_number,
    certificateOn: row.certificate_on,
    cardNumber: row.card_number,
    cardOn: row.card_on,
    skills: row.skills,
    guardianConsentOn: row.guardian_consent_on,
  }))
}

export type Relatedness = {
  readonly personId: Id
  readonly relativeId: Id
  /** What the relative is to the person. */
  readonly kind: RelationKind
  readonly savingsConsent: boolean
}

/** The open relations among the pairs, in the direction person → relative. */
export async function selectRelated(
  tx: Queryable,
  pairs: readonly { readonly personId: Id; readonly relativeId: Id }[],
): Promise<readonly Relatedness[]> {
  if (pairs.length === 0) return []
  const rows = await statement<{
    person_id: Id
    relative_id: Id
    kind: RelationKind
    savings_consent: boolean
  }>(
    tx,
    `select r.person_id, r.relative_id, r.kind, r.savings_consent_at is not null as savings_consent
       from (select distinct p, r from unnest($1::uuid[], $2::uuid[]) as k(p, r)) k
       join relations r on r.person_id = k.p and r.relative_id = k.r and r.ended_at is null`,
    columns(pairs, ({ personId, relativeId }) => [personId, relativeId]),
  )
  return rows.map((row) => ({
    personId: row.person_id,
    relativeId: row.relative_id,
    kind: row.kind,
    savingsConsent: row.savings_consent,
  }))
}

export async function selectPhones(
  tx: Queryable,
  ids: readonly Id[],
): Promise<readonly { readonly id: Id; readonly phoneSealed: string }[]> {
  if (ids.length === 0) return []
  return statement(
    tx,
    `select id, phone_sealed as "phoneSealed" from persons
      where id = any ($1::uuid[]) and phone_sealed is not null and left_at is null`,
    columns([...new Set(ids)], (id) => [id]),
  )
}
