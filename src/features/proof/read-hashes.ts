import type { Queryable } from '../../db/client.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Range } from '../../kernel/merkle.ts'
import { hashRanges, placeKey, placesOf } from './rules/tiles.ts'
import { selectTiles } from './store/trees.ts'

/** The hash of each range of a community's tree, out of two tiles a level at most. */
export async function readHashes(
  tx: Queryable,
  communityId: Id,
  ranges: readonly Range[],
): Promise<readonly Buffer[]> {
  const tiles = await selectTiles(tx, communityId, placesOf(ranges))
  return hashRanges(ranges, new Map(tiles.map((tile) => [placeKey(tile), tile])))
}
