import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import type { Tx } from '../../db/client.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { recordAct } from '../audit/record-acts.ts'
import {
  coordinates,
  lockRequests,
  requestIn,
  requireAskerOrCoordinator,
  requireNotBegun,
} from '../desk/lock-requests.ts'
import { deskErrors } from '../desk/errors.ts'
import { factsOf } from '../desk/judge-promise.ts'
import { readOffering } from '../desk/read-offering.ts'
import { useSavings } from '../desk/use-savings.ts'
import { isOpen, type PromiseView } from '../desk/model/requests.ts'
import { redemptionErrors } from './errors.ts'
import { booksOfPayers, fileRedemption, holdSavings } from './hold-savings.ts'
import { judgePayer } from './judge-payer.ts'
import type { Payer, Quote } from './model.ts'

export type AddSavings = {
  readonly requestId: Id
  readonly payer: Payer | null
  readonly expectedMinutes: Minutes
  readonly agreedMoreMinutes: Minutes
}

export type AddedSavings = {
  readonly id: Id
  readonly quote: Quote
  readonly savingsUsed: boolean
  readonly promise: PromiseView | null
}

/**
 * Savings for a request that was asked without them: the date may get better, counted from now.
 * @throws `redemption.already-used`, `desk.visit-open`, `desk.request-state` and what asking refuses
 */
export const addSavings = writeUseCase<AddSavings, AddedSavings, unknown>({
  useCase: 'redemption.add-savings',
  lock,
  work: oneByOne(async (batch, command) => {
    const { input, scope, actor } = command
    const request = await requestIn(batch, { communityId: scope, id: input.requestId })
    await requireAskerOrCoordinator(batch, command, request)
    if (!isOpen(request.state)) {
      throw new DomainError(deskErrors['request-state'], { state: request.state })
    }
    if (request.usesSavings) throw new DomainError(redemptionErrors['already-used'])
    await requireNotBegun(batch, request)
    const account = await judgePayer(batch.ctx.tx, {
      payer: input.payer,
      requesterId: request.requesterId,
      recipientId: request.recipientId,
      communityId: scope,
      actorId: actor.personId,
      byCoordinator: await coordinates(batch, command),
    })
    const offering = await readOffering(batch.ctx, request.offeringId)
    const ask = {
      requestId: request.id,
      communityId: scope,
      account,
      facts: await factsOf(batch.ctx.tx, request),
      redeemable: offering?.redeemable ?? null,
      registeredAt: request.registeredAt,
      expectedMinutes: input.expectedMinutes,
      agreedMoreMinutes: input.agreedMoreMinutes,
    }
    const { quote, terms } = await holdSavings(batch, command, ask)
    if (!terms) return { id: request.id, quote, savingsUsed: false, promise: null }
    const promise = await useSavings(batch, actor.personId, request, terms)
    await fileRedemption(batch, ask, terms)
    await recordAct(batch, command, {
      act: 'redemption.add-savings',
      subjects: [request.id, terms.hold.id],
      reason: input.payer?.kind === 'commons' ? input.payer.reason : null,
    })
    return { id: request.id, quote, savingsUsed: true, promise }
  }),
})

/** Without a payer it is the requester, whose books are found by the request. */
async function lock(tx: Tx, commands: readonly Command<AddSavings>[]): Promise<void> {
  const communityIds = await booksOfPayers(
    tx,
    commands.map(({ scope, actor, input }) => ({
      scope,
      payer: input.payer,
      selfId: actor.personId,
    })),
  )
  const keys = commands.map(({ scope, input }) => ({ communityId: scope, id: input.requestId }))
  await lockRequests(tx, keys, communityIds)
}
