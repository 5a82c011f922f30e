import { and, asc, eq, gte, ne, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { persons } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type { NamedSwap, Swap, SwapState } from '../model/swaps.ts'
import { duties } from '../tables/rosters.ts'
import { swaps } from '../tables/swaps.ts'

defineConstraints({
  swaps_asked_once: dutyErrors['swap-asked'],
  swaps_two_people: dutyErrors['swap-oneself'],
})

export async function insertSwap(tx: Tx, swap: Swap): Promise<void> {
  await tx.insert(swaps).values(swap)
}

const swapKey = (communityId: Id, id: Id) =>
  and(eq(swaps.communityId, communityId), eq(swaps.id, id))

export async function selectSwap(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<Swap | undefined> {
  const rows = await tx.select().from(swaps).where(swapKey(communityId, id))
  return rows[0]
}

/** The duty is locked. */
export async function decideSwapAs(
  tx: Tx,
  { communityId, id }: Pick<Swap, 'communityId' | 'id'>,
  state: SwapState,
  decidedAt: Instant,
): Promise<void> {
  await tx.update(swaps).set({ state, decidedAt }).where(swapKey(communityId, id))
}

/** Whoever else was asked for that day need not answer any more. Returns them. */
export async function lapseOthers(
  tx: Tx,
  swap: Swap,
  decidedAt: Instant,
): Promise<readonly Swap[]> {
  return tx
    .update(swaps)
    .set({ state: 'lapsed', decidedAt })
    .where(
      and(
        eq(swaps.communityId, swap.communityId),
        eq(swaps.dutyId, swap.dutyId),
        eq(swaps.dutyOn, swap.dutyOn),
        eq(swaps.state, 'asked'),
        ne(swaps.id, swap.id),
      ),
    )
    .returning()
}

const askers = alias(persons, 'askers')

/** Those that the person asked for or is asked, of days from `from` on that are still open. */
export async function selectOpenSwaps(
  tx: Queryable,
  personId: Id,
  from: CivilDate,
): Promise<readonly NamedSwap[]> {
  const rows = await tx
    .select({
      swap: swaps,
      dutyName: duties.name,
      askedByName: askers.name,
      askedName: persons.name,
    })
    .from(swaps)
    .innerJoin(duties, and(eq(duties.communityId, swaps.communityId), eq(duties.id, swaps.dutyId)))
    .innerJoin(askers, eq(askers.id, swaps.askedById))
    .innerJoin(persons, eq(persons.id, swaps.askedId))
    .where(
      and(
        or(eq(swaps.askedById, personId), eq(swaps.askedId, personId)),
        gte(swaps.dutyOn, from),
        eq(swaps.state, 'asked'),
      ),
    )
    .orderBy(asc(swaps.dutyOn), asc(swaps.id))
  return rows.map(({ swap, ...names }) => ({ ...swap, ...names }))
}
