import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { noticeErrors } from './errors.ts'
import type { GivenUp } from './model/deliveries.ts'
import { selectGivenUp } from './store/deliveries.ts'

/**
 * What was tried as often as it may and did not get there, the latest first; the caller is an
 * administrator. @throws `notice.cursor-malformed`
 */
export async function listGivenUp(
  ctx: Ctx,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<GivenUp>> {
  const key = cursor === null ? null : decodeCursor(cursor, ['instant', 'id'])
  if (key === undefined) throw new DomainError(noticeErrors['cursor-malformed'])
  const before = key && { endedAt: key[0], id: key[1] }
  const rows = await inRead(ctx, (tx) => selectGivenUp(tx, before, limit + 1))
  return pageOf(rows, limit, ({ endedAt, id }) => [endedAt, id])
}
