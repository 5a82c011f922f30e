import type { FreshCommand } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import { plusDays, civilDateOf, instantAt, type Instant } from '../../kernel/clock.ts'
import { accept, isRefusal } from '../../kernel/errors.ts'
import { draftOf, openBooks, saveBooks } from '../ledger/open-books.ts'
import { accountById } from '../ledger/rules/books.ts'
import { expireHold, placeHold, voidHold } from '../ledger/rules/holds.ts'
import { findRelated } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { DeskRequest, HoldRef } from './model/requests.ts'

/** Gives a hold back at once; true when there was something to give back. */
export async function returnHold(batch: Batch, ref: HoldRef | null): Promise<boolean> {
  if (!ref) return false
  const { tx } = batch.ctx
  const loaded = await openBooks(tx, {
    communityIds: [ref.communityId],
    accounts: [],
    holds: [ref],
  })
  const draft = draftOf(batch, loaded)
  if (draft.holds.get(ref.id)?.state !== 'placed') return false
  accept(voidHold(draft, ref.id))
  await saveBooks(batch, draft)
  return true
}

/** When a hold returns by itself: so many days after the promise, or after now when that has passed. */
export async function holdExpiry(batch: Batch, promisedBy: Instant): Promise<Instant> {
  const policies = await loadPolicies(batch.ctx)
  const { holdDays } = policyAt(policies, 'redemption', civilDateOf(batch.now))
  const start = promisedBy > batch.now ? promisedBy : batch.now
  return instantAt(plusDays(civilDateOf(start), holdDays + 1))
}

/**
 * Each visit has one hold: the one placed with the request, or, where an earlier visit gave it back,
 * a new one on the same account for the same quote. Null when the account no longer has it or the
 * payer no longer agrees: somebody comes all the same and nothing is used.
 */
export async function holdForVisit(
  batch: Batch,
  command: Pick<FreshCommand<unknown>, 'id'>,
  request: DeskRequest,
): Promise<HoldRef | null> {
  const { usesSavings, savings, promisedBy } = request
  if (!usesSavings || !savings || promisedBy === null) return null
  const ref = savings.hold
  const loaded = await openBooks(batch.ctx.tx, {
    communityIds: [ref.communityId],
    accounts: [],
    holds: [ref],
  })
  const draft = draftOf(batch, loaded)
  const hold = draft.holds.get(ref.id)
  if (!hold) return null
  if (hold.state === 'placed' && hold.expiresAt > batch.now) return ref
  if (hold.state === 'placed') accept(expireHold(draft, hold.id))
  const account = accountById(draft, hold.accountId)
  const agreed = account.kind !== 'savings' || (await payerAgrees(batch, account.ownerId, request))
  const placed = agreed
    ? placeHold(draft, {
        account,
        amountMinutes: savings.quotedMinutes,
        expiresAt: await holdExpiry(batch, promisedBy),
        source: { kind: 'request', id: request.id },
        commandId: command.id,
      })
    : null
  await saveBooks(batch, draft)
  return placed === null || isRefusal(placed)
    ? null
    : { communityId: placed.communityId, id: placed.id }
}

/** Oneself, or somebody whose standing consent still holds. */
async function payerAgrees(batch: Batch, payerId: string, request: DeskRequest): Promise<boolean> {
  const { requesterId } = request
  if (payerId === requesterId) return true
  const related = await findRelated(batch.ctx.tx, [{ personId: payerId, relativeId: requesterId }])
  return related.get(`${payerId} ${requesterId}`)?.savingsConsent === true
}
