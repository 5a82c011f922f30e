import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { serviceErrors } from './errors.ts'
import type { RecordView } from './model.ts'
import { selectOwnRecords } from './store/records.ts'

/** A volunteer's own records, drafts included, the latest service first. @throws `service.cursor-malformed` */
export async function listOwnRecords(
  ctx: Ctx,
  input: { readonly personId: Id; readonly limit: number; readonly cursor: string | null },
): Promise<Page<RecordView>> {
  const after = input.cursor === null ? null : decodeCursor(input.cursor, ['instant', 'id'])
  if (after === undefined) throw new DomainError(serviceErrors['cursor-malformed'])
  const rows = await inRead(ctx, (tx) =>
    selectOwnRecords(tx, input.personId, { limit: input.limit, after }),
  )
  return pageOf(rows, input.limit, (row) => [row.startsAt, row.id])
}
