import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { WALK_PAGE, walkPages } from '../../kernel/paging.ts'
import { listedPerson, type ListedPerson } from './search-people.ts'
import { selectPeople } from './store/people.ts'

/** Everybody who belongs to the community, by name, as the list of people shows them. */
export function walkPeople(
  ctx: Ctx,
  { communityId }: { readonly communityId: Id },
): AsyncGenerator<readonly ListedPerson[]> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  return walkPages<ListedPerson>(async (after) => {
    const query = { communityIds: [communityId], wanted: null, today, after, limit: WALK_PAGE }
    const rows = await inRead(ctx, (tx) => selectPeople(tx, query))
    return rows.map((person) => listedPerson(ctx, person))
  })
}
