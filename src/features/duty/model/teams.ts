/** 服务队: a community's teams, of the kinds that the founding document names; who was in when. */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export const teamKinds = [
  'legalAdvice',
  'counselling',
  'culture',
  'employmentGuidance',
  'sanitation',
  'employmentHelp',
  'volunteers580',
  'patrol',
  'yangge',
  'taiji',
  'recreation',
] as const
export type TeamKind = (typeof teamKinds)[number]

export type Team = {
  readonly communityId: Id
  readonly id: Id
  readonly kind: TeamKind
  readonly name: string
  /** Carries the “580” mark (SE-56). */
  readonly mark580: boolean
  readonly foundedById: Id
  readonly foundedAt: Instant
  readonly dissolvedAt: Instant | null
}

export type TeamMember = {
  readonly communityId: Id
  readonly id: Id
  readonly teamId: Id
  readonly personId: Id
  readonly leads: boolean
  readonly sinceOn: CivilDate
  readonly untilOn: CivilDate | null
}

export type NamedTeamMember = TeamMember & { readonly name: string }

export type ListedTeam = Team & {
  readonly headcount: number
  readonly leaders: readonly string[]
}
