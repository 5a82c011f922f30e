/**
 * A care note is what is known about one person under one item; its content is sealed. The notes of
 * item `need` are the register of need (弱势群体情况登记表), the other five of the people who live
 * together are a household's file (困难家庭特殊档案). One note of a person and item is open; a
 * correction ends it and writes another. Without a consent in force a note is neither written nor
 * opened. Who opens gives a reason, which the family reads (ADR 0014).
 */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

/** 登记表 · 收入 · 健康 · 就业能力 (SE-93) · 住房 · 就学 */
export const noteItems = [
  'need',
  'income',
  'health',
  'employability',
  'housing',
  'schooling',
] as const
export type NoteItem = (typeof noteItems)[number]

/** What is written as plain text. */
export const fileItems = ['income', 'health', 'employability', 'housing', 'schooling'] as const
export type FileItem = (typeof fileItems)[number]

/** What is consented to separately; `pairing` is that a Party member comes to the household. */
export const consentItems = [...noteItems, 'pairing'] as const
export type ConsentItem = (typeof consentItems)[number]

/** 本人 · 监护人 · 近亲属 */
export const consentGivers = ['self', 'guardian', 'nextOfKin'] as const
export type ConsentGiver = (typeof consentGivers)[number]

/** 签字的纸 · 口头，两人见证 */
export const consentForms = ['signedPaper', 'witnessed'] as const
export type ConsentForm = (typeof consentForms)[number]

/** Sealed: who gave it by name, and where the paper lies or who witnessed it. */
export type ConsentDetails = { readonly giver: string; readonly evidence: string }

export type CareConsent = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id
  readonly item: ConsentItem
  readonly givenBy: ConsentGiver
  readonly form: ConsentForm
  readonly givenOn: CivilDate
  /** The last day on which it holds. */
  readonly expiresOn: CivilDate
  readonly withdrawnAt: Instant | null
  readonly detailsSealed: string | null
  readonly recordedById: Id
  readonly recordedAt: Instant
}

/** 长期 · 临时困难 */
export const needKinds = ['standing', 'temporary'] as const
export type NeedKind = (typeof needKinds)[number]

/** The content of a note of item `need`; `groups` are words of the policy. */
export type Need = {
  readonly kind: NeedKind
  readonly groups: readonly string[]
  readonly needs: string
  readonly sinceOn: CivilDate
  /** The last day; temporary hardship always has one. */
  readonly untilOn: CivilDate | null
  readonly reviewOn: CivilDate
}

export type CareNote = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id
  readonly item: NoteItem
  readonly consentId: Id
  /** Null since `wipedAt`. */
  readonly bodySealed: string | null
  readonly recordedById: Id
  readonly recordedAt: Instant
  readonly endedAt: Instant | null
  readonly endedById: Id | null
  readonly wipedAt: Instant | null
}

/** Why a file is opened; words go with it. */
export const openingReasons = [
  'help',
  'review',
  'pairing',
  'aid',
  'correction',
  'complaint',
  'ownRequest',
] as const
export type OpeningReason = (typeof openingReasons)[number]

export type CareOpening = {
  readonly communityId: Id
  readonly id: Id
  /** Whose household was opened. */
  readonly personId: Id
  readonly openedById: Id
  readonly reasonKind: OpeningReason
  readonly reasonSealed: string
  readonly openedAt: Instant
}

/** What an opening showed. */
export type OpenedItem = {
  readonly communityId: Id
  readonly openingId: Id
  readonly personId: Id
  readonly item: ConsentItem
  readonly noteId: Id | null
}
