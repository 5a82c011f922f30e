import type { Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { factsOf } from './judge-promise.ts'
import { promiseColumns } from './rules/promise.ts'
import { deskErrors } from './errors.ts'
import type { DeskRequest, HoldRef, PromiseView, SavingsTerms } from './model/requests.ts'
import { savingsColumns, stationAt } from './register-request.ts'
import { promiseOf } from './rules/promise.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import { selectVisitsOf, updateVisit } from './store/visits.ts'
import type { Id } from '../../kernel/ids.ts'

/**
 * Told by redemption that savings are set aside for a request, or no longer are; the queue stays
 * here. Adding them may make the date better, counted from now. Withdrawing them is the asker's own
 * act: the date becomes the one without them.
 */
export async function useSavings(
  batch: Batch,
  actorId: Id | null,
  request: DeskRequest,
  savings: SavingsTerms | null,
): Promise<PromiseView> {
  const savingsAt = savings ? batch.now : null
  const facts = await factsOf(batch.ctx.tx, { ...request, savingsAt })
  if (!facts) throw new DomainError(deskErrors['no-visit-kind'])
  const promise = promiseOf(facts, await stationAt(batch.ctx, request.registeredAt))
  await updateRequest(batch.ctx.tx, request, {
    ...promiseColumns(promise),
    ...savingsColumns(savings, batch.now),
  })
  await carryHold(batch, request, savings?.hold ?? null)
  const act = savings ? 'use-savings' : 'withdraw-savings'
  await insertDiary(batch.ctx.tx, request, { act, actorId, recordedAt: batch.now })
  return promise
}

/** A visit that is taken already carries the hold from now on, or no longer. */
async function carryHold(batch: Batch, request: DeskRequest, hold: HoldRef | null): Promise<void> {
  const visits = await selectVisitsOf(batch.ctx.tx, request.communityId, request.id)
  for (const visit of visits.filter(({ state }) => state === 'taken')) {
    await updateVisit(batch.ctx.tx, visit, {
      holdCommunityId: hold?.communityId ?? null,
      holdId: hold?.id ?? null,
    })
  }
}
