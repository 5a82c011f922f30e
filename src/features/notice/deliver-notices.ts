import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, epochMs, instantOf, plusMinutes } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { SendWebhook } from './adapters/webhook.ts'
import { SendFailure, type Claimed } from './model/deliveries.ts'
import type { MessageSender } from './model/messages.ts'
import type { PhonesOf } from './route-notices.ts'
import { isQuiet, isTextLate, pauseMs } from './rules/sending.ts'
import { claimDue, markOutcome, type Outcome } from './store/deliveries.ts'
import { selectMuted } from './store/muted.ts'
import { selectSubscriptions, type Subscription } from './store/subscriptions.ts'

export type Senders = {
  readonly sender: MessageSender
  readonly sendWebhook: SendWebhook
  readonly phonesOf: PhonesOf
}

const AT_ONCE = 20
/** Far longer than any sending may take: then whoever had it was killed. */
const LOST_MINUTES = 1

/**
 * Sends what is due until nothing is: to each recipient in order, what failed again later, with the
 * same id, until it was tried as often as it may. Safe in several processes at once, and where one is
 * killed at any point. Returns how many were sent.
 */
export async function deliverNotices(ctx: Ctx, senders: Senders): Promise<number> {
  for (let sent = 0; ;) {
    const due = await claim(ctx, senders)
    if (due.length === 0) return sent
    const outcomes = await Promise.all(due.map((one) => attempt(ctx, one, senders)))
    sent += outcomes.filter((answer) => answer === 'sent').length
  }
}

/** A delivery with where it goes to now; nowhere, where nobody is there or wants it any more. */
type Due = Claimed & { readonly phone: string | null; readonly subscription: Subscription | null }

function claim(ctx: Ctx, { phonesOf }: Senders): Promise<readonly Due[]> {
  return inTransaction(ctx, async (tx) => {
    const now = await readNow(ctx, tx)
    const policies = await loadPolicies({ ...ctx, tx })
    const quiet = isQuiet(policyAt(policies, 'notices', civilDateOf(now)).quietTime, now)
    const lostAt = plusMinutes(now, LOST_MINUTES)
    const claimed = await claimDue(tx, { now, quiet, lostAt, limit: AT_ONCE })
    const texts = claimed.filter(({ channel }) => channel === 'sms')
    const recipientIds = texts.map(({ notice }) => notice.recipientId)
    const phones = await phonesOf(tx, recipientIds)
    const muted = await selectMuted(tx, recipientIds, 'sms')
    const subscriptions = await selectSubscriptions(
      tx,
      claimed.flatMap(({ subscriptionId }) => subscriptionId ?? []),
    )
    return claimed.map((one) => {
      const { recipientId } = one.notice
      const isUnwanted = muted.has(recipientId) || isTextLate(one.dueAt, now)
      const phone = isUnwanted ? null : (phones.get(recipientId) ?? null)
      const known = subscriptions.get(one.subscriptionId ?? '')
      return { ...one, phone, subscription: known?.endedAt === null ? known : null }
    })
  })
}

async function attempt(ctx: Ctx, due: Due, senders: Senders): Promise<string> {
  const answer = await send(ctx, due, senders)
  await inTransaction(ctx, async (tx) => {
    const now = await readNow(ctx, tx)
    const tryAt = instantOf(epochMs(now) + pauseMs(due.number, Math.random()))
    const { id, number } = due
    const state = stateAfter(due, answer)
    await markOutcome(tx, {
      id,
      number,
      state,
      answer,
      now,
      tryAt: state === 'waiting' ? tryAt : null,
    })
  })
  return answer
}

function stateAfter({ number, mostTries }: Claimed, answer: string): Outcome['state'] {
  if (answer === 'sent' || answer === 'skipped') return answer
  return number >= mostTries ? 'givenUp' : 'waiting'
}

/** `sent`, `skipped`, or why it failed. */
async function send(ctx: Ctx, due: Due, { sender, sendWebhook }: Senders): Promise<string> {
  const { id, channel, notice, phone, subscription } = due
  try {
    if (channel === 'sms') {
      if (phone === null) return 'skipped'
      await sender.send({ id, phone, text: notice.text })
    } else {
      if (subscription === null) return 'skipped'
      await sendWebhook({ url: subscription.url, secret: openSecret(ctx, subscription) }, due)
    }
    return 'sent'
  } catch (error) {
    return error instanceof SendFailure ? error.message.slice(0, 100) : 'failed'
  }
}

function openSecret(ctx: Ctx, { id, secretSealed }: { id: Id; secretSealed: string }): string {
  const secret = unseal(ctx.sealKeys, secretSealed, secretPlace(id))
  if (secret === undefined) throw new SendFailure('secret cannot be opened')
  return secret
}

export function secretPlace(subscriptionId: Id): string {
  return `notice_subscriptions:secret_sealed:${subscriptionId}`
}
