import { and, asc, desc, eq, gte, inArray, isNull, lt, lte, or, type SQL } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { PoliticalStatus } from '../../person/model.ts'
import { households, personStatuses } from '../../person/tables.ts'
import { careErrors } from '../errors.ts'
import type { MonthlyRemark, Pairing, PairingAct } from '../model/pairings.ts'
import { monthlyRemarks, pairingActs, pairings } from '../tables/pairings.ts'

defineConstraints({
  pairings_one_open: careErrors['pairing-exists'],
  pairings_one_a_slot: careErrors['pairing-full'],
  monthly_remarks_not_by_oneself: careErrors['own-remark'],
})

/** Two pairings of one helper follow one another: both count the places that are taken. */
export async function lockHelper(tx: Tx, communityId: Id, helperId: Id): Promise<void> {
  await statement(tx, `select pg_advisory_xact_lock(hashtextextended($1, 647))`, [
    `${communityId} ${helperId}`,
  ])
}

export async function selectPoliticalStatus(
  tx: Queryable,
  personId: Id,
  on: CivilDate,
): Promise<PoliticalStatus | null> {
  const rows = await tx
    .select({ politicalStatus: personStatuses.politicalStatus })
    .from(personStatuses)
    .where(and(eq(personStatuses.personId, personId), lte(personStatuses.sinceOn, on)))
    .orderBy(desc(personStatuses.sinceOn))
    .limit(1)
  return rows[0]?.politicalStatus ?? null
}

export async function insertPairing(tx: Tx, pairing: Pairing): Promise<void> {
  await tx.insert(pairings).values(pairing)
}

const pairingKey = (communityId: Id, id: Id): SQL | undefined =>
  and(eq(pairings.communityId, communityId), eq(pairings.id, id))

export async function selectPairing(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<Pairing | undefined> {
  const rows = await tx.select().from(pairings).where(pairingKey(communityId, id))
  return rows[0]
}

/** Kept from ending while something is recorded under it. */
export async function lockPairing(tx: Tx, communityId: Id, id: Id): Promise<Pairing | undefined> {
  const rows = await tx
    .select()
    .from(pairings)
    .where(pairingKey(communityId, id))
    .for('no key update')
  return rows[0]
}

export async function markPairingEnded(
  tx: Tx,
  communityId: Id,
  id: Id,
  end: { readonly untilOn: CivilDate; readonly endedById: Id; readonly endedAt: Instant },
): Promise<void> {
  await tx.update(pairings).set(end).where(pairingKey(communityId, id))
}

/** A community's, those that are open first, then the latest. */
export function selectPairings(tx: Queryable, communityId: Id): Promise<readonly Pairing[]> {
  return tx
    .select()
    .from(pairings)
    .where(eq(pairings.communityId, communityId))
    .orderBy(desc(isNull(pairings.endedAt)), desc(pairings.id))
}

export function selectPairingsOf(
  tx: Queryable,
  helperId: Id,
  communityId?: Id,
): Promise<readonly Pairing[]> {
  const there = communityId === undefined ? undefined : eq(pairings.communityId, communityId)
  return tx
    .select()
    .from(pairings)
    .where(and(eq(pairings.helperId, helperId), isNull(pairings.endedAt), there))
    .orderBy(asc(pairings.slot))
}

export async function selectAddresses(
  tx: Queryable,
  householdIds: readonly Id[],
): Promise<ReadonlyMap<Id, string>> {
  if (householdIds.length === 0) return new Map()
  const rows = await tx
    .select({ id: households.id, addressSealed: households.addressSealed })
    .from(households)
    .where(inArray(households.id, [...householdIds]))
  return new Map(rows.map(({ id, addressSealed }) => [id, addressSealed]))
}

export async function insertAct(tx: Tx, act: PairingAct): Promise<void> {
  await tx.insert(pairingActs).values(act)
}

const actKey = (communityId: Id, id: Id): SQL | undefined =>
  and(eq(pairingActs.communityId, communityId), eq(pairingActs.id, id))

export async function lockAct(tx: Tx, communityId: Id, id: Id): Promise<PairingAct | undefined> {
  const rows = await tx.select().from(pairingActs).where(actKey(communityId, id)).for('update')
  return rows[0]
}

export async function markActFinished(
  tx: Tx,
  communityId: Id,
  id: Id,
  finish: { readonly finishedOn: CivilDate; readonly outcomeSealed: string },
): Promise<void> {
  await tx.update(pairingActs).set(finish).where(actKey(communityId, id))
}

/** What was done for the households, the latest first. */
export function selectActsFor(
  tx: Queryable,
  communityId: Id,
  householdIds: readonly Id[],
): Promise<readonly PairingAct[]> {
  if (householdIds.length === 0) return Promise.resolve([])
  return tx
    .select()
    .from(pairingActs)
    .where(
      and(
        eq(pairingActs.communityId, communityId),
        inArray(pairingActs.householdId, [...householdIds]),
      ),
    )
    .orderBy(desc(pairingActs.actedOn), desc(pairingActs.id))
}

/** What was done in a community from a day on, before another. */
export function selectActsBetween(
  tx: Queryable,
  communityId: Id,
  days: { readonly fromOn: CivilDate; readonly beforeOn: CivilDate },
): Promise<readonly PairingAct[]> {
  return tx
    .select()
    .from(pairingActs)
    .where(
      and(
        eq(pairingActs.communityId, communityId),
        gte(pairingActs.actedOn, days.fromOn),
        lt(pairingActs.actedOn, days.beforeOn),
      ),
    )
}

/** Written anew, it says who wrote it last. */
export async function putRemark(tx: Tx, remark: MonthlyRemark): Promise<void> {
  const { remarkSealed, recordedById, recordedAt } = remark
  await tx
    .insert(monthlyRemarks)
    .values(remark)
    .onConflictDoUpdate({
      target: [monthlyRemarks.communityId, monthlyRemarks.helperId, monthlyRemarks.month],
      set: { remarkSealed, recordedById, recordedAt },
    })
}

export function selectRemarks(
  tx: Queryable,
  communityId: Id,
  month: string,
): Promise<readonly MonthlyRemark[]> {
  return tx
    .select()
    .from(monthlyRemarks)
    .where(and(eq(monthlyRemarks.communityId, communityId), eq(monthlyRemarks.month, month)))
}

/** Everything of the communities, for words of somebody who is erased. */
export function selectActsIn(
  tx: Queryable,
  communityIds: readonly Id[],
): Promise<readonly PairingAct[]> {
  return tx
    .select()
    .from(pairingActs)
    .where(inArray(pairingActs.communityId, [...communityIds]))
}

export async function setActs(
  tx: Tx,
  acts: readonly Pick<PairingAct, 'communityId' | 'id' | 'bodySealed' | 'outcomeSealed'>[],
): Promise<void> {
  if (acts.length === 0) return
  await statement(
    tx,
    `update pairing_acts a set body_sealed = b.s, outcome_sealed = b.o
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as b(c, i, s, o)
      where a.community_id = b.c and a.id = b.i`,
    columns(acts, (act) => [act.communityId, act.id, act.bodySealed, act.outcomeSealed]),
  )
}

/** On somebody, and on others in their communities. */
export function selectRemarksIn(
  tx: Queryable,
  helperId: Id,
  communityIds: readonly Id[],
): Promise<readonly MonthlyRemark[]> {
  return tx
    .select()
    .from(monthlyRemarks)
    .where(
      or(
        eq(monthlyRemarks.helperId, helperId),
        inArray(monthlyRemarks.communityId, [...communityIds]),
      ),
    )
}

export async function setRemarks(
  tx: Tx,
  remarks: readonly Pick<MonthlyRemark, 'communityId' | 'helperId' | 'month' | 'remarkSealed'>[],
): Promise<void> {
  if (remarks.length === 0) return
  await statement(
    tx,
    `update monthly_remarks m set remark_sealed = r.s
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as r(c, h, m, s)
      where m.community_id = r.c and m.helper_id = r.h and m.month = r.m`,
    columns(remarks, (one) => [one.communityId, one.helperId, one.month, one.remarkSealed]),
  )
}

/** The household in which somebody lives with nobody else. */
export async function selectLonelyHousehold(tx: Queryable, personId: Id): Promise<Id | null> {
  const rows = await statement<{ household_id: Id }>(
    tx,
    `select p.household_id from persons p
      where p.id = $1 and p.household_id is not null
        and not exists (select from persons o
                         where o.household_id = p.household_id and o.id <> p.id)`,
    [personId],
  )
  return rows[0]?.household_id ?? null
}
