import type { Batch } from '../../db/commands.ts'
import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { loadTree } from '../person/load-tree.ts'
import { listOfferings } from '../service/list-offerings.ts'
import { judgeMemberships } from './judge-memberships.ts'
import { judgeOpenings } from './judge-openings.ts'
import { judgePeople } from './judge-people.ts'
import { judgeRecords } from './judge-records.ts'
import type { FileRow, ImportKind, ImportOptions } from './model.ts'
import { nothingSeen, type JudgedRow, type Judging } from './rules/judging.ts'
import { makePlaces } from './rules/places.ts'
import { offeringKey } from './rules/read-records.ts'
import type { Reading } from './rules/read-row.ts'

const byKind = {
  people: judgePeople,
  memberships: judgeMemberships,
  records: judgeRecords,
  openings: judgeOpenings,
} as const

/** The rows at once: each as writing it would go. Writes nothing. */
export function judgeRows(
  batch: Batch,
  judging: Judging,
  rows: readonly FileRow[],
): Promise<readonly JudgedRow[]> {
  return byKind[judging.reading.kind](batch, judging, rows)
}

export async function openJudging(
  ctx: Ctx,
  asked: { readonly reading: Reading; readonly options: ImportOptions; readonly importerId: Id },
): Promise<Judging> {
  const [tree, offerings] = await Promise.all([loadTree(ctx), listOfferings(ctx)])
  const known = new Map<string, Id[]>()
  for (const { id, name, code } of offerings) {
    for (const key of new Set([offeringKey(name), offeringKey(code)])) {
      known.set(key, [...(known.get(key) ?? []), id])
    }
  }
  return { ...asked, places: makePlaces([...tree.values()]), offerings: known, seen: nothingSeen() }
}

/** Rows judged at once; half a thousand keep statements short and locks brief. */
const ROWS_AT_ONCE = 500

/** Judges a file from its first row to its last, a chunk in each transaction of its own. */
export async function* walkJudged(
  ctx: Ctx,
  judging: Judging,
  chunks: AsyncIterable<readonly FileRow[]> | Iterable<readonly FileRow[]>,
): AsyncGenerator<readonly JudgedRow[]> {
  for await (const rows of chunks) {
    yield await inTransaction(ctx, async (tx) => {
      const batch = { ctx: { ...ctx, tx }, now: await readNow(ctx, tx) }
      return judgeRows(batch, judging, rows)
    })
  }
}

/** Openings and memberships are written one by one: fewer keep a transaction short. */
const ONE_BY_ONE_AT_ONCE = 100

export function* chunksOf(
  rows: readonly FileRow[],
  kind: ImportKind,
): Generator<readonly FileRow[]> {
  const isSet = kind === 'people' || kind === 'records'
  const count = isSet ? ROWS_AT_ONCE : ONE_BY_ONE_AT_ONCE
  for (let at = 0; at < rows.length; at += count) yield rows.slice(at, at + count)
}
