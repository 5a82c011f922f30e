import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import type { Tx } from '../../db/client.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { recordAct } from '../audit/record-acts.ts'
import { coordinates } from '../desk/lock-requests.ts'
import {
  fileRequest,
  prepareRequest,
  type RegisteredRequest,
  type RegisterRequest,
} from '../desk/register-request.ts'
import { openBooks } from '../ledger/open-books.ts'
import { booksOfPayers, fileRedemption, holdSavings } from './hold-savings.ts'
import { judgePayer } from './judge-payer.ts'
import type { Payer, Quote } from './model.ts'

export type AskWithSavings = RegisterRequest & {
  /** Null: the requester's own savings. */
  readonly payer: Payer | null
  readonly expectedMinutes: Minutes
  /** Beyond the quote, agreed to beforehand; used only where it is there when it is settled. */
  readonly agreedMoreMinutes: Minutes
}

export type AskedWithSavings = RegisteredRequest & {
  readonly quote: Quote
  readonly savingsUsed: boolean
}

/**
 * Registers a request and reserves the savings for it, both or neither. Where they would change
 * nothing, cannot be used or are not enough, the request is taken all the same and nothing is
 * reserved: a zero balance never refuses help. Locks the payer's books first.
 * @throws what registering refuses, `redemption.payer-not-agreed`, `redemption.commons-by-coordinator`
 */
export const askWithSavings = writeUseCase<AskWithSavings, AskedWithSavings, unknown>({
  useCase: 'redemption.ask-with-savings',
  lock,
  work: oneByOne(async (batch, command) => {
    const { input, scope, actor } = command
    const prepared = await prepareRequest(batch, command)
    const { requesterId, recipientId } = prepared
    const account = await judgePayer(batch.ctx.tx, {
      payer: input.payer,
      requesterId,
      recipientId,
      communityId: scope,
      actorId: actor.personId,
      byCoordinator: await coordinates(batch, command),
    })
    const ask = {
      requestId: prepared.id,
      communityId: scope,
      account,
      facts: prepared.facts,
      redeemable: prepared.offering?.redeemable ?? null,
      registeredAt: prepared.registeredAt,
      expectedMinutes: input.expectedMinutes,
      agreedMoreMinutes: input.agreedMoreMinutes,
    }
    const { quote, terms } = await holdSavings(batch, command, ask)
    const filed = await fileRequest(batch, command, prepared, terms)
    if (terms) {
      await fileRedemption(batch, ask, terms)
      await recordAct(batch, command, {
        act: 'redemption.ask-with-savings',
        subjects: [prepared.id, terms.hold.id],
        reason: input.payer?.kind === 'commons' ? input.payer.reason : null,
      })
    }
    return { ...filed, quote, savingsUsed: terms !== null }
  }),
})

async function lock(tx: Tx, commands: readonly Command<AskWithSavings>[]): Promise<void> {
  const communityIds = await booksOfPayers(
    tx,
    commands.map(({ scope, actor, input }) => ({
      scope,
      payer: input.payer,
      selfId: input.requesterId ?? actor.personId,
    })),
  )
  await openBooks(tx, { communityIds, accounts: [] })
}
