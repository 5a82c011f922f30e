import { minutes, scaled, type Minutes } from '../../../kernel/minutes.ts'
import type { PromiseView } from '../../desk/model/requests.ts'
import type { RedeemableKind } from '../../service/model.ts'
import type { Quote, UnusedReason } from '../model.ts'

export type QuoteFacts = {
  /** How long it will take, as the asker thinks. */
  readonly expectedMinutes: Minutes
  readonly chargeFactor: string
  readonly availableMinutes: Minutes
  /** Null: no offering was named, nothing speaks against savings. */
  readonly redeemable: RedeemableKind | null
  /** Null where nobody has to come. */
  readonly promise: {
    readonly without: PromiseView
    readonly within: PromiseView
    readonly help: boolean
  } | null
}

/**
 * 最多用 X，用后还剩 Y, before anything is asked. Where savings cannot be used, would bring nothing
 * forward or are not enough, it says so and nothing is taken: the request is taken all the same.
 */
export function quoteOf(facts: QuoteFacts): Quote {
  const quotedMinutes = scaled(facts.expectedMinutes, facts.chargeFactor)
  const reason = whyUnused(facts, quotedMinutes)
  const { availableMinutes, promise } = facts
  const usable = reason === null
  return {
    usable,
    reason,
    quotedMinutes,
    availableMinutes,
    remainingMinutes: usable ? minutes(availableMinutes - quotedMinutes) : availableMinutes,
    promisedBy: (usable ? promise?.within : promise?.without)?.promisedBy ?? null,
    promisedByWithout: promise?.without.promisedBy ?? null,
  }
}

function whyUnused(facts: QuoteFacts, quotedMinutes: Minutes): UnusedReason | null {
  if (!facts.promise) return 'noVisit'
  if (facts.redeemable === 'no') return 'notRedeemable'
  if (!facts.promise.help || quotedMinutes === 0) return 'changesNothing'
  return facts.availableMinutes < quotedMinutes ? 'notEnough' : null
}
