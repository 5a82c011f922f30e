import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'

/**
 * Does the person have a record, in the present books or those they had before, that is neither
 * decided nor withdrawn?
 */
export async function existsPending(tx: Queryable, personId: Id): Promise<boolean> {
  const rows = await statement<{ pending: boolean }>(
    tx,
    `select exists (
       select from persons p
         cross join unnest(array_append(p.former_books_ids, p.books_community_id)) books
         join service_records r on r.community_id = books and r.person_id = p.id
        where p.id = $1 and r.state in ('draft', 'submitted')) as pending`,
    [personId],
  )
  return rows[0]?.pending ?? false
}
