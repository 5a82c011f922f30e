import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Import } from './model.ts'
import type { ReadFile } from './read-file.ts'
import { selectSameFile } from './store/imports.ts'

/** The import that this very file is already: handed in by anybody, or uploaded by this person. */
export function findSameImport(
  ctx: Ctx,
  { sha256, kind }: Pick<ReadFile, 'sha256' | 'kind'>,
  uploadedById: Id,
): Promise<Import | undefined> {
  return inRead(ctx, (tx) => selectSameFile(tx, { sha256, kind, uploadedById }))
}
