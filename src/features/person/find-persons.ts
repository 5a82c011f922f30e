import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import type { PersonFacts, RelationKind, VolunteerFacts } from './model.ts'
import { selectPersonFacts, selectRelated, selectVolunteerFacts } from './store/lookups.ts'

/** The known ones of `ids`, by id, in one prepared statement. */
export async function findPersons(
  tx: Queryable,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, PersonFacts>> {
  return new Map((await selectPersonFacts(tx, ids)).map((person) => [person.id, person]))
}

/** Those of `ids` who are registered to serve, with certificate and card (SE-61). */
export async function findVolunteers(
  tx: Queryable,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, VolunteerFacts>> {
  return new Map((await selectVolunteerFacts(tx, ids)).map((one) => [one.personId, one]))
}

/**
 * The verified, open relations among the pairs: key `${personId} ${relativeId}`, value what
 * the relative is to the person, and whether the person lets them use the savings (standing consent).
 */
export async function findRelated(
  tx: Queryable,
  pairs: readonly { readonly personId: Id; readonly relativeId: Id }[],
): Promise<ReadonlyMap<string, { readonly kind: RelationKind; readonly savingsConsent: boolean }>> {
  const rows = await selectRelated(tx, pairs)
  return new Map(
    rows.map(({ personId, relativeId, kind, savingsConsent }) => [
      `${personId} ${relativeId}`,
      { kind, savingsConsent },
    ]),
  )
}

/** Verified spouse or relative, in the direction person → relative. */
export async function areRelated(tx: Queryable, personId: Id, relativeId: Id): Promise<boolean> {
  return (await findRelated(tx, [{ personId, relativeId }])).size > 0
}
