import { inRead, type Ctx } from '../../db/transaction.ts'
import { selectOpen, type Subscription } from './store/subscriptions.ts'

export type ShownSubscription = Pick<Subscription, 'id' | 'url' | 'kinds' | 'createdAt'>

/** The open ones, the oldest first, without their secrets; the caller is an administrator. */
export async function listSubscriptions(ctx: Ctx): Promise<readonly ShownSubscription[]> {
  const open = await inRead(ctx, selectOpen)
  return open.map(({ id, url, kinds, createdAt }) => ({ id, url, kinds, createdAt }))
}
