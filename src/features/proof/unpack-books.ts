import type { Tx } from '../../db/client.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { leafHash, makeFrontier, type Frontier } from '../../kernel/merkle.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { openNote, type NoteVerifier } from '../../kernel/signed-note.ts'
import type { Entry } from '../ledger/model.ts'
import { takeBooks, type TakeBooks, type TakenAccount } from '../ledger/take-books.ts'
import { proofErrors } from './errors.ts'
import { originOf, type PostedTransfer, type ProofKey, type Tile } from './model.ts'
import { readHashes } from './read-hashes.ts'
import { parseLine, type BookLine } from './rules/books-file.ts'
import { parseCheckpoint, verifiersOf } from './rules/checkpoint.ts'
import { makeLeafWriter } from './rules/leaf.ts'
import { makeReplay } from './rules/replay.ts'
import { addLeaves, edgeAmong } from './rules/tiles.ts'
import { insertCheckpoint, insertProofKeys } from './store/checkpoints.ts'
import { growTree, plantTree } from './store/trees.ts'

export type UnpackBooks = {
  readonly lines: AsyncIterable<string>
  /** The public key that whoever takes the books has from elsewhere, not from the file. */
  readonly trusted: readonly NoteVerifier[]
  readonly progress: (transfers: number) => void
}

export type UnpackedBooks = {
  readonly communityId: Id
  readonly transfers: number
  readonly checkpoints: number
  /** Base64, over all transfers. */
  readonly root: string
}

const STRETCH = 1_000
/** Ten million transfers are taken in less. */
export const LONGEST_MS = 6 * 3_600_000

type Line<K extends BookLine['line']> = Extract<BookLine, { line: K }>

/**
 * Takes books that another installation has kept, all or nothing: each hash, balance and root is
 * made again from the transfers, and every checkpoint must agree, the newest under a trusted key.
 * @throws `ledger.books-there`, `proof.file-malformed`, `proof.file-false`
 */
export function unpackBooks(ctx: Ctx, input: UnpackBooks): Promise<UnpackedBooks> {
  return inTransaction(ctx, (tx) => unpack(tx, input), LONGEST_MS)
}

async function unpack(tx: Tx, input: UnpackBooks): Promise<UnpackedBooks> {
  let taking: Taking | undefined
  for await (const text of input.lines) {
    const line = parseLine(text)
    if (!line || (line.line === 'books') !== (taking === undefined)) return refuseMalformed()
    if (line.line === 'books') taking = await beginTaking(tx, line, input)
    else if (!taking) return refuseMalformed()
    else if (line.line === 'end') return finish(taking, line)
    else await takeLine(taking, line)
  }
  return refuseMalformed()
}

/** What was read so far; `pending` is not written yet. */
type Taking = Pick<UnpackBooks, 'trusted' | 'progress'> & {
  readonly tx: Tx
  readonly head: Line<'books'>
  readonly books: TakeBooks
  readonly keys: ProofKey[]
  readonly accounts: Map<Id, TakenAccount>
  readonly replay: ReturnType<typeof makeReplay>
  readonly frontier: Frontier
  readonly checkpoints: Line<'checkpoint'>[]
  isOpen: boolean
  /** Each with the hash of its leaf. */
  pending: { readonly transfer: PostedTransfer; readonly leaf: Buffer }[]
  readonly leafOf: (transfer: PostedTransfer) => string
  edge: readonly Tile[]
  size: number
}

async function beginTaking(tx: Tx, head: Line<'books'>, input: UnpackBooks): Promise<Taking> {
  const { communityId, salt, sequence } = head
  const books = await takeBooks(tx, communityId, sequence)
  await plantTree(tx, { communityId, size: 0, salt }, sequence)
  const { trusted, progress } = input
  const state = { keys: [], accounts: new Map<Id, TakenAccount>(), checkpoints: [], pending: [] }
  const made = { replay: makeReplay(), frontier: makeFrontier(), edge: [], size: 0, isOpen: false }
  return { tx, head, books, trusted, progress, leafOf: makeLeafWriter(salt), ...state, ...made }
}

async function takeLine(
  taking: Taking,
  line: Exclude<BookLine, Line<'books'> | Line<'end'>>,
): Promise<void> {
  const { communityId } = taking.head
  if (line.line === 'key') {
    const { publicKey, madeAt } = line
    taking.keys.push({ id: newId(), publicKey, secretSealed: null, madeAt, retiredAt: madeAt })
  } else if (line.line === 'account') {
    if (taking.isOpen) refuseMalformed()
    const { line: _, ...account } = line
    taking.accounts.set(line.id, { ...account, communityId, heldMinutes: ZERO })
  } else if (line.line === 'transfer') {
    taking.pending.push(checkTransfer(taking, line))
    if (taking.pending.length >= STRETCH) await flush(taking)
  } else taking.checkpoints.push(line)
}

/** As it will be stored, with the hash that its leaf has and the file says. */
function checkTransfer(taking: Taking, row: Line<'transfer'>): Taking['pending'][number] {
  const { accounts, head, pending, size } = taking
  const [debit, credit] = [accounts.get(row.debitAccountId), accounts.get(row.creditAccountId)]
  if (!debit || !credit || row.sequence !== size + pending.length + 1) return refuseFalse()
  const { line: _, hash, sourceKind, sourceId, ...rest } = row
  const source = { kind: sourceKind, id: sourceId }
  const transfer = { ...rest, communityId: head.communityId, source, debit, credit }
  const leaf = leafHash(taking.leafOf(transfer))
  if (leaf.toString('base64') !== hash) refuseFalse()
  return { transfer, leaf }
}

async function flush(taking: Taking): Promise<void> {
  const { tx, head, books, replay, frontier, pending } = taking
  const { communityId } = head
  if (!taking.isOpen) await books.open([...taking.accounts.values()])
  taking.isOpen = true
  if (pending.length === 0) return
  await books.post(
    pending.map(({ transfer }) => transfer),
    pending.flatMap(({ transfer }) => entriesOf(replay, transfer)),
  )
  const leaves = pending.map(({ leaf }) => leaf)
  for (const leaf of leaves) frontier.add(leaf)
  const changed = addLeaves(taking.size, taking.edge, leaves)
  taking.size += leaves.length
  await growTree(tx, { communityId, size: taking.size }, changed)
  taking.edge = edgeAmong(taking.size, [...taking.edge, ...changed])
  taking.pending = []
  taking.progress(taking.size)
}

function entriesOf(replay: Taking['replay'], transfer: PostedTransfer): readonly Entry[] {
  return replay.post(transfer).map((entry) => ({
    communityId: transfer.communityId,
    accountId: entry.accountId,
    accountVersion: entry.version,
    sequence: entry.sequence,
    changeMinutes: entry.change,
    balanceAfterMinutes: entry.balanceAfter as Minutes,
  }))
}

async function finish(taking: Taking, { root }: Line<'end'>): Promise<UnpackedBooks> {
  await flush(taking)
  const { head, size, frontier, accounts, replay, checkpoints } = taking
  if (size !== head.sequence || frontier.root().toString('base64') !== root) refuseFalse()
  for (const { id, balanceMinutes, version } of accounts.values()) {
    const made = replay.accounts.get(id) ?? { balance: 0, version: 0 }
    if (made.balance !== balanceMinutes || made.version !== version) refuseFalse()
  }
  await keepCheckpoints(taking)
  return { communityId: head.communityId, transfers: size, checkpoints: checkpoints.length, root }
}

/** Each must be of this very tree; the newest must be vouched for by a key that is trusted already. */
async function keepCheckpoints({ tx, head, keys, trusted, checkpoints }: Taking): Promise<void> {
  const { communityId } = head
  const name = originOf(communityId)
  const known = verifiersOf(communityId, keys)
  await insertProofKeys(tx, keys)
  for (const [at, { size, note, signedAt }] of checkpoints.entries()) {
    const isNewest = at === checkpoints.length - 1
    const signed = parseCheckpoint(openNote(note, isNewest ? trusted : known) ?? '')
    const [root] = await readHashes(tx, communityId, [{ start: 0, end: size }])
    if (signed?.origin !== name || signed.size !== size || !root?.equals(signed.root)) refuseFalse()
    await insertCheckpoint(tx, { communityId, size, note, signedAt, root: root.toString('base64') })
  }
  if (checkpoints.length === 0) refuseFalse()
}

function refuseFalse(): never {
  throw new DomainError(proofErrors['file-false'])
}

function refuseMalformed(): never {
  throw new DomainError(proofErrors['file-malformed'])
}
