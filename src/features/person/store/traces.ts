import { and, eq, inArray, isNull, like, or } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import {
  consents,
  endedCards,
  households,
  persons,
  rateLimits,
  refreshTokens,
  relations,
  sessions,
  signInCodes,
  volunteers,
} from '../tables.ts'

export type SealedPhone = { readonly id: Id; readonly phoneSealed: string }

/** The phones that somebody signed in with, sealed. */
export function selectSessionPhones(
  tx: Queryable,
  personId: Id,
): Promise<readonly (SealedPhone & { readonly phoneHash: string })[]> {
  return tx
    .select({
      id: sessions.id,
      phoneSealed: sessions.phoneSealed,
      phoneHash: sessions.phoneHash,
    })
    .from(sessions)
    .where(eq(sessions.personId, personId))
}

export async function countHousehold(tx: Queryable, householdId: Id): Promise<number> {
  return tx.$count(persons, eq(persons.householdId, householdId))
}

/** Which of these words stand in the name of somebody else, or of a place. */
export async function selectSharedWords(
  tx: Queryable,
  personId: Id,
  words: readonly string[],
): Promise<readonly string[]> {
  const rows = await statement<{ word: string }>(
    tx,
    `select w as word
       from json_array_elements_text($2::json) w
      where exists (select from persons p where p.id <> $1::uuid and position(w in p.name) > 0)
         or exists (select from nodes n
                     where position(w in n.name || ' ' || array_to_string(n.aliases, ' ')) > 0)`,
    [personId, JSON.stringify(words)],
  )
  return rows.map(({ word }) => word)
}

/** Every community where the person lived, served, kept books, or held a role at or above it. */
export async function selectTiedCommunities(tx: Queryable, personId: Id): Promise<readonly Id[]> {
  const rows = await statement<{ id: Id }>(
    tx,
    `with ties (node_id) as (
       select m.community_id from memberships m where m.person_id = $1::uuid
       union select g.node_id from role_grants g
              where g.person_id = $1::uuid and g.role not in ('volunteer', 'resident')
       union select unnest(p.former_books_ids || p.books_community_id) from persons p
              where p.id = $1::uuid)
     select n.id from nodes n
      where n.kind = 'community' and n.ancestor_ids && array(select t.node_id from ties t)
      order by n.id`,
    [personId],
  )
  return rows.map(({ id }) => id)
}

/** The books' facts stay: where and since when; what says who it was goes. */
export async function wipePerson(
  tx: Tx,
  personId: Id,
  kept: { readonly pseudonym: string; readonly erasedAt: Instant },
): Promise<void> {
  await tx
    .update(persons)
    .set({
      ...{ name: kept.pseudonym, gender: null, bornOn: null, workUnit: null },
      ...{ phoneSealed: null, phoneHash: null, householdId: null, livesAlone: false },
      erasedAt: kept.erasedAt,
    })
    .where(eq(persons.id, personId))
  // The certificate's number stays: published standings rank equals by it, and their bytes are frozen.
  await tx
    .update(volunteers)
    .set({ cardNumber: null, cardOn: null, skills: [], guardianConsentOn: null })
    .where(eq(volunteers.personId, personId))
  await tx.delete(endedCards).where(eq(endedCards.personId, personId))
}

export async function wipeAddress(tx: Tx, id: Id, addressSealed: string): Promise<void> {
  await tx.update(households).set({ addressSealed }).where(eq(households.id, id))
}

/** Who is related to somebody known is known. */
export async function wipeTies(tx: Tx, personId: Id, now: Instant): Promise<void> {
  await tx
    .delete(relations)
    .where(or(eq(relations.personId, personId), eq(relations.relativeId, personId)))
  await tx
    .update(consents)
    .set({ withdrawnAt: now })
    .where(and(eq(consents.personId, personId), isNull(consents.withdrawnAt)))
}

/** Sign-ins of the person, and of phones that are nobody else's. */
export async function wipeSignIns(
  tx: Tx,
  personId: Id,
  phoneHashes: readonly string[],
): Promise<void> {
  const nobodys = and(isNull(sessions.personId), inArray(sessions.phoneHash, [...phoneHashes]))
  const gone = or(eq(sessions.personId, personId), nobodys)
  const ids = tx.select({ id: sessions.id }).from(sessions).where(gone)
  await tx.delete(refreshTokens).where(inArray(refreshTokens.sessionId, ids))
  await tx.delete(sessions).where(gone)
  await tx.delete(signInCodes).where(inArray(signInCodes.phoneHash, [...phoneHashes]))
  for (const hash of phoneHashes) {
    await tx.delete(rateLimits).where(like(rateLimits.key, `%${hash}`))
  }
}

/** Until the transaction ends: what looks through every record of a big community takes its time. */
export async function allowLongStatements(tx: Tx): Promise<void> {
  await statement(tx, `set local statement_timeout = '50s'`, [])
}
