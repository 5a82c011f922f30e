import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'
import { importErrors } from './errors.ts'
import type { Import, RowProblem } from './model.ts'
import { openLeft } from './seal-rows.ts'
import { selectLeft, selectProgress, type Progress } from './store/chunks.ts'
import { selectImport } from './store/imports.ts'

export type ImportView = Import & {
  readonly uploadedByName: string
  readonly decidedByName: string | null
  readonly progress: Progress
  /** Lines that could no longer be written when their turn came. */
  readonly left: readonly RowProblem[]
}

/** The caller has checked who may see it. @throws `import.not-found` */
export async function getImport(ctx: Ctx, importId: Id): Promise<ImportView> {
  return inRead(ctx, async (tx) => {
    const found = await selectImport(tx, importId)
    if (!found) throw new DomainError(importErrors['not-found'])
    const ids = [found.uploadedById, ...(found.decidedById ? [found.decidedById] : [])]
    const [people, progress, left] = await Promise.all([
      findPersons(tx, ids),
      selectProgress(tx, importId),
      selectLeft(tx, importId),
    ])
    const nameOf = (id: Id) => people.get(id)?.name ?? ''
    return {
      ...found,
      uploadedByName: nameOf(found.uploadedById),
      decidedByName: found.decidedById === null ? null : nameOf(found.decidedById),
      progress,
      left: left.flatMap(({ number, leftSealed }) =>
        openLeft(ctx.sealKeys, { importId, number }, leftSealed),
      ),
    }
  })
}
