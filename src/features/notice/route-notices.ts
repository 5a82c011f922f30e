import type { Tx } from '../../db/client.ts'
import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { hearsOf } from './rules/sending.ts'
import {
  insertDeliveries,
  lockRouting,
  markRouted,
  selectUnrouted,
  type NewDelivery,
  type Unrouted,
} from './store/deliveries.ts'
import { selectMuted } from './store/muted.ts'
import { selectOpen } from './store/subscriptions.ts'

/** People stand above this room: their phones, by id, are handed in; who has none is left out. */
export type PhonesOf = (tx: Tx, personIds: readonly Id[]) => Promise<ReadonlyMap<Id, string>>

const AT_ONCE = 500

/**
 * Decides for each notice that is due by which ways it goes out, once: a text to who has a phone and
 * wants one, a message to each subscription that hears of its kind. Of two at once one passes by.
 * Returns how many were routed.
 */
export async function routeNotices(ctx: Ctx, phonesOf: PhonesOf): Promise<number> {
  for (let routed = 0; ;) {
    const count = await inTransaction(ctx, (tx) => routeSome(ctx, tx, phonesOf))
    routed += count
    if (count < AT_ONCE) return routed
  }
}

async function routeSome(ctx: Ctx, tx: Tx, phonesOf: PhonesOf): Promise<number> {
  if (!(await lockRouting(tx))) return 0
  const now = await readNow(ctx, tx)
  const notices = await selectUnrouted(tx, now, AT_ONCE)
  if (notices.length === 0) return 0
  const { tries } = policyAt(await loadPolicies({ ...ctx, tx }), 'notices', civilDateOf(now))
  const deliveries = await waysOf(tx, notices, phonesOf)
  await insertDeliveries(tx, deliveries, { now, mostTries: tries })
  await markRouted(
    tx,
    notices.map(({ id }) => id),
    now,
  )
  return notices.length
}

async function waysOf(
  tx: Tx,
  notices: readonly Unrouted[],
  phonesOf: PhonesOf,
): Promise<readonly NewDelivery[]> {
  const recipientIds = [...new Set(notices.map(({ recipientId }) => recipientId))]
  const phones = await phonesOf(tx, recipientIds)
  const muted = await selectMuted(tx, recipientIds, 'sms')
  const subscriptions = await selectOpen(tx)
  return notices.flatMap((notice) => {
    const { recipientId, kind } = notice
    const texts = phones.has(recipientId) && !muted.has(recipientId)
    const hearing = subscriptions.filter(({ kinds }) => kinds.some((one) => hearsOf(one, kind)))
    return [
      ...(texts ? [{ notice, channel: 'sms', subscriptionId: null } as const] : []),
      ...hearing.map(({ id }) => ({ notice, channel: 'webhook', subscriptionId: id }) as const),
    ]
  })
}
