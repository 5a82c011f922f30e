import type { Queryable } from '../../db/client.ts'
import { lookupHash, type SealKeys } from '../../kernel/seal.ts'
import { findPersons } from './find-persons.ts'
import type { PersonFacts } from './model.ts'
import { selectByPhone } from './store/sign-in.ts'

/** Everybody whom a phone serves, by id: old couples and families share one. */
export async function findPeopleOfPhone(
  tx: Queryable,
  keys: SealKeys,
  phone: string,
): Promise<readonly PersonFacts[]> {
  const people = await selectByPhone(tx, lookupHash(keys, phone))
  const persons = await findPersons(
    tx,
    people.map(({ id }) => id),
  )
  return people.flatMap(({ id }) => persons.get(id) ?? [])
}
