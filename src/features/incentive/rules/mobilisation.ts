import { Decimal } from 'decimal.js'
import type { Id } from '../../../kernel/ids.ts'
import type { PoliticalStatus } from '../../person/model.ts'
import type {
  Link,
  MobilisationFacts,
  MobilisationFigures,
  OwnMobilisation,
  PeriodKind,
  PersonDays,
} from '../model.ts'
import type { Mobilisation } from './contributions.ts'

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP })

/** 生效 */
export function isEffective(person: Pick<PersonDays, 'days'>, policy: Mobilisation): boolean {
  return person.days >= policy.effectiveDays
}

/** 活跃: effective, and often enough there in the period. */
export function isActive(person: PersonDays, kind: PeriodKind, policy: Mobilisation): boolean {
  return isEffective(person, policy) && person.periodDays >= policy.activeDays[kind]
}

/** 党员 with 预备党员. */
export function isParty(status: PoliticalStatus | null, policy: Mobilisation): boolean {
  return status !== null && policy.introducer.politicalStatus.includes(status)
}

/** 群众 with 团员; somebody without a status on record is taken as one of them. */
export function isMasses(status: PoliticalStatus | null, policy: Mobilisation): boolean {
  return status === null || !policy.introduced.politicalStatusNot.includes(status)
}

/** An introduction counts for 1+10 by what both were on the day of the statement. */
export function countsForGoal(link: Link, policy: Mobilisation): boolean {
  return isParty(link.introducerStatus, policy) && isMasses(link.personStatus, policy)
}

/** 本人 k/10: nothing in a period in which the introducer is not active (自己不动，不算带动). */
export function ownMobilisation(
  facts: MobilisationFacts,
  policy: Mobilisation,
  kind: PeriodKind,
  introducerId: Id,
): OwnMobilisation {
  const people = new Map(facts.people.map((person) => [person.personId, person]))
  const brought = facts.links
    .filter((link) => link.introducerId === introducerId && countsForGoal(link, policy))
    .flatMap((link) => people.get(link.personId) ?? [])
  const introducer = people.get(introducerId)
  const moves = introducer !== undefined && isActive(introducer, kind, policy)
  const active = brought.filter((person) => isActive(person, kind, policy)).length
  const counted = moves || !policy.introducerMustBeActive ? active : 0
  return {
    active: counted,
    effective: brought.filter((person) => isEffective(person, policy)).length,
    goal: policy.goal,
    reached: counted >= policy.goal,
  }
}

/**
 * The figures of the people for whom `isHere` holds. Whom a member brought counts wherever it lives;
 * everybody is counted where their books are, so that communities add up to their subdistrict.
 */
export function mobilisationFigures(
  facts: MobilisationFacts,
  policy: Mobilisation,
  kind: PeriodKind,
  isHere: (communityId: Id) => boolean,
): MobilisationFigures {
  const active = facts.people.filter((person) => isActive(person, kind, policy))
  const here = active.filter(({ communityId }) => isHere(communityId))
  const party = here.filter((person) => isParty(person.politicalStatus, policy))
  const masses = here.filter((person) => isMasses(person.politicalStatus, policy))
  const links = facts.links.filter((link) => countsForGoal(link, policy))
  const brought = countBrought(links, new Set(active.map(({ personId }) => personId)))
  const linked = new Set(links.map(({ personId }) => personId))
  const counts = party.map(({ personId }) => brought.get(personId) ?? 0)
  const capped = counts.reduce((sum, count) => sum + Math.min(count, policy.goal), 0)
  const reached = counts.filter((count) => count >= policy.goal).length
  const traced = masses.filter(({ personId }) => linked.has(personId)).length
  return {
    activeParty: party.length,
    activeMasses: masses.length,
    participationRatio: ratio(masses.length, party.length),
    attainment: ratio(100 * capped, policy.goal * party.length),
    goalRate: ratio(100 * reached, party.length),
    traceableRate: ratio(100 * traced, masses.length),
  }
}

/** Introducer → active people brought. */
function countBrought(links: readonly Link[], active: ReadonlySet<Id>): ReadonlyMap<Id, number> {
  const counts = new Map<Id, number>()
  for (const { personId, introducerId } of links) {
    if (active.has(personId)) counts.set(introducerId, (counts.get(introducerId) ?? 0) + 1)
  }
  return counts
}

function ratio(part: number, whole: number): string | null {
  if (whole === 0) return null
  return new Exact(part).dividedBy(whole).toDecimalPlaces(1).toFixed(1)
}
