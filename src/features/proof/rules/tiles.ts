import {
  joinNodes,
  nodesOf,
  rootOfComplete,
  type Node,
  type Range,
} from '../../../kernel/merkle.ts'
import type { Tile, TilePlace } from '../model.ts'

/**
 * Tiles of C2SP `tlog-tiles`: those of level 0 hold 256 leaf hashes each; one hash of a level above is
 * the root of a full tile below. The last tile of a level grows until it is full.
 */
export const TILE_WIDTH = 256
const TILE_LEVELS = 8

export function placeKey({ level, index }: TilePlace): string {
  return `${level}/${index}`
}

/** The tiles that are not full in a tree of this size: what new leaves are added to. */
export function edgeOf(size: number): readonly TilePlace[] {
  const places: TilePlace[] = []
  for (let level = 0, count = size; count > 0; level += 1) {
    if (count % TILE_WIDTH > 0) places.push({ level, index: Math.floor(count / TILE_WIDTH) })
    count = Math.floor(count / TILE_WIDTH)
  }
  return places
}

/** The edge of a tree of `size` out of tiles of which later ones are the newer. */
export function edgeAmong(size: number, tiles: readonly Tile[]): readonly Tile[] {
  const known = new Map(tiles.map((tile) => [placeKey(tile), tile]))
  return edgeOf(size).flatMap((place) => known.get(placeKey(place)) ?? [])
}

/** The tiles that a tree of `size` has more than before, whole: the `edge` of the old tree, and new ones. */
export function addLeaves(
  size: number,
  edge: readonly Tile[],
  leaves: readonly Buffer[],
): readonly Tile[] {
  const changed: Tile[] = []
  let added = leaves
  for (let level = 0, count = size; added.length > 0; level += 1) {
    const tiles = fill(level, count, edge, added)
    changed.push(...tiles)
    added = tiles.filter(isFull).map(({ hashes }) => rootOfComplete(hashes))
    count = Math.floor(count / TILE_WIDTH)
  }
  return changed
}

function fill(
  level: number,
  count: number,
  edge: readonly Tile[],
  added: readonly Buffer[],
): readonly Tile[] {
  const first = Math.floor(count / TILE_WIDTH)
  const begun = count % TILE_WIDTH
  const kept = edge.find((tile) => tile.level === level && tile.index === first)?.hashes ?? []
  if (begun > 0 && kept.length < begun) throw new Error(`tile ${level}/${first} has too few hashes`)
  const row = [...kept.slice(0, begun), ...added]
  const tiles: Tile[] = []
  for (let from = 0; from < row.length; from += TILE_WIDTH) {
    const index = first + from / TILE_WIDTH
    tiles.push({ level, index, hashes: row.slice(from, from + TILE_WIDTH) })
  }
  return tiles
}

function isFull({ hashes }: Tile): boolean {
  return hashes.length === TILE_WIDTH
}

/** The tiles that hold what is needed for the hashes of these ranges. */
export function placesOf(ranges: readonly Range[]): readonly TilePlace[] {
  const places = new Map<string, TilePlace>()
  for (const node of ranges.flatMap(nodesOf)) {
    const { place } = locate(node)
    places.set(placeKey(place), place)
  }
  return [...places.values()]
}

/** The hash of each range, out of its tiles. @throws Error when a tile lacks a hash */
export function hashRanges(
  ranges: readonly Range[],
  tiles: ReadonlyMap<string, Tile>,
): readonly Buffer[] {
  return ranges.map((range) => joinNodes(nodesOf(range).map((node) => hashOf(node, tiles))))
}

function hashOf(node: Node, tiles: ReadonlyMap<string, Tile>): Buffer {
  const { place, from, width } = locate(node)
  const hashes = tiles.get(placeKey(place))?.hashes.slice(from, from + width) ?? []
  if (hashes.length < width) throw new Error(`tile ${placeKey(place)} has too few hashes`)
  return rootOfComplete(hashes)
}

function locate({ level, index }: Node) {
  const width = 2 ** (level % TILE_LEVELS)
  const first = index * width
  return {
    place: { level: Math.floor(level / TILE_LEVELS), index: Math.floor(first / TILE_WIDTH) },
    from: first % TILE_WIDTH,
    width,
  }
}
