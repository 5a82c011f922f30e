import type { Queryable } from '../../db/client.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { AccountRef } from '../ledger/model.ts'
import { savingsOf, systemAccount } from '../ledger/rules/books.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons, findRelated } from '../person/find-persons.ts'
import { redemptionErrors } from './errors.ts'
import type { Payer } from './model.ts'

export type PayerAsk = {
  /** Null: the requester's own. */
  readonly payer: Payer | null
  readonly requesterId: Id
  readonly recipientId: Id
  readonly communityId: Id
  readonly actorId: Id | null
  readonly byCoordinator: boolean
}

/**
 * The account whose savings may be used: the requester's own, a verified relative's who has agreed
 * for good, or the commons by a coordinator for somebody who is neither they nor their household.
 * @throws `redemption.payer-not-agreed`, `redemption.commons-by-coordinator`,
 * `redemption.commons-not-for-oneself`
 */
export async function judgePayer(tx: Queryable, ask: PayerAsk): Promise<AccountRef> {
  const { payer, requesterId } = ask
  if (payer?.kind === 'commons') {
    await requireCommons(tx, ask)
    return systemAccount(ask.communityId, 'commons')
  }
  const payerId = payer?.personId ?? requesterId
  const person = (await findPersons(tx, [payerId])).get(payerId)
  if (payerId !== requesterId) {
    const key = { personId: payerId, relativeId: requesterId }
    const related = await findRelated(tx, [key])
    if (!related.get(`${payerId} ${requesterId}`)?.savingsConsent) {
      throw new DomainError(redemptionErrors['payer-not-agreed'])
    }
  }
  if (!person) throw new DomainError(personErrors['not-found'])
  return savingsOf(person.booksCommunityId, payerId)
}

async function requireCommons(tx: Queryable, ask: PayerAsk): Promise<void> {
  const { actorId, byCoordinator, requesterId, recipientId } = ask
  if (!byCoordinator || actorId === null) {
    throw new DomainError(redemptionErrors['commons-by-coordinator'])
  }
  const served = [requesterId, recipientId]
  const persons = await findPersons(tx, [actorId, ...served])
  const own = persons.get(actorId)?.householdId ?? null
  const close = served.some(
    (id) => id === actorId || (own !== null && persons.get(id)?.householdId === own),
  )
  if (close) throw new DomainError(redemptionErrors['commons-not-for-oneself'])
}
