import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { colourRecords } from './colour-records.ts'
import { serviceErrors } from './errors.ts'
import type { InboxRecord } from './model.ts'
import { selectSubmitted } from './store/records.ts'

/**
 * What waits for approval at a place of service, the longest waiting first, each with its colour.
 * @throws `service.cursor-malformed`
 */
export async function listInbox(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly limit: number; readonly cursor: string | null },
): Promise<Page<InboxRecord>> {
  const after = input.cursor === null ? null : decodeCursor(input.cursor, ['instant', 'id'])
  if (after === undefined) throw new DomainError(serviceErrors['cursor-malformed'])
  const rows = await inRead(ctx, (tx) =>
    selectSubmitted(tx, input.communityId, { limit: input.limit, after }),
  )
  const page = pageOf(rows, input.limit, (row) => [row.submittedAt ?? '', row.id])
  return { ...page, items: await colourRecords(ctx, page.items) }
}
