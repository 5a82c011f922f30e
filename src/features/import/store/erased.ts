import { and, eq, isNotNull, or } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { scrub } from '../../../db/scrub.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { importChunks, imports } from '../tables.ts'
import type { ChunkKey, SealedChunk } from './chunks.ts'

/** Chunks that still hold lines. */
export function selectOpenChunks(tx: Queryable): Promise<readonly SealedChunk[]> {
  return tx
    .select()
    .from(importChunks)
    .where(or(isNotNull(importChunks.rowsSealed), isNotNull(importChunks.verdictsSealed)))
    .orderBy(importChunks.importId, importChunks.number)
}

/** Chunks that were written but for some lines. */
export function selectLeftChunks(
  tx: Queryable,
): Promise<readonly (ChunkKey & { readonly leftSealed: string | null })[]> {
  return tx
    .select({
      importId: importChunks.importId,
      number: importChunks.number,
      leftSealed: importChunks.leftSealed,
    })
    .from(importChunks)
    .where(isNotNull(importChunks.leftSealed))
    .orderBy(importChunks.importId, importChunks.number)
}

export async function setLeft(
  tx: Tx,
  { importId, number }: ChunkKey,
  leftSealed: string | null,
): Promise<void> {
  await tx
    .update(importChunks)
    .set({ leftSealed })
    .where(and(eq(importChunks.importId, importId), eq(importChunks.number, number)))
}

export async function scrubImports(tx: Tx, { words }: Erased): Promise<void> {
  const { fileName, reason } = imports
  await scrub(tx, imports, { fileName, reason }, { words, mark: ERASED_TEXT })
}
