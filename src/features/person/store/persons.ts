import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { EndedCard, Gender, Recruitment } from '../model.ts'
import { endedCards, households, persons, volunteers } from '../tables.ts'

defineConstraints({
  volunteers_pkey: personErrors['already-volunteer'],
  volunteers_card_number: personErrors['number-taken'],
  volunteers_certificate_number: personErrors['number-taken'],
})

export type PersonRow = {
  readonly id: Id
  readonly name: string
  readonly gender: Gender | null
  readonly bornOn: CivilDate | null
  readonly phoneSealed: string | null
  readonly phoneHash: string | null
  readonly workUnit: string | null
  readonly householdId: Id | null
  readonly livesAlone: boolean
  readonly booksCommunityId: Id
  readonly registeredOn: CivilDate
  readonly createdAt: Instant
}

export async function insertPersons(tx: Tx, rows: readonly PersonRow[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into persons (id, name, gender, born_on, phone_sealed, phone_hash, work_unit,
                          household_id, lives_alone, books_community_id, registered_on, created_at)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[],
                          $7::text[], $8::uuid[], $9::boolean[], $10::uuid[], $11::date[],
                          $12::timestamptz[])`,
    columns(rows, (row) => [
      row.id,
      row.name,
      row.gender,
      row.bornOn,
      row.phoneSealed,
      row.phoneHash,
      row.workUnit,
      row.householdId,
      String(row.livesAlone),
      row.booksCommunityId,
      row.registeredOn,
      row.createdAt,
    ]),
  )
}

export type StoredPerson = PersonRow & {
  readonly leftAt: Instant | null
  readonly erasedAt: Instant | null
}

export async function selectPerson(tx: Queryable, id: Id): Promise<StoredPerson | undefined> {
  const rows = await tx.select().from(persons).where(eq(persons.id, id))
  return rows[0]
}

/** Locked until the transaction ends, so that two changes of one person follow one another. */
export async function lockPerson(tx: Tx, id: Id): Promise<StoredPerson | undefined> {
  const rows = await tx.select().from(persons).where(eq(persons.id, id)).for('no key update')
  return rows[0]
}

/** Many at once, in id order; those who are there, by id. */
export async function lockPersons(
  tx: Tx,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, StoredPerson>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(persons)
    .where(inArray(persons.id, [...new Set(ids)]))
    .orderBy(asc(persons.id))
    .for('no key update')
  return new Map(rows.map((row) => [row.id, row]))
}

/** Shared: moving the books and leaving wait for it, and it for them. */
export async function lockBooksOf(tx: Tx, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await statement(
    tx,
    `select p.id from persons p
      where p.id in (select i::uuid from json_array_elements_text($1::json) i)
      order by p.id for share of p`,
    [JSON.stringify([...new Set(ids)])],
  )
}

/** How many people each phone serves; a phone that serves nobody is left out. */
export async function countByPhone(
  tx: Queryable,
  phoneHashes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (phoneHashes.length === 0) return new Map()
  const rows = await statement<{ phone_hash: string; count: number }>(
    tx,
    `select p.phone_hash, count(*)::int as count
       from persons p
      where p.phone_hash = any ($1::text[]) and p.left_at is null
      group by p.phone_hash`,
    columns([...new Set(phoneHashes)], (hash) => [hash]),
  )
  return new Map(rows.map((row) => [row.phone_hash, row.count]))
}

export type HouseholdRow = {
  readonly id: Id
  readonly communityId: Id
  readonly addressSealed: string
  readonly createdAt: Instant
}

export async function insertHouseholds(tx: Tx, rows: readonly HouseholdRow[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into households (id, community_id, address_sealed, created_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])`,
    columns(rows, (row) => [row.id, row.communityId, row.addressSealed, row.createdAt]),
  )
}

export async function selectHousehold(
  tx: Queryable,
  id: Id,
): Promise<{ readonly addressSealed: string } | undefined> {
  const rows = await tx
    .select({ addressSealed: households.addressSealed })
    .from(households)
    .where(eq(households.id, id))
  return rows[0]
}

export async function setHouseholds(
  tx: Tx,
  rows: readonly { readonly id: Id; readonly householdId: Id; readonly livesAlone: boolean }[],
): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `update persons p set household_id = k.h, lives_alone = k.a
       from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as k(i, h, a)
      where p.id = k.i`,
    columns(rows, (row) => [row.id, row.householdId, String(row.livesAlone)]),
  )
}

export async function setPhone(
  tx: Tx,
  id: Id,
  phone: { readonly phoneSealed: string | null; readonly phoneHash: string | null },
): Promise<void> {
  await tx.update(persons).set(phone).where(eq(persons.id, id))
}

/** True when the books were in `from` until now, which is kept among the former ones. */
export async function setBooksCommunity(tx: Tx, id: Id, from: Id, to: Id): Promise<boolean> {
  const rows = await tx
    .update(persons)
    .set({
      booksCommunityId: to,
      formerBooksIds: sql`array_append(array_remove(array_remove(${persons.formerBooksIds}, ${to}::uuid), ${from}::uuid), ${from}::uuid)`,
    })
    .where(and(eq(persons.id, id), eq(persons.booksCommunityId, from)))
    .returning({ id: persons.id })
  return rows.length > 0
}

export async function setLeft(tx: Tx, id: Id, leftAt: Instant): Promise<boolean> {
  const rows = await tx
    .update(persons)
    .set({ leftAt })
    .where(and(eq(persons.id, id), isNull(persons.leftAt)))
    .returning({ id: persons.id })
  return rows.length > 0
}

export type VolunteerRow = {
  readonly personId: Id
  readonly certificateNumber: string
  readonly certificateOn: CivilDate
  readonly cardNumber: string | null
  readonly cardOn: CivilDate | null
  readonly skills: readonly string[]
  readonly guardianConsentOn: CivilDate | null
  readonly recruitment: Recruitment
  readonly createdAt: Instant
}

export async function insertVolunteers(tx: Tx, rows: readonly VolunteerRow[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into volunteers (person_id, certificate_number, certificate_on, card_number, card_on,
                             guardian_consent_on, recruitment, created_at, skills)
     select p, n, o, c, d, g, r, t, array(select json_array_elements_text(s))
       from rows from (unnest($1::uuid[], $2::text[], $3::date[], $4::text[], $5::date[],
                              $6::date[], $7::text[], $8::timestamptz[]),
                       json_array_elements($9::json)) as v(p, n, o, c, d, g, r, t, s)`,
    [
      ...columns(rows, (row) => [
        row.personId,
        row.certificateNumber,
        row.certificateOn,
        row.cardNumber,
        row.cardOn,
        row.guardianConsentOn,
        row.recruitment,
        row.createdAt,
      ]),
      JSON.stringify(rows.map(({ skills }) => skills)),
    ],
  )
}

/** A new card takes the old one's place, see `insertEndedCard`. */
export async function setCard(
  tx: Tx,
  personId: Id,
  card: { readonly cardNumber: string; readonly cardOn: CivilDate },
): Promise<void> {
  await tx.update(volunteers).set(card).where(eq(volunteers.personId, personId))
}

export async function insertEndedCard(tx: Tx, personId: Id, card: EndedCard): Promise<void> {
  await tx.insert(endedCards).values({ personId, ...card })
}

/** The newest first. */
export function selectEndedCards(tx: Queryable, personId: Id): Promise<readonly EndedCard[]> {
  return tx
    .select({
      cardNumber: endedCards.cardNumber,
      cardOn: endedCards.cardOn,
      endedOn: endedCards.endedOn,
    })
    .from(endedCards)
    .where(eq(endedCards.personId, personId))
    .orderBy(desc(endedCards.endedOn), desc(endedCards.cardNumber))
}

export async function setSkills(tx: Tx, personId: Id, skills: readonly string[]): Promise<void> {
  await tx
    .update(volunteers)
    .set({ skills: [...skills] })
    .where(eq(volunteers.personId, personId))
}
