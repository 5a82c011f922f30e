import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { holdsRole } from '../../../http/session.ts'
import { isId } from '../../../kernel/ids.ts'
import { httpErrors } from '../../../http/errors.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Quote } from '../model.ts'
import { quoteRedemption } from '../quote-redemption.ts'
import type { ReadAsk } from './ask-input.ts'

/** What would be promised and used now, before anything is asked. */
export async function quoteOfAsk(c: AppContext, { communityId, ask }: ReadAsk): Promise<Quote> {
  if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
  const visitor = visitorOf(c)
  const actorId = visitor.actor.personId
  const requesterId = ask.requesterId ?? actorId
  return quoteRedemption(c.get('services').ctx, {
    communityId,
    kind: ask.kind,
    offeringId: ask.offeringId,
    wishedAt: ask.wishedAt,
    inNeed: ask.need !== null,
    expectedMinutes: ask.expectedMinutes,
    payer: ask.payer,
    requesterId,
    recipientId: ask.recipientId ?? requesterId,
    actorId,
    byCoordinator: await holdsRole(c, visitor, ['coordinator'], communityId),
  })
}
