import { hash } from 'node:crypto'

/**
 * The Merkle tree of RFC 6962, section 2.1, over SHA-256. Hashes are 32 bytes; sizes and indices are
 * safe integers, so halves are taken by division, never by bits.
 */
export const HASH_BYTES = 32

/** Before the two hashes of a node; a leaf has a zero. */
const NODE = Buffer.of(1)

/** Leaves `start` to before `end`. */
export type Range = { readonly start: number; readonly end: number }

/** A complete subtree: the leaves `index × 2^level` to before `(index + 1) × 2^level`. */
export type Node = { readonly level: number; readonly index: number }

export function leafHash(leaf: string): Buffer {
  return hash('sha256', Buffer.from(`\0${leaf}`, 'utf8'), 'buffer')
}

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer')
}

/** The root of a tree without leaves. */
export function emptyRoot(): Buffer {
  return hash('sha256', '', 'buffer')
}

/** The root over 2^n neighbouring hashes of one level. */
export function rootOfComplete(hashes: readonly Buffer[]): Buffer {
  let row = hashes
  while (row.length > 1) row = pairsOf(row)
  const [root] = row
  if (!root) throw new RangeError('a subtree has at least one leaf')
  return root
}

function pairsOf(row: readonly Buffer[]): readonly Buffer[] {
  const above: Buffer[] = []
  for (let index = 0; index < row.length; index += 2) {
    const [left, right] = row.slice(index, index + 2)
    if (!left || !right) throw new RangeError('a complete subtree has 2^n leaves')
    above.push(nodeHash(left, right))
  }
  return above
}

/** The complete subtrees that make up a range of the tree, from left to right. */
export function nodesOf({ start, end }: Range): readonly Node[] {
  const nodes: Node[] = []
  let from = start
  while (from < end) {
    let level = 0
    let width = 1
    while (from % (width * 2) === 0 && from + width * 2 <= end) {
      level += 1
      width *= 2
    }
    nodes.push({ level, index: from / width })
    from += width
  }
  return nodes
}

/** The hash of a range from those of its `nodesOf`. */
export function joinNodes(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return emptyRoot()
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** Whose hashes prove that the leaf `index` is in the tree of `size`: PATH of section 2.1.1. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/** Whose hashes prove that the tree of `size` begins with that of `earlier`: PROOF of section 2.1.2. */
export function consistencyRanges(earlier: number, size: number): readonly Range[] {
  if (earlier === 0) return []
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (earlier !== end) {
    const middle = start + splitOf(end - start)
    if (earlier <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  if (start > 0) ranges.push({ start, end })
  return ranges.reverse()
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let width = 1
  while (width * 2 < count) width *= 2
  return width
}

/** Proofs come from outside: of half a leaf, or of fewer than none, there is no tree. */
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** The root that a leaf's proof leads to; undefined when it has too few or too many hashes. */
export function rootOfInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
): Buffer | undefined {
  if (!isCount(index) || !isCount(size) || index >= size) return undefined
  const ranges = inclusionRanges(index, size)
  if (ranges.length !== proof.length) return undefined
  return proof.reduce((hash, other, step) => {
    const isLeft = (ranges[step]?.start ?? 0) < index
    return isLeft ? nodeHash(other, hash) : nodeHash(hash, other)
  }, leaf)
}

/** The two trees that are compared, each with its root. */
export type Head = { readonly size: number; readonly root: Buffer }

/** Whether the proof shows that nothing of the earlier tree was changed in the later one. */
export function isConsistent(earlier: Head, later: Head, proof: readonly Buffer[]): boolean {
  if (!isCount(earlier.size) || !isCount(later.size) || earlier.size > later.size) return false
  if (earlier.size === 0) return proof.length === 0 && earlier.root.equals(emptyRoot())
  if (earlier.size === later.size) return proof.length === 0 && earlier.root.equals(later.root)
  const ranges = consistencyRanges(earlier.size, later.size)
  if (ranges.length !== proof.length) return false
  const isWhole = ranges[0]?.start === earlier.size
  const shared = isWhole ? earlier.root : proof[0]
  if (!shared) return false
  let [was, is] = [shared, shared]
  ranges.forEach((range, step) => {
    const hash = proof[step]
    if (!hash || (step === 0 && !isWhole)) return
    if (range.start < earlier.size) {
      was = nodeHash(hash, was)
      is = nodeHash(hash, is)
    } else is = nodeHash(is, hash)
  })
  return was.equals(earlier.root) && is.equals(later.root)
}

export type Frontier = { add(leaf: Buffer): void; root(): Buffer }

/** The root of a tree that is read once from left to right, with a hash a level in memory. */
export function makeFrontier(): Frontier {
  const complete: (Buffer | undefined)[] = []
  return {
    add(leaf) {
      let hash = leaf
      let level = 0
      for (let left = complete[0]; left; left = complete[level]) {
        hash = nodeHash(left, hash)
        complete[level] = undefined
        level += 1
      }
      complete[level] = hash
    },
    root() {
      return joinNodes(complete.filter((hash) => hash !== undefined).reverse())
    },
  }
}
