/**
 * Double-entry books of credit minutes. A community keeps its own books; a person has one savings
 * account, in the books of one community. An account's balance is credits − debits. A transfer
 * moves a positive whole number of minutes from one debit account to one credit account and leaves
 * two entries; the transfers of one act are a journal, all or nothing. A hold reserves part of a
 * savings balance until it is settled, voided or expired, once. Nothing that was posted changes:
 * a mistake is undone by a reversal. Savings and commons are never below zero, held never above
 * the balance. Every row belongs to the community whose books it is in.
 */
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'

export const accountKinds = [
  'savings',
  'commons',
  'issuance',
  'retirement',
  'clearing',
  'opening',
  'adjustment',
] as const
export type AccountKind = (typeof accountKinds)[number]

/** `ownerId`: the person of savings, the other community of clearing, else the nil id. */
export type AccountRef = {
  readonly communityId: Id
  readonly kind: AccountKind
  readonly ownerId: Id
}

export type Account = AccountRef & {
  readonly id: Id
  readonly balanceMinutes: Minutes
  readonly heldMinutes: Minutes
  /** Counts the account's entries. */
  readonly version: number
  readonly closedAt: Instant | null
}

export const transferReasons = [
  'accrual',
  'overflow',
  'redemption',
  'gift',
  'donation',
  'grant',
  'move',
  'leaving',
  'expiry',
  'opening',
  'adjustment',
  'write-off',
  'reversal',
] as const
export type TransferReason = (typeof transferReasons)[number]

/** What a transfer was for, in the words of the room that asked: `record`, `hold`, `person` … */
export type Source = { readonly kind: string; readonly id: Id }

export type Transfer = {
  readonly communityId: Id
  /** Without gaps in a community, from 1: the transfer's own name there. */
  readonly sequence: number
  readonly journalId: Id
  readonly debitAccountId: Id
  readonly creditAccountId: Id
  readonly amountMinutes: Minutes
  readonly reason: TransferReason
  readonly source: Source
  readonly effectiveAt: Instant
  readonly recordedAt: Instant
  readonly commandId: Id
  readonly actorId: Id | null
  readonly reversesSequence: number | null
}

export type Entry = {
  readonly communityId: Id
  readonly accountId: Id
  readonly accountVersion: number
  readonly sequence: number
  /** Positive when credited, negative when debited. */
  readonly changeMinutes: number
  readonly balanceAfterMinutes: Minutes
}

export type HoldState = 'placed' | 'settled' | 'voided' | 'expired'

export type Hold = {
  readonly communityId: Id
  readonly id: Id
  readonly accountId: Id
  readonly amountMinutes: Minutes
  readonly state: HoldState
  readonly source: Source
  readonly placedAt: Instant
  readonly expiresAt: Instant
  readonly resolvedAt: Instant | null
  readonly settledMinutes: Minutes | null
  readonly journalId: Id | null
  readonly commandId: Id
}

export const proposalKinds = ['grant', 'adjustment', 'opening', 'reversal'] as const
export type ProposalKind = (typeof proposalKinds)[number]

export const proposalStates = ['proposed', 'confirmed', 'declined'] as const
export type ProposalState = (typeof proposalStates)[number]

/** What two people are to agree on. `personId: null` is the commons. */
export type ProposalPayload =
  | { readonly kind: 'grant'; readonly personId: Id; readonly amountMinutes: Minutes }
  | {
      readonly kind: 'adjustment'
      readonly personId: Id | null
      readonly direction: 'add' | 'take'
      readonly amountMinutes: Minutes
    }
  | {
      readonly kind: 'opening'
      readonly personId: Id
      readonly amountMinutes: Minutes
      /** As of when the old book was balanced. */
      readonly effectiveAt: Instant
    }
  | { readonly kind: 'reversal'; readonly journalId: Id }

export type Proposal = {
  readonly communityId: Id
  readonly id: Id
  readonly payload: ProposalPayload
  readonly reason: string
  readonly state: ProposalState
  readonly proposedById: Id
  readonly proposedAt: Instant
  readonly decidedById: Id | null
  readonly decidedAt: Instant | null
  readonly journalId: Id | null
}

/** An account as its owner sees it; `accountId` is null until something was posted. */
export type Balance = {
  readonly accountId: Id | null
  readonly balanceMinutes: Minutes
  readonly heldMinutes: Minutes
  readonly availableMinutes: Minutes
  readonly version: number
  readonly closedAt: Instant | null
}

/** One line of a 储蓄本: 存入 when positive, 使用 when negative, 结余 after it. */
export type StatementLine = {
  readonly accountVersion: number
  readonly sequence: number
  readonly journalId: Id
  readonly reason: TransferReason
  readonly source: Source
  readonly effectiveAt: Instant
  readonly recordedAt: Instant
  readonly changeMinutes: Minutes
  readonly balanceAfterMinutes: Minutes
  readonly reversesSequence: number | null
  readonly reversedBySequence: number | null
}

/** Versions of an account: those after `after` and before `before`. */
export type VersionRange = { readonly after: number; readonly before: number }

/** A statement's lines of a period, summed: opening + in − out = closing. */
export type StatementSum = {
  readonly range: VersionRange
  readonly lines: number
  readonly openingMinutes: Minutes
  readonly inMinutes: Minutes
  readonly outMinutes: Minutes
  readonly closingMinutes: Minutes
}

export type TrialLine = {
  readonly kind: AccountKind
  readonly accounts: number
  readonly balanceMinutes: number
  readonly heldMinutes: number
  /** The same from the entries: equal, or the books are wrong. */
  readonly entriesMinutes: number
  /** Accounts whose balance or version is not what their entries say. */
  readonly differing: number
}

/**
 * The books as one batch sees them: what was loaded under the lock, and what the accepted commands
 * have added so far. Each command decides against it in order; a refused one leaves it as it was.
 */
export type Draft = {
  readonly now: Instant
  readonly nextId: () => Id
  readonly sequences: Map<Id, number>
  /** Communities whose books exist; others are opened with the first thing written. */
  readonly knownBooks: ReadonlySet<Id>
  readonly accounts: Map<string, Account>
  /** Account id → its place in `accounts`. */
  readonly keysById: Map<Id, string>
  readonly holds: Map<Id, Hold>
  readonly transfers: Transfer[]
  readonly entries: Entry[]
  readonly opened: Set<string>
  readonly changed: Set<string>
  readonly placedHolds: Set<Id>
  readonly resolvedHolds: Set<Id>
}

export function refKey(ref: AccountRef): string {
  return `${ref.communityId} ${ref.kind} ${ref.ownerId}`
}
