import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'

/** Whose household is served when a form names somebody of it; null when they have none on file. */
export async function findHouseholdOf(
  ctx: Ctx,
  { personId }: { readonly personId: Id },
): Promise<Id | null> {
  const persons = await inRead(ctx, (tx) => findPersons(tx, [personId]))
  return persons.get(personId)?.householdId ?? null
}
