import { civilDateOf, plusDays, type CivilDate, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { incentiveErrors } from '../errors.ts'
import type { Introduction } from '../model.ts'
import type { Mobilisation } from './contributions.ts'

type Someone = { readonly id: Id; readonly householdId: Id | null }

export type Statement = {
  readonly person: Someone
  readonly introducer: Someone
  /** Stated before; one per person. */
  readonly standing: Introduction | undefined
  /** The resident's contribution days, in their order. */
  readonly days: readonly CivilDate[]
  /** Whom the introducer was brought by, and they by, and so on. */
  readonly chain: ReadonlySet<Id>
}

/**
 * Within 30 days of the first contribution or before any; changed until effective; never oneself,
 * one's household, somebody whom one brought oneself, or one who declined.
 */
export function decideStatement(
  statement: Statement,
  policy: Mobilisation,
  today: CivilDate,
): 'accepted' | Refusal {
  const { person, introducer, standing, days, chain } = statement
  if (introducer.id === person.id) return refuse(incentiveErrors['introduction-self'])
  if (isOneHousehold(person, introducer) && !policy.introduced.sameHousehold) {
    return refuse(incentiveErrors['introduction-household'])
  }
  if (chain.has(person.id)) return refuse(incentiveErrors['introduction-loop'])
  const declined = standing !== undefined && standing.declinedAt !== null
  if (declined && standing.introducerId === introducer.id) {
    return refuse(incentiveErrors['introduction-declined'])
  }
  if (standing !== undefined && !declined && days.length >= policy.effectiveDays) {
    return refuse(incentiveErrors['introduction-effective'])
  }
  const [firstOn] = days
  if (firstOn !== undefined && today > plusDays(firstOn, policy.stateWithinDays)) {
    return refuse(incentiveErrors['introduction-late'], { days: policy.stateWithinDays, firstOn })
  }
  return 'accepted'
}

function isOneHousehold(person: Someone, other: Someone): boolean {
  return person.householdId !== null && person.householdId === other.householdId
}

/** By the one named only, and within 15 days; silence is consent. */
export function decideDecline(
  introduction: Introduction | undefined,
  actorId: Id | null,
  policy: Mobilisation,
  now: Instant,
): 'accepted' | Refusal {
  if (!introduction || introduction.introducerId !== actorId) {
    return refuse(incentiveErrors['introduction-not-found'])
  }
  if (introduction.declinedAt !== null) return refuse(incentiveErrors['introduction-declined'])
  if (civilDateOf(now) > lastDeclineOn(introduction, policy)) {
    return refuse(incentiveErrors['decline-late'], { days: policy.declineWithinDays })
  }
  return 'accepted'
}

export function lastDeclineOn(
  introduction: Pick<Introduction, 'statedOn'>,
  policy: Mobilisation,
): CivilDate {
  return plusDays(introduction.statedOn, policy.declineWithinDays)
}
