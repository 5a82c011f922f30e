/**
 * What is done on a case between its registration and its reply: it is split into tasks (分解), handed
 * over by its first taker to a colleague who accepts, referred to an organisation, talked over by the
 * five parties (五位一体), and shown in photos.
 */
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

type OfRequest = { readonly communityId: Id; readonly requestId: Id; readonly id: Id }

export const taskStates = ['open', 'done', 'dropped'] as const
export type TaskState = (typeof taskStates)[number]

/** 分解 (SE-69): a part of a case that somebody else may do. */
export type Task = OfRequest & {
  readonly content: string
  readonly handlerId: Id | null
  readonly dueAt: Instant | null
  readonly state: TaskState
  readonly result: string | null
  readonly createdById: Id
  readonly createdAt: Instant
  readonly closedById: Id | null
  readonly closedAt: Instant | null
}

/** 交接 (SE-71): offered by the first taker, decided by the other side. */
export type Handover = OfRequest & {
  readonly fromId: Id
  readonly toId: Id
  readonly reason: string
  readonly offeredAt: Instant
  readonly decidedAt: Instant | null
  /** Null while open; false also when the first taker took the offer back. */
  readonly accepted: boolean | null
}

/** 转介 (SE-20): to whom, why, and what came of it. */
export type Referral = OfRequest & {
  readonly organisation: string
  readonly reason: string
  readonly referredById: Id
  readonly referredAt: Instant
  readonly outcome: string | null
  readonly helped: boolean | null
  readonly outcomeAt: Instant | null
}

/** 社区党组织 · 居委会 · 业主委员会 · 物业公司 · 驻区单位 (SE-31). */
export const parties = [
  'partyOrganisation',
  'residentsCommittee',
  'ownersCommittee',
  'propertyCompany',
  'residentUnit',
] as const
export type Party = (typeof parties)[number]

export type Position = {
  readonly party: Party
  /** Who spoke for it. */
  readonly speaker: string
  readonly position: string
  readonly statedAt: Instant
}

export type Deliberation = OfRequest & {
  readonly topic: string
  readonly openedById: Id
  readonly openedAt: Instant
  readonly result: string | null
  readonly closedAt: Instant | null
  readonly positions: readonly Position[]
}

/** A photo as it is listed; its bytes are sealed. */
export type Photo = OfRequest & {
  readonly caption: string
  readonly addedById: Id
  readonly addedAt: Instant
}
