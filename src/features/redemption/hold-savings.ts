import type { FreshCommand } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import type { Tx } from '../../db/client.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { holdExpiry } from '../desk/return-hold.ts'
import type { SavingsTerms } from '../desk/model/requests.ts'
import { stationAt } from '../desk/register-request.ts'
import { savingsWouldHelp, type PromiseFacts } from '../desk/rules/promise.ts'
import { draftOf, openBooks, saveBooks } from '../ledger/open-books.ts'
import type { AccountRef } from '../ledger/model.ts'
import { accountIn, availableIn } from '../ledger/rules/books.ts'
import { placeHold } from '../ledger/rules/holds.ts'
import { findPersons } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { RedeemableKind } from '../service/model.ts'
import type { Payer, Quote } from './model.ts'
import { quoteOf } from './rules/quote.ts'
import { insertRedemption } from './store.ts'

/** Which books a payer's savings are in; they are locked before anything is read. */
export async function booksOfPayers(
  tx: Tx,
  asks: readonly { readonly scope: Id; readonly payer: Payer | null; readonly selfId: Id | null }[],
): Promise<readonly Id[]> {
  const payerIdOf = ({ payer, selfId }: (typeof asks)[number]) =>
    payer?.kind === 'person' ? payer.personId : selfId
  const persons = await findPersons(
    tx,
    asks.flatMap((ask) => payerIdOf(ask) ?? []),
  )
  return asks.flatMap((ask) => {
    if (ask.payer?.kind === 'commons') return [ask.scope]
    const person = persons.get(payerIdOf(ask) ?? '')
    return person ? [person.booksCommunityId] : []
  })
}

export type SavingsAsk = {
  readonly requestId: Id
  readonly communityId: Id
  readonly account: AccountRef
  readonly facts: PromiseFacts | null
  readonly redeemable: RedeemableKind | null
  readonly registeredAt: Instant
  readonly expectedMinutes: Minutes
  readonly agreedMoreMinutes: Minutes
}

/**
 * Judges the quote under the lock of the payer's books and places the hold where it is usable. Terms
 * are null where nothing is taken; the quote then says why.
 */
export async function holdSavings(
  batch: Batch,
  command: Pick<FreshCommand<unknown>, 'id'>,
  ask: SavingsAsk,
): Promise<{ readonly quote: Quote; readonly terms: SavingsTerms | null }> {
  const { account, facts } = ask
  const loaded = await openBooks(batch.ctx.tx, {
    communityIds: [account.communityId],
    accounts: [account],
  })
  const draft = draftOf(batch, loaded)
  const held = accountIn(draft, account)
  const station = await stationAt(batch.ctx, ask.registeredAt)
  const { factor } = policyAt(await loadPolicies(batch.ctx), 'charge', civilDateOf(batch.now))
  const quote = quoteOf({
    expectedMinutes: ask.expectedMinutes,
    chargeFactor: factor,
    availableMinutes: held.closedAt === null ? availableIn(held) : ZERO,
    redeemable: ask.redeemable,
    promise: facts && savingsWouldHelp(facts, batch.now, station),
  })
  if (!quote.usable || quote.promisedBy === null) return { quote, terms: null }
  const hold = accept(
    placeHold(draft, {
      account,
      amountMinutes: quote.quotedMinutes,
      expiresAt: await holdExpiry(batch, quote.promisedBy),
      source: { kind: 'request', id: ask.requestId },
      commandId: command.id,
    }),
  )
  await saveBooks(batch, draft)
  const { agreedMoreMinutes } = ask
  const terms = {
    hold: { communityId: hold.communityId, id: hold.id },
    quotedMinutes: quote.quotedMinutes,
    agreedMoreMinutes,
  }
  return { quote, terms }
}

/** Whose savings, kept beside the desk's request, which knows only the hold. */
export async function fileRedemption(
  batch: Batch,
  ask: SavingsAsk,
  terms: SavingsTerms,
): Promise<void> {
  const commons = ask.account.kind === 'commons'
  await insertRedemption(batch.ctx.tx, {
    communityId: ask.communityId,
    requestId: ask.requestId,
    payerKind: commons ? 'commons' : 'person',
    payerId: commons ? null : ask.account.ownerId,
    holdCommunityId: terms.hold.communityId,
    holdId: terms.hold.id,
    quotedMinutes: terms.quotedMinutes,
    agreedMoreMinutes: terms.agreedMoreMinutes,
    askedAt: batch.now,
  })
}
