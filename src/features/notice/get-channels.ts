import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectMuted } from './store/muted.ts'

export type NoticeChannels = { readonly sms: boolean }

/** By which channels somebody is told besides the inbox: a text, unless they said no. */
export async function getChannels(ctx: Ctx, recipientId: Id): Promise<NoticeChannels> {
  const muted = await inRead(ctx, (tx) => selectMuted(tx, [recipientId], 'sms'))
  return { sms: !muted.has(recipientId) }
}
