import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'
import type { Import } from './model.ts'
import { selectProgress, type Progress } from './store/chunks.ts'
import { selectImports } from './store/imports.ts'

export type ListedImport = Import & {
  readonly uploadedByName: string
  readonly progress: Progress
}

/** The newest first, from before `before` on; the caller leaves out what the reader may not see. */
export async function listImports(
  ctx: Ctx,
  ask: { readonly before: Id | null; readonly limit: number },
): Promise<readonly ListedImport[]> {
  return inRead(ctx, async (tx) => {
    const found = await selectImports(tx, ask)
    const people = await findPersons(
      tx,
      found.map(({ uploadedById }) => uploadedById),
    )
    return Promise.all(
      found.map(async (one) => ({
        ...one,
        uploadedByName: people.get(one.uploadedById)?.name ?? '',
        progress: await selectProgress(tx, one.id),
      })),
    )
  })
}
