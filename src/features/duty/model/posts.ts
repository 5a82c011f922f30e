/**
 * A post type is one of the sixteen kinds of duty, nine of them named by the founding document; a
 * post is a community's own place for it, with so many places. A volunteer claims one and releases it
 * (认领/退出); where the duty is risky a coordinator confirms first. Claims are never taken away: the
 * ended ones are the history.
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { ServiceDomain } from '../../service/model.ts'

/** 责任岗 · 示范岗 */
export const postKinds = ['responsibility', 'example'] as const
export type PostKind = (typeof postKinds)[number]

/** What the migration of the catalogue brings, in its sequence. */
export const postTypeCodes = [
  'policyPromoter',
  'sanitationMonitor',
  'trafficAssistant',
  'securityMediator',
  'touringInspector',
  'afterSchoolTutor',
  'securityPatroller',
  'familyMediator',
  'liaison580',
  'healthGuide',
  'legalAdviser',
  'counsellor',
  'employmentGuide',
  'cultureOrganiser',
  'elderCompanion',
  'paperworkAgent',
] as const

export type PostType = {
  readonly code: string
  readonly name: string
  /** What a post of it is unless its community says otherwise. */
  readonly kind: PostKind
  readonly domain: ServiceDomain
  /** Words of skills and hobbies that fit it (爱好特长). */
  readonly skills: readonly string[]
  readonly risky: boolean
  /** Years; a risky one asks for the policy's age of patrols besides. */
  readonly minimumAge: number
  readonly needsInsurance: boolean
  readonly needsTraining: boolean
  /** Named by the founding document, not added by us. */
  readonly fromSeed: boolean
}

export type Post = {
  readonly communityId: Id
  readonly id: Id
  readonly typeCode: string
  readonly kind: PostKind
  readonly place: string
  readonly stationId: Id | null
  readonly places: number
  /** Claims that wait or are held. */
  readonly taken: number
  readonly openedById: Id
  readonly openedAt: Instant
  readonly closedAt: Instant | null
}

export const claimStates = ['waiting', 'onDuty', 'declined', 'released'] as const
export type ClaimState = (typeof claimStates)[number]

export type PostClaim = {
  readonly communityId: Id
  readonly id: Id
  readonly postId: Id
  readonly personId: Id
  readonly state: ClaimState
  readonly claimedById: Id
  readonly claimedAt: Instant
  readonly confirmedById: Id | null
  readonly confirmedAt: Instant | null
  readonly endedById: Id | null
  readonly endedAt: Instant | null
  readonly endedReason: string | null
}

export type NamedClaim = PostClaim & { readonly name: string; readonly cardNumber: string | null }

/** A post as it is listed, in the words of its type. */
export type PostView = Post & { readonly type: PostType; readonly stationName: string | null }
