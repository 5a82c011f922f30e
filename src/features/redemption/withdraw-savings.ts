import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import {
  lockNamedRequests,
  requestIn,
  requireAskerOrCoordinator,
  requireNotBegun,
} from '../desk/lock-requests.ts'
import { returnHold } from '../desk/return-hold.ts'
import { deskErrors } from '../desk/errors.ts'
import { isOpen, type PromiseView } from '../desk/model/requests.ts'
import { useSavings } from '../desk/use-savings.ts'
import { redemptionErrors } from './errors.ts'
import { markWithdrawn, selectPayer } from './store.ts'

export type WithdrawSavings = { readonly requestId: Id }

export type WithdrawnSavings = {
  readonly id: Id
  /** The date without savings, as it would have been from the beginning. */
  readonly promise: PromiseView
}

/**
 * The asker, the payer or a coordinator takes the savings back while nobody has begun: all of it
 * returns, and the date becomes the one without savings.
 * @throws `redemption.not-used`, `desk.visit-open`, `desk.request-state`
 */
export const withdrawSavings = writeUseCase<WithdrawSavings, WithdrawnSavings, unknown>({
  useCase: 'redemption.withdraw-savings',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { scope, actor } = command
    const { requestId } = command.input
    const { tx } = batch.ctx
    const request = await requestIn(batch, { communityId: scope, id: requestId })
    const payer = await selectPayer(tx, scope, requestId)
    const isPayer = actor.personId !== null && payer?.payerId === actor.personId
    if (!isPayer) await requireAskerOrCoordinator(batch, command, request)
    if (!isOpen(request.state)) {
      throw new DomainError(deskErrors['request-state'], { state: request.state })
    }
    if (!request.usesSavings) throw new DomainError(redemptionErrors['not-used'])
    await requireNotBegun(batch, request)
    await returnHold(batch, request.savings?.hold ?? null)
    const promise = await useSavings(batch, actor.personId, request, null)
    await markWithdrawn(tx, scope, requestId, batch.now)
    await recordAct(batch, command, { act: 'redemption.withdraw-savings', subjects: [requestId] })
    return { id: requestId, promise }
  }),
})
