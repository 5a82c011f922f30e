import type { Queryable } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { dutyErrors } from './errors.ts'

export type ListNewest = {
  readonly communityId: Id
  readonly cursor: string | null
  readonly limit: number
}

type Select<T> = (
  tx: Queryable,
  communityId: Id,
  page: { readonly beforeId: Id | null; readonly limit: number },
) => Promise<readonly T[]>

/** A page of a list in the order of its ids, which is that of time. @throws `duty.cursor-malformed` */
export async function pageNewest<T extends { readonly id: Id }>(
  ctx: Ctx,
  { communityId, cursor, limit }: ListNewest,
  select: Select<T>,
): Promise<Page<T>> {
  const key = cursor === null ? null : decodeCursor(cursor, ['id'])
  if (key === undefined) throw new DomainError(dutyErrors['cursor-malformed'])
  const page = { beforeId: key === null ? null : key[0], limit: limit + 1 }
  const rows = await inRead(ctx, (tx) => select(tx, communityId, page))
  return pageOf(rows, limit, ({ id }) => [id])
}
