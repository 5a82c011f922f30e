import type { CivilDate } from '../../kernel/clock.ts'
import { refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { PolicyValues } from '../policy/model.ts'
import { personErrors } from './errors.ts'
import type {
  ConsentKind,
  Erasure,
  MembershipKind,
  Node,
  NodeKind,
  PartyTie,
  PoliticalStatus,
  RelationKind,
  Role,
} from './model.ts'

const parentKind: Readonly<Record<NodeKind, NodeKind | null>> = {
  district: null,
  subdistrict: 'district',
  community: 'subdistrict',
  station: 'community',
}

/** district → subdistrict → community → station, no level left out. */
export function decidePlace(kind: NodeKind, parent: Node | null): 'accepted' | Refusal {
  const fits = (parent?.kind ?? null) === parentKind[kind]
  return fits ? 'accepted' : refuse(personErrors['node-kind'])
}

/** Does a grant at `nodeId` reach `node`? */
export function isReached(node: Node, nodeId: Id): boolean {
  return node.ancestorIds.includes(nodeId)
}

/** Whole years of age; somebody born on 29 February is a year older on 1 March. */
export function ageOn(bornOn: CivilDate, date: CivilDate): number {
  const years = Number(date.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return date.slice(5) < bornOn.slice(5) ? years - 1 : years
}

/** 14 to 18 with a guardian's consent, none under 14; the ages are policy. */
export function decideVolunteer(
  person: { readonly bornOn: CivilDate | null; readonly guardianConsent: boolean },
  ages: PolicyValues['ages'],
  today: CivilDate,
): 'accepted' | Refusal {
  if (!person.bornOn) return refuse(personErrors['birth-date-missing'])
  const age = ageOn(person.bornOn, today)
  if (age < ages.minimum) return refuse(personErrors['too-young'], { minimum: ages.minimum })
  if (age < ages.guardianUntil && !person.guardianConsent) {
    return refuse(personErrors['guardian-consent-missing'])
  }
  return 'accepted'
}

/** People belong to communities only. */
export function decideCommunity(node: Node | undefined): 'accepted' | Refusal {
  if (!node) return refuse(personErrors['community-not-found'])
  return node.kind === 'community' ? 'accepted' : refuse(personErrors['not-a-community'])
}

export type MembershipAt = { readonly communityId: Id; readonly kind: MembershipKind }

/** Where a person reported in (报到) keeps the books, else home; serving alone keeps none. */
export function booksCommunityOf(memberships: readonly MembershipAt[]): Id | undefined {
  const of = (kind: MembershipKind) => memberships.find((one) => one.kind === kind)?.communityId
  return of('assigned') ?? of('home')
}

export type RegistrationFacts = {
  readonly bornOn: CivilDate | null
  readonly memberships: readonly MembershipAt[]
  readonly consents: readonly ConsentKind[]
  readonly politicalStatus: PoliticalStatus | null
  readonly isVolunteer: boolean
  readonly guardianConsent: boolean
  /** By the person over the web, without a coordinator who has seen them. */
  readonly bySelf: boolean
}

/** Returns the community that will keep the books. */
export function decideRegistration(
  facts: RegistrationFacts,
  ages: PolicyValues['ages'],
  today: CivilDate,
): Id | Refusal {
  if (!facts.consents.includes('recording')) {
    return refuse(personErrors['recording-consent-missing'])
  }
  if (facts.bornOn && facts.bornOn > today) return refuse(personErrors['birth-date-future'])
  if (facts.bySelf && isPartyMember(facts.politicalStatus)) {
    return refuse(personErrors['party-status-by-coordinator'])
  }
  if (facts.isVolunteer) {
    const decision = decideVolunteer(facts, ages, today)
    if (decision !== 'accepted') return decision
  }
  const kinds = new Set(facts.memberships.map((one) => `${one.kind} ${one.communityId}`))
  if (kinds.size < facts.memberships.length) return refuse(personErrors['membership-exists'])
  return booksCommunityOf(facts.memberships) ?? refuse(personErrors['membership-needed'])
}

export function isPartyMember(status: PoliticalStatus | null): boolean {
  return status === 'partyMember' || status === 'probationaryMember'
}

/** The roles that a membership itself brings; serving is for volunteers only. */
export function rolesOf(kind: MembershipKind, isVolunteer: boolean): readonly Role[] {
  if (kind === 'serving') return isVolunteer ? ['volunteer'] : []
  return isVolunteer ? ['resident', 'volunteer'] : ['resident']
}

export type StatusSince = {
  readonly sinceOn: CivilDate
  readonly politicalStatus: PoliticalStatus
  readonly partyTie: PartyTie | null
}

/** The newest that began on or before the day. */
export function statusOn(
  statuses: readonly StatusSince[],
  date: CivilDate,
): StatusSince | undefined {
  let held: StatusSince | undefined
  for (const one of statuses) {
    if (one.sinceOn <= date && (!held || one.sinceOn > held.sinceOn)) held = one
  }
  return held
}

const byCoordinators: readonly Role[] = ['volunteer', 'resident', 'teamLeader']

/** Which roles one must hold at a node to grant or revoke `role` there. */
export function grantersOf(role: Role): readonly Role[] {
  return byCoordinators.includes(role)
    ? ['coordinator', 'districtAdministrator']
    : ['districtAdministrator']
}

/** An administrator administers the whole district; everybody else is granted at or below it. */
export function decideGrant(role: Role, node: Node, isVolunteer: boolean): 'accepted' | Refusal {
  if (role === 'districtAdministrator' && node.kind !== 'district') {
    return refuse(personErrors['grant-forbidden'])
  }
  const serves = role === 'volunteer' || role === 'teamLeader'
  return serves && !isVolunteer ? refuse(personErrors['not-volunteer']) : 'accepted'
}

/** `NM2026000123`, readable over the phone: district, year of issue, six running digits. */
export function certificateNumber(districtCode: string, year: string, running: number): string {
  return `${districtCode}${year}${String(running).padStart(6, '0')}`
}

/** `NMJ2026000123`: J for 记录单, what was served on a paper of the community. */
export function serviceCertificateNumber(
  districtCode: string,
  year: string,
  running: number,
): string {
  return `${districtCode}J${year}${String(running).padStart(6, '0')}`
}

/** `NMK2026000123`: K for 卡, so that card and certificate are never taken for one another. */
export function cardNumber(districtCode: string, year: string, running: number): string {
  return `${districtCode}K${year}${String(running).padStart(6, '0')}`
}

const inverses: Readonly<Record<RelationKind, RelationKind>> = {
  spouse: 'spouse',
  parent: 'child',
  child: 'parent',
  grandparent: 'grandchild',
  grandchild: 'grandparent',
  sibling: 'sibling',
  other: 'other',
}

/** My parent's child is me. */
export function inverseOf(kind: RelationKind): RelationKind {
  return inverses[kind]
}

/** Who decides it: another person than the one who proposed it, neither of them the one erased. */
export function judgeErasure(
  { state, proposedById }: Pick<Erasure, 'state' | 'proposedById'>,
  actorId: Id | null,
): Id | Refusal {
  if (state !== 'proposed') return refuse(personErrors['erasure-decided'])
  if (actorId === null || actorId === proposedById) {
    return refuse(personErrors['second-person-needed'])
  }
  return actorId
}
