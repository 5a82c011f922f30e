import { readNow } from '../../db/clock.ts'
import type { Queryable } from '../../db/client.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { deskErrors } from './errors.ts'
import {
  needsVisit,
  type DeskRequest,
  type PromiseView,
  type RequestKind,
} from './model/requests.ts'
import { savingsWouldHelp, type PromiseFacts } from './rules/promise.ts'
import { stationAt } from './register-request.ts'
import { selectOffering, type OfferingFacts } from './store/lookups.ts'

/** The facts behind a request's promise; null where nobody has to come. */
export async function factsOf(
  tx: Queryable,
  request: Pick<
    DeskRequest,
    'kind' | 'offeringId' | 'registeredAt' | 'neededAt' | 'savingsAt' | 'wishedAt'
  >,
): Promise<PromiseFacts | null> {
  if (!needsVisit(request.kind)) return null
  const { offeringId, registeredAt, neededAt, savingsAt, wishedAt } = request
  const offering = offeringId === null ? null : await selectOffering(tx, offeringId)
  return { registeredAt, neededAt, savingsAt, wishedAt, offering: offering ?? null }
}

export type PromiseAsk = {
  readonly kind: RequestKind
  readonly offeringId: Id | null
  readonly inNeed: boolean
  readonly wishedAt: Instant | null
}

/** The promise without and with savings, if it were registered now; null where nobody has to come. */
export type ComparedPromise = {
  readonly now: Instant
  readonly offering: OfferingFacts | null
  readonly compared: {
    readonly without: PromiseView
    readonly within: PromiseView
    readonly help: boolean
  } | null
}

/** What a request would be promised now. @throws `desk.offering-not-found` */
export function judgePromise(ctx: Ctx, ask: PromiseAsk): Promise<ComparedPromise> {
  return inTransaction(ctx, async (tx) => {
    const now = await readNow(ctx, tx)
    const offering = ask.offeringId === null ? null : await selectOffering(tx, ask.offeringId)
    if (offering === undefined || offering?.retiredAt)
      throw new DomainError(deskErrors['offering-not-found'])
    if (!needsVisit(ask.kind)) return { now, offering, compared: null }
    const facts: PromiseFacts = {
      registeredAt: now,
      neededAt: ask.inNeed ? now : null,
      savingsAt: null,
      offering,
      wishedAt: ask.wishedAt,
    }
    const station = await stationAt({ ...ctx, tx }, now)
    return { now, offering, compared: savingsWouldHelp(facts, now, station) }
  })
}
