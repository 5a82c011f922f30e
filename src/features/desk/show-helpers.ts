import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons, findVolunteers } from '../person/find-persons.ts'
import type { Visit } from './model/requests.ts'

/** Who comes: the name and the 工号 on the card. */
export type ShownHelper = {
  readonly personId: Id
  readonly name: string
  readonly cardNumber: string | null
}

export async function showHelpers(
  tx: Queryable,
  visits: readonly Visit[],
): Promise<ReadonlyMap<Id, ShownHelper>> {
  const ids = visits.flatMap(({ helpers }) => helpers.map(({ personId }) => personId))
  const persons = await findPersons(tx, ids)
  const volunteers = await findVolunteers(tx, ids)
  return new Map(
    ids.map((personId) => {
      const name = persons.get(personId)?.name ?? ''
      return [
        personId,
        { personId, name, cardNumber: volunteers.get(personId)?.cardNumber ?? null },
      ]
    }),
  )
}
