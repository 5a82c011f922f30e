import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Tx } from '../../db/client.ts'
import { readNow } from '../../db/clock.ts'
import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import { monotonicMs } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { leafHash } from '../../kernel/merkle.ts'
import { signNote } from '../../kernel/signed-note.ts'
import { originOf, type Outlet, type Tile, type Tree } from './model.ts'
import { publishCheckpoints } from './publish-checkpoints.ts'
import { openSecret, signingKeys } from './rotate-proof-key.ts'
import { checkpointText } from './rules/checkpoint.ts'
import { makeLeafWriter } from './rules/leaf.ts'
import { addLeaves, edgeOf, hashRanges, placeKey } from './rules/tiles.ts'
import { insertCheckpoint, selectNewest } from './store/checkpoints.ts'
import { selectLastSequence, selectPosted } from './store/leaves.ts'
import {
  findUnsealed,
  growTree,
  lockTree,
  plantTree,
  selectTiles,
  type UnsealedAge,
} from './store/trees.ts'

/** Steps so short that requests hardly wait for what each does in one go. */
const AT_ONCE = 250
/** Half a millisecond of hashing; then whoever has asked something is answered first. */
const LEAVES_A_TURN = 50

/** Nobody posts to books that have been still for so long; those that never are, wait so long at most. */
const STILL_SECONDS = 3
const LONGEST_SECONDS = 30

/** As `sealTrees`, once a burst is over: approvals come first, and a receipt may wait some seconds. */
export function sealStillTrees(ctx: Ctx): Promise<number> {
  return sealAll(ctx, { still: STILL_SECONDS, longest: LONGEST_SECONDS })
}

/**
 * Seals what was posted since the last time and signs a checkpoint for each community. Safe to run
 * anywhere, any number of times and by two at once: a tree that another is sealing is passed by. One
 * community's trouble does not keep the others waiting. Returns how many transfers were sealed.
 */
export function sealTrees(ctx: Ctx): Promise<number> {
  return sealAll(ctx, null)
}

async function sealAll(ctx: Ctx, age: UnsealedAge | null): Promise<number> {
  const failures: unknown[] = []
  let sealed = 0
  const now = ctx.fixedNow?.() ?? null
  for (const communityId of await inRead(ctx, (tx) => findUnsealed(tx, age, now))) {
    try {
      sealed += await sealWhole(ctx, communityId)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'transfers could not be sealed')
  return sealed
}

/** In steps, so that a long import holds no long transaction; only the last step is signed. */
async function sealWhole(ctx: Ctx, communityId: Id): Promise<number> {
  for (let sealed = 0; ;) {
    const step = await inTransaction(ctx, (tx) => sealStep(ctx, tx, communityId))
    sealed += step.sealed
    if (step.isWhole) return sealed
  }
}

async function sealStep(
  ctx: Ctx,
  tx: Tx,
  communityId: Id,
): Promise<{ readonly sealed: number; readonly isWhole: boolean }> {
  await plantTree(tx, { communityId, size: 0, salt: randomBytes(32).toString('hex') })
  const tree = await lockTree(tx, communityId)
  if (!tree) return { sealed: 0, isWhole: true }
  const last = await selectLastSequence(tx, communityId)
  const until = Math.min(last, tree.size + AT_ONCE)
  if (until <= tree.size) return { sealed: 0, isWhole: true }
  await grow(tx, tree, until)
  if (until === last) await signCheckpoint(ctx, tx, communityId, until)
  return { sealed: until - tree.size, isWhole: until === last }
}

async function grow(tx: Tx, tree: Tree, until: number): Promise<void> {
  const { communityId, size, salt } = tree
  const edge = await selectTiles(tx, communityId, edgeOf(size))
  await refuseOtherPast(tx, tree, edge)
  const transfers = await selectPosted(tx, communityId, { after: size, until })
  transfers.forEach(({ sequence }, place) => {
    if (sequence !== size + place + 1) throw new Error(`transfer ${size + place + 1} is missing`)
  })
  if (transfers.length !== until - size) throw new Error(`transfer ${until} is missing`)
  const leafOf = makeLeafWriter(salt)
  const leaves: Buffer[] = []
  for (const transfer of transfers) {
    if (leaves.length % LEAVES_A_TURN === 0) await setImmediate()
    leaves.push(leafHash(leafOf(transfer)))
  }
  await growTree(tx, { communityId, size: until }, addLeaves(size, edge, leaves))
}

/** A log must not sign what does not continue what it signed before. */
async function refuseOtherPast(
  tx: Tx,
  { communityId, size }: Tree,
  edge: readonly Tile[],
): Promise<void> {
  const signed = await selectNewest(tx, communityId)
  if (!signed || signed.size > size) {
    if (signed) throw new Error(`a checkpoint of size ${signed.size} is signed, sealed are ${size}`)
    return
  }
  if (signed.size === size && rootOf(size, edge).toString('base64') !== signed.root)
    throw new Error(`the tree of ${communityId} is not the one that was signed at size ${size}`)
}

function rootOf(size: number, edge: readonly Tile[]): Buffer {
  const tiles = new Map(edge.map((tile) => [placeKey(tile), tile]))
  const [root] = hashRanges([{ start: 0, end: size }], tiles)
  if (!root) throw new Error('a tree has a root')
  return root
}

async function signCheckpoint(ctx: Ctx, tx: Tx, communityId: Id, size: number): Promise<void> {
  const root = rootOf(size, await selectTiles(tx, communityId, edgeOf(size)))
  const now = await readNow(ctx, tx)
  const keys = await signingKeys(ctx, tx, now)
  const origin = originOf(communityId)
  const note = signNote(
    checkpointText({ origin, size, root }),
    keys.map((key) => ({ name: origin, secret: openSecret(ctx, key) })),
  )
  await insertCheckpoint(tx, {
    communityId,
    size,
    root: root.toString('base64'),
    note,
    signedAt: now,
  })
}

const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 600_000

/** Publishes to an outlet; one that fails is left alone for a while, twice as long each time. */
export function makePublish(outlet: Outlet): (ctx: Ctx) => Promise<number> {
  let pauseMs = FIRST_PAUSE_MS
  let againMs = 0
  return async (ctx) => {
    if (monotonicMs() < againMs) return 0
    try {
      const sent = await publishCheckpoints(ctx, outlet)
      pauseMs = FIRST_PAUSE_MS
      return sent
    } catch (error) {
      againMs = monotonicMs() + pauseMs
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      throw error
    }
  }
}
