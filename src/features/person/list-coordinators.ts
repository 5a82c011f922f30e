import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { findCoordinators } from './find-coordinators.ts'
import { findPersons } from './find-persons.ts'

/** Who works at a community's desk, by name: their work is public, and a complaint may be of them. */
export function listCoordinators(
  ctx: Ctx,
  communityId: Id,
): Promise<readonly { readonly id: Id; readonly name: string }[]> {
  return inRead(ctx, async (tx) => {
    const found = await findCoordinators(tx, [communityId])
    const persons = await findPersons(tx, found.get(communityId)?.here ?? [])
    return [...persons.values()]
      .map(({ id, name }) => ({ id, name }))
      .sort((left, right) => left.name.localeCompare(right.name, 'zh'))
  })
}
