/**
 * A person is one person in the district: nodes form the tree; a membership ties a person to a
 * community; exactly one community keeps the person's books; a volunteer carries a certificate and
 * a card; roles are granted at a node and reach below it; statuses and consents are dated facts.
 */
import type { Actor } from '../../kernel/actor.ts'
import type { CivilDate, Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'

export const nodeKinds = ['district', 'subdistrict', 'community', 'station'] as const
export type NodeKind = (typeof nodeKinds)[number]

/** What a node of `kind` has below it: district → subdistrict → community → station. */
export function nodeKindBelow(kind: NodeKind): NodeKind | undefined {
  return nodeKinds[nodeKinds.indexOf(kind) + 1]
}

export type Node = {
  readonly id: Id
  readonly kind: NodeKind
  readonly parentId: Id | null
  readonly ancestorIds: readonly Id[]
  readonly name: string
  /** Other spellings in old papers. */
  readonly aliases: readonly string[]
  /** Of a district: what its certificate and card numbers start with, e.g. NM. */
  readonly code: string | null
  /** Of a community or station: the service line that is published (SE-62). */
  readonly phone: string | null
}

/** 党员 · 预备党员 · 团员 · 群众 */
export const politicalStatuses = [
  'partyMember',
  'probationaryMember',
  'leagueMember',
  'masses',
] as const
export type PoliticalStatus = (typeof politicalStatuses)[number]

/** 机关在职 · 其他在职 · 退休 · 居住地 */
export const partyTies = ['organInService', 'otherInService', 'retired', 'residence'] as const
export type PartyTie = (typeof partyTies)[number]

export const membershipKinds = ['home', 'assigned', 'serving'] as const
export type MembershipKind = (typeof membershipKinds)[number]

export const roles = [
  'volunteer',
  'resident',
  'teamLeader',
  'coordinator',
  'districtAdministrator',
  'supervisor',
  'auditor',
] as const
export type Role = (typeof roles)[number]

export const relationKinds = [
  'spouse',
  'parent',
  'child',
  'grandparent',
  'grandchild',
  'sibling',
  'other',
] as const
export type RelationKind = (typeof relationKinds)[number]

/** What a person agreed to: being recorded, being named in rankings and on boards, notices by SMS. */
export const consentKinds = ['recording', 'naming', 'board', 'messages'] as const
export type ConsentKind = (typeof consentKinds)[number]

/** A role at a node; `reaches` are not listed: a grant reaches every node that has `nodeId` above it. */
export type RoleGrant = { readonly role: Role; readonly nodeId: Id }

/** Who is signed in, as every request carries it. */
export type SignedIn = {
  readonly actor: Extract<Actor, { kind: 'person' }>
  readonly name: string
  readonly booksCommunityId: Id
  readonly roleGrants: readonly RoleGrant[]
}

/** What other rooms decide by. */
export type PersonFacts = {
  readonly id: Id
  readonly name: string
  readonly householdId: Id | null
  readonly booksCommunityId: Id
  readonly livesAlone: boolean
  readonly bornOn: CivilDate | null
  readonly leftAt: Instant | null
}

/** 注册登记证 and 服务卡: no duty and no hours without both (SE-61). */
export type VolunteerFacts = {
  readonly personId: Id
  readonly certificateNumber: string
  readonly certificateOn: CivilDate
  readonly cardNumber: string | null
  readonly cardOn: CivilDate | null
  readonly skills: readonly string[]
  readonly guardianConsentOn: CivilDate | null
}

/**
 * What the papers say of somebody who registered before the books were kept here. It comes with an
 * import that two people answer for, and never with a request.
 */
export type PaperHistory = {
  /** Null where the papers do not say: today. */
  readonly registeredOn: CivilDate | null
  readonly cardOn: CivilDate | null
  /** Numbers on the papers; null draws one. */
  readonly certificateNumber: string | null
  readonly cardNumber: string | null
}

/** A service card that another one replaced; it counted up to the day that it ended. */
export type EndedCard = {
  readonly cardNumber: string
  readonly cardOn: CivilDate
  readonly endedOn: CivilDate
}

export type Membership = {
  readonly id: Id
  readonly communityId: Id
  readonly communityName: string
  readonly kind: MembershipKind
  readonly sinceOn: CivilDate
  readonly untilOn: CivilDate | null
}

export type HeldGrant = RoleGrant & {
  readonly id: Id
  readonly nodeName: string
  readonly grantedAt: Instant
}

/** What holds from `sinceOn` on. */
export type Status = {
  readonly sinceOn: CivilDate
  readonly politicalStatus: PoliticalStatus
  readonly partyTie: PartyTie | null
}

export type Consent = {
  readonly kind: ConsentKind
  readonly wording: string
  readonly givenAt: Instant
  readonly withdrawnAt: Instant | null
}

/** Verified: `relative` is the `kind` of the person. */
export type Relation = {
  readonly relativeId: Id
  readonly relativeName: string
  readonly kind: RelationKind
  readonly verifiedAt: Instant
  readonly savingsConsentAt: Instant | null
}

/** Why personal information is erased: the person asked, or after death the next of kin. */
export const erasureBases = ['ownRequest', 'nextOfKin'] as const
export type ErasureBasis = (typeof erasureBases)[number]

export const erasureStates = ['proposed', 'declined', 'done'] as const
export type ErasureState = (typeof erasureStates)[number]

export type Erasure = {
  readonly id: Id
  readonly personId: Id
  readonly basis: ErasureBasis
  readonly state: ErasureState
  readonly proposedById: Id
  readonly proposedAt: Instant
  readonly decidedById: Id | null
  readonly decidedAt: Instant | null
}

/** Stands where something was written about somebody who is erased. */
export const ERASED_TEXT = '（已删除）'

/** Who is erased, and by what they could still be recognised in texts. */
export type Erased = {
  readonly personId: Id
  /** In the place of the name. */
  readonly pseudonym: string
  readonly decidedById: Id
  /** Name, phone, address and numbers; a name that others share, or a place has, is no such word. */
  readonly words: readonly string[]
  /** The longer of them: what a public text has of two letters is rather an ordinary word. */
  readonly publicWords: readonly string[]
  /** Where they lived, served or held a role. */
  readonly communityIds: readonly Id[]
}

export const genders = ['female', 'male'] as const
export type Gender = (typeof genders)[number]

/** 组织招募 · 社会公开招募 (SE-84) */
export const recruitments = ['organised', 'public'] as const
export type Recruitment = (typeof recruitments)[number]
