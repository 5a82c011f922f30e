import { seal, unseal, type SealKeys } from '../../kernel/seal.ts'
import type { FileRow, RowProblem, RowVerdict } from './model.ts'
import type { ChunkKey, SealedChunk } from './store/chunks.ts'

type Column = 'rows_sealed' | 'verdicts_sealed' | 'left_sealed'

function contextOf(column: Column, { importId, number }: ChunkKey): string {
  return `import_chunks:${column}:${importId}.${number}`
}

function sealed(keys: SealKeys, column: Column, key: ChunkKey, value: unknown): string {
  return seal(keys, JSON.stringify(value), contextOf(column, key))
}

function opened<T>(
  keys: SealKeys,
  column: Column,
  key: ChunkKey,
  text: string | null,
): readonly T[] {
  if (text === null) return []
  const json = unseal(keys, text, contextOf(column, key))
  if (json === undefined) throw new Error(`chunk ${key.number} of import ${key.importId} is sealed`)
  return JSON.parse(json) as readonly T[]
}

/** Lines of a file hold names, phones and addresses: they are kept sealed. */
export function sealRows(keys: SealKeys, key: ChunkKey, rows: readonly FileRow[]): string {
  return sealed(keys, 'rows_sealed', key, rows)
}

export function openRows(keys: SealKeys, chunk: SealedChunk): readonly FileRow[] {
  return opened(keys, 'rows_sealed', chunk, chunk.rowsSealed)
}

export function sealVerdicts(
  keys: SealKeys,
  key: ChunkKey,
  verdicts: readonly RowVerdict[],
): string | null {
  return verdicts.length === 0 ? null : sealed(keys, 'verdicts_sealed', key, verdicts)
}

export function openVerdicts(keys: SealKeys, chunk: SealedChunk): readonly RowVerdict[] {
  return opened(keys, 'verdicts_sealed', chunk, chunk.verdictsSealed)
}

/** Reasons repeat what stands in the cells. */
export function sealLeft(
  keys: SealKeys,
  key: ChunkKey,
  left: readonly RowProblem[],
): string | null {
  return left.length === 0 ? null : sealed(keys, 'left_sealed', key, left)
}

export function openLeft(
  keys: SealKeys,
  key: ChunkKey,
  leftSealed: string | null,
): readonly RowProblem[] {
  return opened(keys, 'left_sealed', key, leftSealed)
}
