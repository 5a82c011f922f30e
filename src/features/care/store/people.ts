import { and, asc, eq, inArray, isNull, or, type SQL } from 'drizzle-orm'
import type { Queryable } from '../../../db/client.ts'
import { amongIds } from '../../../db/scrub.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { households, memberships, persons } from '../../person/tables.ts'

export type CarePerson = {
  readonly id: Id
  readonly name: string
  readonly bornOn: CivilDate | null
  readonly householdId: Id | null
}

const facts = {
  id: persons.id,
  name: persons.name,
  bornOn: persons.bornOn,
  householdId: persons.householdId,
}

/** Somebody who lives in the community: by their household's address, or by membership. */
export async function selectResident(
  tx: Queryable,
  communityId: Id,
  personId: Id,
): Promise<CarePerson | undefined> {
  const rows = await tx
    .select(facts)
    .from(persons)
    .leftJoin(
      memberships,
      and(
        eq(memberships.personId, persons.id),
        eq(memberships.kind, 'home'),
        isNull(memberships.untilOn),
      ),
    )
    .leftJoin(households, eq(households.id, persons.householdId))
    .where(
      and(
        eq(persons.id, personId),
        isNull(persons.erasedAt),
        or(eq(memberships.communityId, communityId), eq(households.communityId, communityId)),
      ),
    )
    .limit(1)
  return rows[0]
}

/** Who lives in the household now; without one, the person alone. */
export function selectHouseholdPeople(
  tx: Queryable,
  person: Pick<CarePerson, 'id' | 'householdId'>,
): Promise<readonly CarePerson[]> {
  const { id, householdId } = person
  return selectFacts(
    tx,
    householdId === null ? eq(persons.id, id) : eq(persons.householdId, householdId),
  )
}

export async function selectNames(
  tx: Queryable,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: persons.id, name: persons.name })
    .from(persons)
    .where(amongIds(persons.id, ids))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export function selectFacts(tx: Queryable, where: SQL): Promise<readonly CarePerson[]> {
  return tx.select(facts).from(persons).where(where).orderBy(asc(persons.bornOn), asc(persons.id))
}

export function selectPeopleOf(
  tx: Queryable,
  householdIds: readonly Id[],
): Promise<readonly CarePerson[]> {
  if (householdIds.length === 0) return Promise.resolve([])
  return selectFacts(tx, inArray(persons.householdId, [...householdIds]))
}
