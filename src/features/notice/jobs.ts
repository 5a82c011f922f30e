import type { Ctx } from '../../db/transaction.ts'
import { deliverNotices, type Senders } from './deliver-notices.ts'
import { routeNotices } from './route-notices.ts'

/** Sends what people are to be told. Safe in several processes at once. */
export function makeSendNotices(senders: Senders): (ctx: Ctx) => Promise<number> {
  return async (ctx) => {
    await routeNotices(ctx, senders.phonesOf)
    return deliverNotices(ctx, senders)
  }
}
