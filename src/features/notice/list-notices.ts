import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { noticeErrors } from './errors.ts'
import type { Notice } from './model/notices.ts'
import { countUnread, selectInbox } from './store/inbox.ts'

export type ListNotices = {
  readonly recipientId: Id
  readonly cursor: string | null
  readonly limit: number
}

/**
 * Somebody's inbox: what is unread first, then the newest. The caller is the recipient: nobody sees
 * another's. @throws `notice.cursor-malformed`
 */
export async function listNotices(ctx: Ctx, input: ListNotices): Promise<Page<Notice>> {
  const { recipientId, cursor, limit } = input
  const key = cursor === null ? null : decodeCursor(cursor, ['number', 'instant', 'number'])
  if (key === undefined || (key && (key[0] < 0 || key[0] > 1))) {
    throw new DomainError(noticeErrors['cursor-malformed'])
  }
  const after = key && { isRead: key[0], since: key[1], sequence: key[2] }
  const now = ctx.fixedNow?.() ?? null
  const rows = await inRead(ctx, (tx) =>
    selectInbox(tx, recipientId, { after, now, limit: limit + 1 }),
  )
  const { items, nextCursor } = pageOf(rows, limit, ({ readAt, since, sequence }) => [
    ...[readAt === null ? 0 : 1, since, sequence],
  ])
  return { items: items.map(({ sequence: _, ...notice }) => notice), nextCursor }
}

/** How many somebody has not read, a hundred at most. */
export function countNotices(ctx: Ctx, recipientId: Id): Promise<number> {
  return inRead(ctx, (tx) => countUnread(tx, recipientId, ctx.fixedNow?.() ?? null))
}
