import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { FileRow, RowFate, RowVerdict } from './model.ts'
import { openRows, openVerdicts } from './seal-rows.ts'
import { selectChunk } from './store/chunks.ts'

export type ToldRow = { readonly row: FileRow; readonly verdict: RowVerdict }

/** The lines of those fates with what was said of them, chunk by chunk, as long as they are kept. */
export async function* walkVerdicts(
  ctx: Ctx,
  importId: Id,
  fates: readonly RowFate[],
): AsyncGenerator<readonly ToldRow[]> {
  for (let number = 1; ; number += 1) {
    const chunk = await inRead(ctx, (tx) => selectChunk(tx, { importId, number }))
    if (!chunk) return
    const verdicts = openVerdicts(ctx.sealKeys, chunk).filter(({ fate }) => fates.includes(fate))
    if (verdicts.length === 0) continue
    const rows = new Map(openRows(ctx.sealKeys, chunk).map((row) => [row.line, row]))
    yield verdicts.flatMap((verdict) => {
      const row = rows.get(verdict.line)
      return row ? [{ row, verdict }] : []
    })
  }
}

/** The first of them, for a page. */
export async function listVerdicts(
  ctx: Ctx,
  importId: Id,
  fates: readonly RowFate[],
  limit: number,
): Promise<readonly ToldRow[]> {
  const found: ToldRow[] = []
  for await (const some of walkVerdicts(ctx, importId, fates)) {
    found.push(...some)
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}
