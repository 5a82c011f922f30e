import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Finding, KeptCheckpoint, PostedTransfer } from './model.ts'
import { isOverdrawn, makeReplay, type Replay } from './rules/replay.ts'
import { selectPosted } from './store/leaves.ts'
import {
  findOtherEntry,
  findStrayEntry,
  selectPostedAccounts,
  selectStand,
  type ExpectedEntry,
} from './store/verify.ts'
import { verifyTree } from './verify-tree.ts'

export type VerifyBooks = {
  readonly communityId: Id
  /** Checkpoints of these books that were kept elsewhere. */
  readonly kept: readonly KeptCheckpoint[]
  /** Told now and then: how many transfers have been read. */
  readonly progress: (transfers: number) => void
}

export type VerifiedBooks = { readonly transfers: number; readonly findings: readonly Finding[] }

const STRETCH = 2_000
const NIL = '00000000-0000-0000-0000-000000000000' as Id

/**
 * Makes a community's books again from their transfers and compares everything that is stored:
 * sequence, entries, versions, balances, holds, leaves, tiles, checkpoints, signatures. Reads as of
 * one moment while others go on posting, a stretch at a time: memory grows with the accounts only.
 * Of each kind the first that is wrong is named.
 */
export async function verifyBooks(ctx: Ctx, input: VerifyBooks): Promise<VerifiedBooks> {
  const { communityId, kept, progress } = input
  const findings: Finding[] = []
  const find = (finding: Omit<Finding, 'communityId'>) => {
    if (!findings.some(({ kind }) => kind === finding.kind))
      findings.push({ communityId, ...finding })
  }
  const stand = await inRead(ctx, (tx) => selectStand(tx, communityId))
  const tree = await verifyTree(ctx, { communityId, kept, find })
  const replay = makeReplay()
  const transfers = await replayTransfers(ctx, communityId, stand.sequence, async (posted) => {
    const { expected, overdrawn } = post(replay, posted)
    if (overdrawn !== undefined) find({ kind: 'overdraft', row: `transfer ${overdrawn}` })
    const other = await inRead(ctx, (tx) => findOtherEntry(tx, communityId, expected))
    if (other) find({ kind: 'entry', row: entryName(other) })
    await tree.add(posted)
    progress(posted.length)
  })
  if (transfers < stand.sequence) find({ kind: 'sequence', row: `transfer ${transfers + 1}` })
  await tree.end(Math.min(transfers, stand.sequence), stand.sealed)
  await compareAccounts(ctx, communityId, { stand, replay, find })
  return { transfers, findings }
}

type Find = (finding: Omit<Finding, 'communityId'>) => void

/** In order, until one is missing; returns how many there are until then. */
async function replayTransfers(
  ctx: Ctx,
  communityId: Id,
  last: number,
  take: (posted: readonly PostedTransfer[]) => Promise<void>,
): Promise<number> {
  for (let after = 0; after < last;) {
    const until = Math.min(after + STRETCH, last)
    const read = await inRead(ctx, (tx) => selectPosted(tx, communityId, { after, until }))
    const from = after
    const gap = read.findIndex(({ sequence }, place) => sequence !== from + place + 1)
    const posted = gap < 0 ? read : read.slice(0, gap)
    await take(posted)
    after += posted.length
    if (after < until) return after
  }
  return last
}

function post(replay: Replay, posted: readonly PostedTransfer[]) {
  const expected: ExpectedEntry[] = []
  let overdrawn: number | undefined
  for (const transfer of posted) {
    const entries = replay.post(transfer)
    if (isOverdrawn(transfer, entries)) overdrawn ??= transfer.sequence
    expected.push(...entries)
  }
  return { expected, overdrawn }
}

async function compareAccounts(
  ctx: Ctx,
  communityId: Id,
  {
    stand,
    replay,
    find,
  }: {
    readonly stand: Awaited<ReturnType<typeof selectStand>>
    readonly replay: Replay
    readonly find: Find
  },
): Promise<void> {
  const known = new Map(stand.accounts.map((account) => [account.id, account]))
  let sum = 0
  for (const account of stand.accounts) {
    const { balance, version } = replay.accounts.get(account.id) ?? { balance: 0, version: 0 }
    const row = `account ${account.id}`
    if (account.balance !== balance) find({ kind: 'balance', row })
    if (account.version !== version) find({ kind: 'version', row })
    if (account.held !== account.reserved) find({ kind: 'held', row })
    if (account.held > account.balance && account.held > 0) find({ kind: 'held', row })
    sum += account.balance
  }
  if (sum !== 0) find({ kind: 'sum', row: `books ${communityId}` })
  for (let after = NIL; ;) {
    const ids = await inRead(ctx, (tx) => selectPostedAccounts(tx, communityId, after))
    const stranger = ids.find((id) => !known.has(id) && !replay.accounts.has(id))
    if (stranger) find({ kind: 'stray-entry', row: `account ${stranger}` })
    const versions = ids.map((id) => ({ id, version: replay.accounts.get(id)?.version ?? 0 }))
    const stray = await inRead(ctx, (tx) =>
      findStrayEntry(tx, communityId, versions, stand.sequence),
    )
    if (stray) find({ kind: 'stray-entry', row: entryName(stray) })
    const last = ids.at(-1)
    if (last === undefined) return
    after = last
  }
}

function entryName({ accountId, version }: { readonly accountId: Id; readonly version: number }) {
  return `entry ${version} of account ${accountId}`
}
