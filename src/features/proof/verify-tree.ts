import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { leafHash, makeFrontier } from '../../kernel/merkle.ts'
import { openNote, type NoteVerifier } from '../../kernel/signed-note.ts'
import {
  originOf,
  type Finding,
  type KeptCheckpoint,
  type PostedTransfer,
  type Tile,
} from './model.ts'
import { parseCheckpoint, verifiersOf } from './rules/checkpoint.ts'
import { makeLeafWriter } from './rules/leaf.ts'
import { addLeaves, edgeAmong, placeKey, TILE_WIDTH } from './rules/tiles.ts'
import { selectCheckpointsFrom, selectProofKeys } from './store/checkpoints.ts'
import { selectLastSequence } from './store/leaves.ts'
import { selectTiles, selectTree } from './store/trees.ts'

export type TreeCheck = {
  add(posted: readonly PostedTransfer[]): Promise<void>
  /** When all transfers are read: what is signed or kept beyond them was cut off. */
  end(transfers: number, sealed: number): Promise<void>
}

export type TreeCheckOf = {
  readonly communityId: Id
  readonly kept: readonly KeptCheckpoint[]
  readonly find: (finding: Omit<Finding, 'communityId'>) => void
}

const PAGE = 500

/** What is signed, and what was kept elsewhere, by size; false ones are found when they are read. */
type Vouched = {
  readonly size: number
  readonly root: string
  readonly row: string
  readonly kind: 'checkpoint' | 'kept-checkpoint'
}

/** Compares a tree, made again leaf by leaf, with the stored tiles and with every checkpoint. */
export async function verifyTree(ctx: Ctx, of: TreeCheckOf): Promise<TreeCheck> {
  const { communityId, find } = of
  const tree = await inRead(ctx, (tx) => selectTree(tx, communityId))
  const keys = verifiersOf(communityId, await inRead(ctx, selectProofKeys))
  const kept = keptOf(of, keys)
  const signed = await readSigned(ctx, of, keys)
  const frontier = makeFrontier()
  const leafOf = makeLeafWriter(tree?.salt ?? '')
  let size = 0
  let edge: readonly Tile[] = []

  function compareRoot(): void {
    for (const next of [signed.peek(), kept[0]]) {
      if (next?.size === size && next.root !== frontier.root().toString('base64'))
        find({ kind: next.kind, row: next.row })
    }
    while (kept[0] && kept[0].size <= size) kept.shift()
  }

  async function addSealed(leaves: readonly Buffer[]): Promise<void> {
    const changed = addLeaves(size, edge, leaves)
    const row = await findOtherTile(ctx, communityId, changed)
    if (row) find(row)
    for (const leaf of leaves) {
      frontier.add(leaf)
      size += 1
      compareRoot()
      if (signed.peek()?.size === size) await signed.next()
    }
    edge = edgeAmong(size, [...edge, ...changed])
  }

  return {
    async add(posted) {
      if (!tree) return
      const sealed = posted.filter(({ sequence }) => sequence <= tree.size)
      if (sealed.length === 0) return
      await addSealed(sealed.map((transfer) => leafHash(leafOf(transfer))))
    },
    async end(transfers, sealed) {
      if (sealed > transfers) find({ kind: 'truncated', row: `transfer ${transfers + 1}` })
      // Others have gone on posting meanwhile; what is vouched for must be there by now.
      const last = await inRead(ctx, (tx) => selectLastSequence(tx, communityId))
      for (const beyond of [signed.peek(), kept.at(-1)])
        if (beyond && beyond.size > last) find({ kind: 'truncated', row: beyond.row })
    },
  }
}

/** Those of these books that were truly signed once, by a key of ours. */
function keptOf(
  { kept, communityId, find }: TreeCheckOf,
  keys: readonly NoteVerifier[],
): Vouched[] {
  const heads = kept.flatMap(({ note, place }) => {
    const head = parseCheckpoint(openNote(note, keys) ?? '')
    if (head?.origin !== originOf(communityId)) {
      find({ kind: 'kept-signature', row: place })
      return []
    }
    const root = head.root.toString('base64')
    return [{ size: head.size, root, row: place, kind: 'kept-checkpoint' as const }]
  })
  return heads.sort((one, other) => one.size - other.size)
}

type Signed = { peek(): Vouched | undefined; next(): Promise<void> }

async function readSigned(
  ctx: Ctx,
  of: TreeCheckOf,
  keys: readonly NoteVerifier[],
): Promise<Signed> {
  const { communityId, find } = of
  let page: Vouched[] = []
  let from = 0

  async function turn(): Promise<void> {
    const rows = await inRead(ctx, (tx) => selectCheckpointsFrom(tx, communityId, from, PAGE))
    page = rows.map(({ size, root, note }) => {
      const row = `checkpoint ${size}`
      const head = parseCheckpoint(openNote(note, keys) ?? '')
      if (head?.origin !== originOf(communityId)) find({ kind: 'signature', row })
      else if (head.size !== size || head.root.toString('base64') !== root)
        find({ kind: 'checkpoint', row })
      return { size, root, row, kind: 'checkpoint' }
    })
    from = (rows.at(-1)?.size ?? from) + 1
  }

  await turn()
  return {
    peek: () => page[0],
    async next() {
      page.shift()
      if (page.length === 0) await turn()
    },
  }
}

/** The first stored hash that is not what the transfers give; a tile may have grown meanwhile. */
async function findOtherTile(
  ctx: Ctx,
  communityId: Id,
  made: readonly Tile[],
): Promise<Omit<Finding, 'communityId'> | undefined> {
  const stored = await inRead(ctx, (tx) => selectTiles(tx, communityId, made))
  const known = new Map(stored.map((tile) => [placeKey(tile), tile]))
  for (const tile of made) {
    const there = known.get(placeKey(tile))?.hashes ?? []
    const at = tile.hashes.findIndex((hash, place) => !there[place]?.equals(hash))
    if (at < 0) continue
    return tile.level === 0
      ? { kind: 'leaf', row: `transfer ${tile.index * TILE_WIDTH + at + 1}` }
      : { kind: 'tile', row: `tile ${placeKey(tile)}` }
  }
  return undefined
}
