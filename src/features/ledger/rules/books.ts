import type { Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../../kernel/ids.ts'
import { isAmount, minutes, ZERO, type Minutes } from '../../../kernel/minutes.ts'
import { ledgerErrors } from '../errors.ts'
import {
  refKey,
  type Account,
  type AccountKind,
  type AccountRef,
  type Entry,
  type Hold,
  type Source,
  type Transfer,
  type TransferReason,
  type Draft,
} from '../model.ts'

/** One transfer to be: what to debit, what to credit, how much and why. */
export type Leg = {
  readonly debit: AccountRef
  readonly credit: AccountRef
  readonly amountMinutes: Minutes
  readonly reason: TransferReason
  readonly reversesSequence?: number
}

/** All the legs of one act, all or nothing. */
export type JournalPlan = {
  readonly legs: readonly Leg[]
  readonly source: Source
  readonly effectiveAt: Instant
  readonly commandId: Id
  readonly actorId: Id | null
  /** Minutes of a hold that are set free before the legs are judged. */
  readonly release?: { readonly account: AccountRef; readonly heldMinutes: Minutes }
  /** Closed accounts, by `refKey`, that the legs only pass through. */
  readonly passing?: ReadonlySet<string>
}

export type PostedJournal = {
  readonly journalId: Id
  readonly transfers: readonly Transfer[]
}

export function savingsOf(communityId: Id, personId: Id): AccountRef {
  return { communityId, kind: 'savings', ownerId: personId }
}

export function systemAccount(
  communityId: Id,
  kind: Exclude<AccountKind, 'savings' | 'clearing'>,
): AccountRef {
  return { communityId, kind, ownerId: DISTRICT_SCOPE }
}

export function clearingWith(communityId: Id, otherCommunityId: Id): AccountRef {
  return { communityId, kind: 'clearing', ownerId: otherCommunityId }
}

export function makeDraft(
  loaded: {
    readonly sequences: ReadonlyMap<Id, number>
    readonly accounts: readonly Account[]
    readonly holds: readonly Hold[]
  },
  now: Instant,
  nextId: () => Id,
): Draft {
  return {
    now,
    nextId,
    sequences: new Map(loaded.sequences),
    knownBooks: new Set(loaded.sequences.keys()),
    accounts: new Map(loaded.accounts.map((account) => [refKey(account), account])),
    keysById: new Map(loaded.accounts.map((account) => [account.id, refKey(account)])),
    holds: new Map(loaded.holds.map((hold) => [hold.id, hold])),
    transfers: [],
    entries: [],
    opened: new Set(),
    changed: new Set(),
    placedHolds: new Set(),
    resolvedHolds: new Set(),
  }
}

/** The account as the batch sees it; one never seen before is empty until something is posted. */
export function accountIn(draft: Draft, ref: AccountRef): Account {
  return accountAt(draft, ref, refKey(ref))
}

function accountAt(draft: Draft, ref: AccountRef, key: string): Account {
  const known = draft.accounts.get(key)
  if (known) return known
  const fresh: Account = {
    communityId: ref.communityId,
    kind: ref.kind,
    ownerId: ref.ownerId,
    id: draft.nextId(),
    balanceMinutes: ZERO,
    heldMinutes: ZERO,
    version: 0,
    closedAt: null,
  }
  draft.accounts.set(key, fresh)
  draft.keysById.set(fresh.id, key)
  draft.opened.add(key)
  return fresh
}

/** An account that was loaded for something that names it by id: a hold, a journal to reverse. */
export function accountById(draft: Draft, id: Id): Account {
  // Stryker disable next-line StringLiteral: no account is kept under either
  const account = draft.accounts.get(draft.keysById.get(id) ?? '')
  if (!account) throw new Error(`account ${id} was not loaded`)
  return account
}

/** Balance less what is held; may be below zero only for accounts that are no one's savings. */
export function availableIn(account: Account): Minutes {
  return minutes(account.balanceMinutes - account.heldMinutes)
}

function isLimited(account: Account): boolean {
  return account.kind === 'savings' || account.kind === 'commons'
}

export function changeAccount(draft: Draft, account: Account): void {
  setAccount(draft, refKey(account), account)
}

function setAccount(draft: Draft, key: string, account: Account): void {
  draft.accounts.set(key, account)
  draft.changed.add(key)
}

/**
 * Posts a journal, or refuses it and changes nothing. Savings and commons never go below what is
 * held, not even between two legs. Refuses `ledger.account-closed`, `ledger.insufficient-credits`,
 * `ledger.same-account`, `ledger.amount-out-of-bounds`.
 */
export function postJournal(draft: Draft, plan: JournalPlan): PostedJournal | Refusal {
  const trial = new Map<string, Account>()
  const current = (ref: AccountRef, key: string) => trial.get(key) ?? accountAt(draft, ref, key)
  if (plan.release) {
    const key = refKey(plan.release.account)
    const account = current(plan.release.account, key)
    const heldMinutes = minutes(account.heldMinutes - plan.release.heldMinutes)
    trial.set(key, { ...account, heldMinutes })
  }
  const moves: { leg: Leg; debited: Account; credited: Account }[] = []
  for (const leg of plan.legs) {
    const debitKey = refKey(leg.debit)
    const creditKey = refKey(leg.credit)
    const debit = current(leg.debit, debitKey)
    const credit = current(leg.credit, creditKey)
    const refusal = judgeLeg(leg, debit, credit, plan.passing)
    if (refusal) return refusal
    const debited = moved(debit, -leg.amountMinutes)
    const credited = moved(credit, leg.amountMinutes)
    trial.set(debitKey, debited)
    trial.set(creditKey, credited)
    moves.push({ leg, debited, credited })
  }
  for (const [key, account] of trial) setAccount(draft, key, account)
  const journalId = draft.nextId()
  const transfers = moves.map((move) => appendTransfer(draft, plan, journalId, move))
  return { journalId, transfers }
}

const NONE: ReadonlySet<string> = new Set()

function judgeLeg(
  leg: Leg,
  debit: Account,
  credit: Account,
  passing: ReadonlySet<string> = NONE,
): Refusal | undefined {
  if (!isAmount(leg.amountMinutes)) return refuse(ledgerErrors['amount-out-of-bounds'])
  if (debit.id === credit.id) return refuse(ledgerErrors['same-account'])
  const isClosed = (account: Account) => account.closedAt !== null && !passing.has(refKey(account))
  if (isClosed(debit) || isClosed(credit)) {
    return refuse(ledgerErrors['account-closed'])
  }
  if (isLimited(debit) && availableIn(debit) < leg.amountMinutes) {
    return refuse(ledgerErrors['insufficient-credits'], {
      neededMinutes: leg.amountMinutes,
      availableMinutes: availableIn(debit),
    })
  }
  return undefined
}

function moved(account: Account, changeMinutes: number): Account {
  return {
    ...account,
    balanceMinutes: minutes(account.balanceMinutes + changeMinutes),
    version: account.version + 1,
  }
}

function appendTransfer(
  draft: Draft,
  plan: JournalPlan,
  journalId: Id,
  move: { leg: Leg; debited: Account; credited: Account },
): Transfer {
  const { leg, debited, credited } = move
  const { communityId } = debited
  const sequence = (draft.sequences.get(communityId) ?? 0) + 1
  draft.sequences.set(communityId, sequence)
  const transfer: Transfer = {
    communityId,
    sequence,
    journalId,
    debitAccountId: debited.id,
    creditAccountId: credited.id,
    amountMinutes: leg.amountMinutes,
    reason: leg.reason,
    source: plan.source,
    effectiveAt: plan.effectiveAt,
    recordedAt: draft.now,
    commandId: plan.commandId,
    actorId: plan.actorId,
    reversesSequence: leg.reversesSequence ?? null,
  }
  draft.transfers.push(transfer)
  draft.entries.push(
    entryOf(debited, sequence, -leg.amountMinutes),
    entryOf(credited, sequence, leg.amountMinutes),
  )
  return transfer
}

function entryOf(account: Account, sequence: number, changeMinutes: number): Entry {
  return {
    communityId: account.communityId,
    accountId: account.id,
    accountVersion: account.version,
    sequence,
    changeMinutes,
    balanceAfterMinutes: account.balanceMinutes,
  }
}

export { refKey, type Draft }
