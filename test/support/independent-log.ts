import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'

/*
 * A second reading of RFC 6962, RFC 9162, RFC 8785 and of C2SP signed-note, tlog-checkpoint, tlog-tiles
 * and tlog-proof, written from these and from ADR 10. It imports nothing of ours: a mistake in the
 * product's reading is not repeated here.
 */

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

// RFC 6962, 2.1

export const leafHashOf = (leaf: string): Buffer => sha256(Buffer.of(0), leaf)

const above = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right)

/** The Merkle tree hash of a list of leaf hashes, by the recursion of the text. */
export function treeHashOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (!only) return sha256()
  if (leaves.length === 1) return only
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return above(treeHashOf(leaves.slice(0, split)), treeHashOf(leaves.slice(split)))
}

// RFC 9162, 2.1.3.2 and 2.1.4.2

export type Head = { readonly size: number; readonly root: Buffer }

const isSet = (value: bigint): boolean => (value & 1n) === 1n

export function acceptsInclusion(
  leaf: Buffer,
  index: number,
  { size, root }: Head,
  path: readonly Buffer[],
): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false
  let [fn, sn, r] = [BigInt(index), BigInt(size - 1), leaf]
  for (const p of path) {
    if (sn === 0n) return false
    if (isSet(fn) || fn === sn) {
      r = above(p, r)
      while (!isSet(fn) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n]
    } else r = above(r, p)
    ;[fn, sn] = [fn >> 1n, sn >> 1n]
  }
  return sn === 0n && r.equals(root)
}

export function acceptsConsistency(first: Head, second: Head, proof: readonly Buffer[]): boolean {
  if (first.size < 0 || first.size > second.size) return false
  if (first.size === second.size) return proof.length === 0 && first.root.equals(second.root)
  // every tree begins with the empty one, which 2.1.4 has no proof for
  if (first.size === 0) return proof.length === 0 && first.root.equals(treeHashOf([]))
  if (proof.length === 0) return false
  const isPower = Number.isInteger(Math.log2(first.size))
  const read = rootsOf(first.size, second.size, isPower ? [first.root, ...proof] : proof)
  return read !== null && read.fr.equals(first.root) && read.sr.equals(second.root)
}

/** Steps 3 to 6: the roots that a path of two trees comes to. */
function rootsOf(first: number, second: number, [start, ...path]: readonly Buffer[]) {
  if (!start) return null
  let [fn, sn] = [BigInt(first - 1), BigInt(second - 1)]
  while (isSet(fn)) [fn, sn] = [fn >> 1n, sn >> 1n]
  let [fr, sr] = [start, start]
  for (const c of path) {
    if (sn === 0n) return null
    if (isSet(fn) || fn === sn) {
      ;[fr, sr] = [above(c, fr), above(c, sr)]
      while (!isSet(fn) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n]
    } else sr = above(sr, c)
    ;[fn, sn] = [fn >> 1n, sn >> 1n]
  }
  return sn === 0n ? { fr, sr } : null
}

// C2SP tlog-tiles

export type Tile = { readonly level: number; readonly index: number; readonly hashes: string }

/** Every tile of the tree over these leaf hashes, partial ones last in their level. */
export function tilesOf(leaves: readonly Buffer[]): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0, span = 1; span <= leaves.length; level += 1, span *= 256) {
    const count = Math.floor(leaves.length / span)
    const row = Array.from({ length: count }, (_, n) =>
      treeHashOf(leaves.slice(n * span, (n + 1) * span)),
    )
    for (let index = 0; index * 256 < count; index += 1) {
      const hashes = Buffer.concat(row.slice(index * 256, (index + 1) * 256)).toString('hex')
      tiles.push({ level, index, hashes })
    }
  }
  return tiles
}

// C2SP signed-note, with Ed25519 (0x01)

export type Key = { readonly name: string; readonly id: string; readonly publicKey: Buffer }

/** RFC 4648, 4, in the one spelling that encoding gives. */
function base64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}

const keyIdOf = (name: string, publicKey: Buffer): string =>
  sha256(name, '\n', Buffer.of(1), publicKey).subarray(0, 4).toString('hex')

/** `<name>+<id in hex>+<base64 of 0x01 and the key>` */
export function keyOf(line: string): Key | null {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(line) ?? []
  const bytes = base64(encoded ?? '')
  if (!name || !id || bytes?.length !== 33 || bytes[0] !== 1) return null
  const publicKey = bytes.subarray(1)
  return keyIdOf(name, publicKey) === id ? { name, id, publicKey } : null
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key. */
const ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

function isSignedBy({ publicKey }: Key, text: string, signature: Buffer): boolean {
  const der = Buffer.concat([ED25519, publicKey])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return signature.length === 64 && verify(null, Buffer.from(text), key, signature)
}

type Signature = { readonly name: string; readonly id: string; readonly signature: Buffer }

function signatureOf(line: string): Signature | null {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? []
  const bytes = base64(encoded ?? '')
  if (!name || !bytes || bytes.length < 5) return null
  return { name, id: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) }
}

const isControl = (letter: string): boolean => letter !== '\n' && letter < ' '

/** The text of a note that a known key signed; null where it is to be rejected. */
export function textOf(note: string, keys: readonly Key[]): string | null {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n') || [...note].some(isControl)) return null
  const text = note.slice(0, end + 1)
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(signatureOf)
  let signed = false
  for (const each of signatures) {
    if (!each) return null
    const key = keys.find(({ name, id }) => name === each.name && id === each.id)
    if (!key) continue
    if (!isSignedBy(key, text, each.signature)) return null
    signed = true
  }
  return signed ? text : null
}

// C2SP tlog-checkpoint

export type Checkpoint = Head & { readonly origin: string }

const decimal = (text: string): number | null => {
  const value = /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(value) ? value : null
}

/** A checkpoint of `origin`, signed under that name by one of the keys. */
export function checkpointOf(
  note: string,
  origin: string,
  keys: readonly Key[],
): Checkpoint | null {
  const named = keys.filter(({ name }) => name === origin)
  const lines = textOf(note, named)?.slice(0, -1).split('\n')
  if (!lines || lines.length < 3 || lines.includes('') || lines[0] !== origin) return null
  const [, size, root] = [origin, decimal(lines[1] ?? ''), base64(lines[2] ?? '')]
  return size !== null && root?.length === 32 ? { origin, size, root } : null
}

// RFC 8785

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const inner = Object.keys(value)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`)
  return `{${inner.join(',')}}`
}

// ADR 10: leaves and their commitments

/** A transfer with its two accounts, as SQL shows them; numbers and times are text. */
export type Row = {
  readonly community: string
  readonly sequence: string
  readonly journal: string
  readonly debit: string
  readonly debit_kind: string
  readonly debit_owner: string
  readonly credit: string
  readonly credit_kind: string
  readonly credit_owner: string
  readonly amount: string
  readonly reason: string
  readonly source_kind: string
  readonly source: string
  readonly effective: string
  readonly recorded: string
  readonly command: string
  readonly actor: string | null
  readonly reverses: string | null
  readonly salt: string
}

export const saltOf = (salt: string, place: string): Buffer =>
  createHmac('sha256', Buffer.from(salt, 'hex')).update(place).digest().subarray(0, 16)

export const commitmentOf = (salt: Buffer, value: string): string =>
  sha256(salt, value).toString('hex')

function ownerIn(salt: string, kind: string, account: string, owner: string): string | null {
  if (kind === 'savings') return commitmentOf(saltOf(salt, `owner:${account}`), owner)
  return kind === 'clearing' ? owner : null
}

export function leafOfRow(row: Row): string {
  const { salt, sequence } = row
  return canonical({
    format: 'aixin-leaf/1',
    communityId: row.community,
    sequence: Number(sequence),
    journalId: row.journal,
    commandId: row.command,
    debitAccountId: row.debit,
    debitKind: row.debit_kind,
    debitOwner: ownerIn(salt, row.debit_kind, row.debit, row.debit_owner),
    creditAccountId: row.credit,
    creditKind: row.credit_kind,
    creditOwner: ownerIn(salt, row.credit_kind, row.credit, row.credit_owner),
    amountMinutes: Number(row.amount),
    reason: row.reason,
    reversesSequence: row.reverses === null ? null : Number(row.reverses),
    sourceKind: row.source_kind,
    source: commitmentOf(saltOf(salt, `source:${sequence}`), row.source),
    actor: row.actor === null ? null : commitmentOf(saltOf(salt, `actor:${sequence}`), row.actor),
    effectiveAt: row.effective,
    recordedAt: row.recorded,
  })
}

// C2SP tlog-proof, with what ADR 10 puts into `extra`

export type Receipt = {
  readonly index: number
  readonly path: readonly Buffer[]
  readonly note: string
  readonly leaf: string
  readonly openings: Readonly<Record<string, { value: string; salt: string }>>
}

/** The parts of a file; null where it is not of the form. */
export function receiptOf(file: string): Receipt | null {
  const end = file.indexOf('\n\n')
  if (end < 0) return null
  const [head, second, third, ...rest] = file.slice(0, end).split('\n')
  const [, encoded] = /^extra (\S+)$/.exec(second ?? '') ?? []
  const [, number] = /^index (\S+)$/.exec(third ?? '') ?? []
  const [index, extra] = [decimal(number ?? ''), base64(encoded ?? '')]
  const path = rest.map(base64)
  if (head !== 'c2sp.org/tlog-proof@v1' || index === null || !extra) return null
  if (path.some((each) => each?.length !== 32)) return null
  const said = parsed(extra.toString('utf8')) as Pick<Receipt, 'leaf' | 'openings'> | null
  if (typeof said?.leaf !== 'string' || typeof said.openings !== 'object') return null
  const hashes = path.filter((each) => each !== null)
  return { index, path: hashes, note: file.slice(end + 2), ...said }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

/** What a receipt proves; null where it proves nothing. */
export function acceptReceipt(
  file: string,
  keys: readonly Key[],
): (Receipt & { readonly transfer: Readonly<Record<string, Json>> }) | null {
  const receipt = receiptOf(file)
  const transfer = parsed(receipt?.leaf ?? '')
  if (!receipt || transfer === null || typeof transfer !== 'object' || Array.isArray(transfer))
    return null
  const { leaf, index, path, note, openings } = receipt
  if (canonical(transfer) !== leaf || transfer['format'] !== 'aixin-leaf/1') return null
  if (transfer['sequence'] !== index + 1) return null
  const { communityId } = transfer
  const head =
    typeof communityId === 'string' ? checkpointOf(note, `aixin/${communityId}`, keys) : null
  if (!head || !acceptsInclusion(leafHashOf(leaf), index, head, path)) return null
  const isOpen = Object.entries(openings).every(([key, { value, salt }]) => {
    return (
      /^[0-9a-f]{32}$/.test(salt) && commitmentOf(Buffer.from(salt, 'hex'), value) === transfer[key]
    )
  })
  return isOpen ? { ...receipt, transfer } : null
}
