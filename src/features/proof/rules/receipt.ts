import { leafHash, rootOfInclusion } from '../../../kernel/merkle.ts'
import { openNote, parseVerifier, type NoteVerifier } from '../../../kernel/signed-note.ts'
import {
  committed,
  originOf,
  type Committed,
  type Opening,
  type Openings,
  type ReceiptFault,
} from '../model.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { commitmentOf, LEAF_FORMAT } from './leaf.ts'

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'

/** Of a longer or shorter one, a piece of the value could be passed off as salt, or the reverse. */
const SALT = /^[0-9a-f]{32}$/

/** A leaf, what shows its commitments, where it is in the tree, and who vouches for the tree. */
export type Receipt = {
  readonly leaf: string
  readonly openings: Openings
  readonly index: number
  readonly proof: readonly Buffer[]
  readonly checkpoint: string
}

/** One file: a C2SP `tlog-proof` whose `extra` is the leaf with its openings. */
export function formatReceipt({ leaf, openings, index, proof, checkpoint }: Receipt): string {
  const extra = Buffer.from(JSON.stringify({ leaf, openings }), 'utf8').toString('base64')
  const hashes = proof.map((hash) => `${hash.toString('base64')}\n`)
  return `${FIRST_LINE}\nextra ${extra}\nindex ${index}\n${hashes.join('')}\n${checkpoint}`
}

/** Undefined when the file is not a receipt of ours: one receipt has one spelling. */
export function parseReceipt(file: string): Receipt | undefined {
  const middle = file.indexOf('\n\n')
  const [, extra = '', index = '', ...lines] = file.slice(0, middle).split('\n')
  const told = parseObject(Buffer.from(extra.slice(6), 'base64').toString('utf8'))
  if (middle < 0 || typeof told?.['leaf'] !== 'string') return undefined
  const receipt = {
    leaf: told['leaf'],
    openings: readOpenings(told['openings']),
    index: Number(index.slice(6)),
    proof: lines.map((line) => Buffer.from(line, 'base64')),
    checkpoint: file.slice(middle + 2),
  }
  return formatReceipt(receipt) === file ? receipt : undefined
}

function readOpenings(told: unknown): Openings {
  const given = (typeof told === 'object' && told !== null ? told : {}) as Record<string, unknown>
  const openings: Partial<Record<Committed, Opening>> = {}
  for (const name of committed) {
    const { value, salt } = (given[name] ?? {}) as Record<string, unknown>
    if (typeof value === 'string' && typeof salt === 'string') openings[name] = { value, salt }
  }
  return openings
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** Undefined in another form, and when two readers could see two things in it. */
function parseLeaf(text: string): Record<string, unknown> | undefined {
  const leaf = parseObject(text)
  if (leaf?.['format'] !== LEAF_FORMAT) return undefined
  const inOrder = Object.entries(leaf).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify(Object.fromEntries(inOrder)) === text ? leaf : undefined
}

export type ReceiptVerdict =
  | { readonly fault: ReceiptFault }
  | {
      readonly fault: null
      readonly leaf: Readonly<Record<string, unknown>>
      readonly openings: Openings
      readonly size: number
    }

/** Whether a receipt holds under these keys: needs nothing but the file. */
export function verifyReceipt(file: string, keys: readonly NoteVerifier[]): ReceiptVerdict {
  const receipt = parseReceipt(file)
  const leaf = receipt && parseLeaf(receipt.leaf)
  if (!receipt || !leaf) return { fault: 'not-a-receipt' }
  // whoever trusts several logs trusts each for its own books only
  const origin = originOf(String(leaf['communityId']))
  const own = keys.filter(({ name }) => name === origin)
  const text = openNote(receipt.checkpoint, own)
  const head = text === undefined ? undefined : parseCheckpoint(text)
  if (!head) return { fault: 'not-signed' }
  if (head.origin !== origin || leaf['sequence'] !== receipt.index + 1)
    return { fault: 'other-books' }
  const root = rootOfInclusion(leafHash(receipt.leaf), receipt.index, head.size, receipt.proof)
  if (!root?.equals(head.root)) return { fault: 'not-in-the-tree' }
  const isShown = Object.entries(receipt.openings).every(
    ([name, opening]) => SALT.test(opening.salt) && commitmentOf(opening) === leaf[name],
  )
  return isShown
    ? { fault: null, leaf, openings: receipt.openings, size: head.size }
    : { fault: 'false-opening' }
}

/** Verifier keys, one a line; lines that begin with # are remarks. Undefined when one is not a key. */
export function parseKeys(text: string): readonly NoteVerifier[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const keys = lines.flatMap((line) => parseVerifier(line) ?? [])
  return keys.length === lines.length ? keys : undefined
}
