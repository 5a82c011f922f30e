/**
 * The proof that books were not rewritten. Each transfer of a community is a leaf of an RFC 6962
 * tree, in the order of the sequence: leaf index = sequence − 1. A leaf names accounts, amounts and
 * times in the clear; a person, and what a transfer was for, only as a salted commitment, so that it
 * can be shown to whoever may know and says nothing to others. Sealing takes new transfers up into
 * tiles of 256 hashes and signs a checkpoint: size and root of the tree. A receipt is the leaf, its
 * inclusion proof and a checkpoint in one file. Nothing here holds a name, a number or an address.
 */
import type { CivilDate, Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import type { AccountKind, AccountRef, Transfer, TransferReason } from '../ledger/model.ts'

/** One side of a transfer: `ownerId` is the person of savings, the other community of clearing. */
export type Side = { readonly kind: AccountKind; readonly ownerId: Id }

export type PostedTransfer = Transfer & { readonly debit: Side; readonly credit: Side }

/** How far a community's transfers are sealed. `salt`: 64 hex digits, under all its commitments. */
export type Tree = { readonly communityId: Id; readonly size: number; readonly salt: string }

/** The neighbouring hashes of one level, at most 256: level 0 are leaves, each next one 8 higher. */
export type Tile = {
  readonly level: number
  readonly index: number
  readonly hashes: readonly Buffer[]
}

export type TilePlace = Pick<Tile, 'level' | 'index'>

/** A signed note of C2SP `tlog-checkpoint`. */
export type Checkpoint = {
  readonly communityId: Id
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly note: string
  readonly signedAt: Instant
}

/** An Ed25519 key that signs, or has signed, checkpoints. `secretSealed`: null where it was made elsewhere. */
export type ProofKey = {
  readonly id: Id
  /** Base64 of 32 bytes. */
  readonly publicKey: string
  readonly secretSealed: string | null
  readonly madeAt: Instant
  readonly retiredAt: Instant | null
}

/** What was committed to, with the salt that shows it. */
export type Opening = { readonly value: string; readonly salt: string }

/** Names of a leaf's commitments. */
export const committed = ['actor', 'source', 'debitOwner', 'creditOwner'] as const
export type Committed = (typeof committed)[number]
export type Openings = Readonly<Partial<Record<Committed, Opening>>>

/** Unique without a host in it: books keep their tree when they leave for another installation. */
export function originOf(communityId: Id): string {
  return `aixin/${communityId}`
}

export type BooksTransfer = PostedTransfer & {
  /** The transfer that undid it, where that is in the same walk. */
  readonly reversedBySequence: number | null
}

export type BooksAccount = AccountRef & {
  readonly id: Id
  readonly openedAt: Instant
  /** After the last transfer of the walk. */
  readonly balanceMinutes: Minutes
}

/** A community's books as of one moment, to be walked from the first transfer to that of `sequence`. */
export type Books = {
  readonly communityId: Id
  /** The last day whose transfers are in them; null: up to now. */
  readonly untilOn: CivilDate | null
  readonly sequence: number
  readonly accounts: readonly BooksAccount[]
  readonly pages: AsyncGenerator<readonly BooksTransfer[]>
}

/** Forms that other programs take books in. */
export const plainTextForms = ['hledger', 'beancount'] as const
export type PlainTextForm = (typeof plainTextForms)[number]

/** How a form names accounts and acts. */
export type BooksWords = {
  readonly accounts: Readonly<Record<AccountKind, string>>
  readonly transfers: Readonly<Record<TransferReason, string>>
}

/** A checkpoint that was kept outside; `place` tells where. */
export type KeptCheckpoint = { readonly note: string; readonly place: string }

export const findingKinds = [
  'sequence',
  'entry',
  'stray-entry',
  'overdraft',
  'balance',
  'version',
  'held',
  'sum',
  'leaf',
  'tile',
  'checkpoint',
  'signature',
  'truncated',
  'kept-checkpoint',
  'kept-signature',
] as const
export type FindingKind = (typeof findingKinds)[number]

/** The first row of a kind that is not what the transfers say. */
export type Finding = {
  readonly communityId: Id
  readonly kind: FindingKind
  readonly row: string
}

/** Why a receipt does not hold. */
export type ReceiptFault =
  'not-a-receipt' | 'not-signed' | 'other-books' | 'not-in-the-tree' | 'false-opening'

export const outletPlaces = ['folder', 'webhook'] as const

/** Where checkpoints go so that a rewritten past would be seen. To send one twice does no harm. */
export type Outlet = {
  readonly place: (typeof outletPlaces)[number]
  /** @throws Error when it did not get there */
  readonly send: (checkpoint: Checkpoint) => Promise<void>
}
