import { and, count, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { statement } from '../../../db/statement.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import type { EndedCard, Gender, Recruitment } from '../model.ts'
import { endedCards, households, persons, volunteers } from '../tables.ts'

defineConstraints({ volunteers_pkey: personErrors['already-volunteer'] })

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

export async function insertPerson(tx: Tx, row: PersonRow): Promise<void> {
  await tx.insert(persons).values(row)
}

export type StoredPerson = PersonRow & { readonly leftAt: Instant | null }

export async function selectPerson(tx: Queryable, id: Id): Promise<StoredPerson | undefined> {
  const rows = await tx.select().from(persons).where(eq(persons.id, id))
  return rows[0]
}

/** Locked until the transaction ends, so that two changes of one person follow one another. */
export async function lockPerson(tx: Tx, id: Id): Promise<StoredPerson | undefined> {
  const rows = await tx.select().from(persons).where(eq(persons.id, id)).for('no key update')
  return rows[0]
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

export async function countByPhone(tx: Queryable, phoneHash: string): Promise<number> {
  const rows = await tx
    .select({ persons: count() })
    .from(persons)
    .where(and(eq(persons.phoneHash, phoneHash), isNull(persons.leftAt)))
  return rows[0]?.persons ?? 0
}

export async function insertHousehold(
  tx: Tx,
  row: {
    readonly id: Id
    readonly communityId: Id
    readonly addressSealed: string
    readonly createdAt: Instant
  },
): Promise<void> {
  await tx.insert(households).values(row)
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

export async function setHousehold(
  tx: Tx,
  id: Id,
  changed: { readonly householdId: Id; readonly livesAlone: boolean },
): Promise<void> {
  await tx.update(persons).set(changed).where(eq(persons.id, id))
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

export async function insertVolunteer(tx: Tx, row: VolunteerRow): Promise<void> {
  await tx.insert(volunteers).values({ ...row, skills: [...row.skills] })
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
