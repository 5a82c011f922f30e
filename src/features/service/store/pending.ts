import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'

/** Does the person have a record, in whichever books, that is neither decided nor withdrawn? */
export async function existsPending(tx: Queryable, personId: Id): Promise<boolean> {
  const rows = await statement<{ pending: boolean }>(
    tx,
    `select exists (
       select from service_records
        where person_id = $1 and state in ('draft', 'submitted')) as pending`,
    [personId],
  )
  return rows[0]?.pending ?? false
}
