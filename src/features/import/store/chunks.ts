import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { importChunks } from '../tables.ts'

export type ChunkKey = { readonly importId: Id; readonly number: number }

export type SealedChunk = ChunkKey & {
  readonly rowCount: number
  readonly rowsSealed: string | null
  readonly verdictsSealed: string | null
}

function isKey({ importId, number }: ChunkKey) {
  return and(eq(importChunks.importId, importId), eq(importChunks.number, number))
}

export async function insertChunk(tx: Tx, chunk: SealedChunk): Promise<void> {
  await tx.insert(importChunks).values(chunk)
}

const sealed = {
  importId: importChunks.importId,
  number: importChunks.number,
  rowCount: importChunks.rowCount,
  rowsSealed: importChunks.rowsSealed,
  verdictsSealed: importChunks.verdictsSealed,
}

export async function selectChunk(tx: Queryable, key: ChunkKey): Promise<SealedChunk | undefined> {
  const rows = await tx.select(sealed).from(importChunks).where(isKey(key))
  return rows[0]
}

export async function setVerdicts(
  tx: Tx,
  key: ChunkKey,
  verdictsSealed: string | null,
): Promise<void> {
  await tx.update(importChunks).set({ verdictsSealed }).where(isKey(key))
}

/** The first chunk that is not done and that nobody else is at; locked until the transaction ends. */
export async function takeChunk(tx: Tx, importId: Id): Promise<SealedChunk | undefined> {
  const rows = await tx
    .select(sealed)
    .from(importChunks)
    .where(and(eq(importChunks.importId, importId), isNull(importChunks.doneAt)))
    .orderBy(asc(importChunks.number))
    .limit(1)
    .for('update', { skipLocked: true })
  return rows[0]
}

export async function markChunkDone(
  tx: Tx,
  key: ChunkKey,
  done: {
    readonly doneAt: Instant
    readonly writtenCount: number
    readonly leftCount: number
    readonly leftSealed: string | null
  },
): Promise<void> {
  await tx
    .update(importChunks)
    .set({ ...done, rowsSealed: null, verdictsSealed: null })
    .where(isKey(key))
}

/** Nothing of the file's people is kept of an import that is over. */
export async function wipeChunks(tx: Tx, importId: Id): Promise<void> {
  await tx
    .update(importChunks)
    .set({ rowsSealed: null, verdictsSealed: null })
    .where(eq(importChunks.importId, importId))
}

export type Progress = {
  readonly chunks: number
  readonly doneChunks: number
  readonly doneRows: number
  readonly written: number
  readonly left: number
}

export async function selectProgress(tx: Queryable, importId: Id): Promise<Progress> {
  const isDone = sql`${importChunks.doneAt} is not null`
  const [row] = await tx
    .select({
      chunks: sql<number>`count(*)::int`,
      doneChunks: sql<number>`count(${importChunks.doneAt})::int`,
      doneRows: sql<number>`coalesce(sum(${importChunks.rowCount}) filter (where ${isDone}), 0)::int`,
      written: sql<number>`coalesce(sum(${importChunks.writtenCount}), 0)::int`,
      left: sql<number>`coalesce(sum(${importChunks.leftCount}), 0)::int`,
    })
    .from(importChunks)
    .where(eq(importChunks.importId, importId))
  return row ?? { chunks: 0, doneChunks: 0, doneRows: 0, written: 0, left: 0 }
}

export function selectLeft(
  tx: Queryable,
  importId: Id,
): Promise<readonly { readonly number: number; readonly leftSealed: string | null }[]> {
  return tx
    .select({ number: importChunks.number, leftSealed: importChunks.leftSealed })
    .from(importChunks)
    .where(and(eq(importChunks.importId, importId), sql`${importChunks.leftSealed} is not null`))
    .orderBy(asc(importChunks.number))
}
