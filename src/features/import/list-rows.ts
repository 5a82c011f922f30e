import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { FileRow } from './model.ts'
import { openRows } from './seal-rows.ts'
import { selectChunk } from './store/chunks.ts'

/** The first lines of an import, as long as they are kept; at most those of its first chunk. */
export async function listRows(ctx: Ctx, importId: Id, limit: number): Promise<readonly FileRow[]> {
  const chunk = await inRead(ctx, (tx) => selectChunk(tx, { importId, number: 1 }))
  return chunk ? openRows(ctx.sealKeys, chunk).slice(0, limit) : []
}
