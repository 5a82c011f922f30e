import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consistencyRanges,
  emptyRoot,
  inclusionRanges,
  isConsistent,
  leafHash,
  rootOfInclusion,
} from '../../src/kernel/merkle.ts'
import { addLeaves, edgeOf, hashRanges, placeKey } from '../../src/features/proof/rules/tiles.ts'
import type { Tile } from '../../src/features/proof/model.ts'

/** Grown in the steps given, as sealing grows it. */
function grow(steps: readonly number[]): { tiles: Map<string, Tile>; size: number } {
  const tiles = new Map<string, Tile>()
  let size = 0
  for (const step of steps) {
    const edge = edgeOf(size).map((place) => tiles.get(placeKey(place)) as Tile)
    const leaves = Array.from({ length: step }, (_, at) => leafHash(`leaf ${size + at}`))
    for (const tile of addLeaves(size, edge, leaves)) tiles.set(placeKey(tile), tile)
    size += step
  }
  return { tiles, size }
}

/** The definition of RFC 6962, section 2.1, word for word and slow. */
function mth(start: number, end: number): Buffer {
  if (end - start === 1) return leafHash(`leaf ${start}`)
  let k = 1
  while (k * 2 < end - start) k *= 2
  return createHash('sha256')
    .update(Buffer.from([1]))
    .update(mth(start, start + k))
    .update(mth(start + k, end))
    .digest()
}

const rootOf = (tiles: ReadonlyMap<string, Tile>, size: number) =>
  hashRanges([{ start: 0, end: size }], tiles)[0] as Buffer

describe('the tree', () => {
  it('knows the hashes that RFC 6962 gives for nothing', () => {
    expect(emptyRoot().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    expect(leafHash('').toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
  })

  it('has the same root however it was grown', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
        (steps) => {
          const { tiles, size } = grow(steps)
          expect(rootOf(tiles, size).equals(mth(0, size))).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('keeps every earlier root through many levels of tiles', () => {
    const { tiles } = grow([300, 65_000, 1, 1_000])
    for (const size of [1, 255, 256, 257, 300, 65_536, 65_537, 66_301])
      expect(rootOf(tiles, size).equals(mth(0, size))).toBe(true)
  })

  it('proves each leaf, and no other in its place', () => {
    const { tiles } = grow([70])
    for (let size = 1; size <= 70; size += 1) {
      const root = rootOf(tiles, size)
      for (let index = 0; index < size; index += 1) {
        const proof = hashRanges(inclusionRanges(index, size), tiles)
        expect(rootOfInclusion(leafHash(`leaf ${index}`), index, size, proof)?.equals(root)).toBe(
          true,
        )
        const other = (index + 1) % size
        if (other === index) continue
        expect(rootOfInclusion(leafHash(`leaf ${other}`), index, size, proof)?.equals(root)).toBe(
          false,
        )
        const moved = rootOfInclusion(leafHash(`leaf ${index}`), other, size, proof)
        expect(moved?.equals(root) ?? false).toBe(false)
      }
    }
  })

  it('proves that a later tree begins with an earlier one, and refuses any other past', () => {
    const { tiles } = grow([70])
    for (let size = 1; size <= 70; size += 1) {
      for (let earlier = 0; earlier <= size; earlier += 1) {
        const proof = hashRanges(consistencyRanges(earlier, size), tiles)
        const was = { size: earlier, root: earlier === 0 ? emptyRoot() : rootOf(tiles, earlier) }
        const is = { size, root: rootOf(tiles, size) }
        expect(isConsistent(was, is, proof)).toBe(true)
        const rewritten = { size: earlier, root: leafHash('another past') }
        expect(isConsistent(rewritten, is, proof)).toBe(false)
        expect(isConsistent(was, { size, root: leafHash('another') }, proof)).toBe(earlier === 0)
        expect(isConsistent(was, is, [...proof, leafHash('more')])).toBe(false)
        if (proof.length > 0) expect(isConsistent(was, is, proof.slice(1))).toBe(false)
      }
    }
  })
})
