import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { importErrors } from './errors.ts'
import { judgeFile } from './judge-file.ts'
import type { ColumnMap, Import, ImportOptions } from './model.ts'
import { missingColumns } from './rules/columns.ts'
import { openRows, sealVerdicts } from './seal-rows.ts'
import { selectChunk, setVerdicts } from './store/chunks.ts'
import { selectImport, updateImport } from './store/imports.ts'

export type CheckImport = {
  readonly importId: Id
  /** Whose upload it is: nobody else changes it. */
  readonly personId: Id
  readonly columns: ColumnMap
  readonly options: ImportOptions
}

/**
 * Judges an uploaded file anew, with other columns or other choices; what was said before is
 * replaced. @throws `import.not-found`, `import.decided`, `import.columns-missing`
 */
export async function checkImport(ctx: Ctx, asked: CheckImport): Promise<void> {
  const { importId, personId, columns, options } = asked
  const found = await beginCheck(ctx, asked)
  const missing = missingColumns(found.kind, columns)
  if (missing.length > 0) {
    throw new DomainError(importErrors['columns-missing'], { missing: missing.join('、') })
  }
  let number = 0
  const summary = await judgeFile(ctx, {
    ...{ options, importerId: personId },
    reading: { kind: found.kind, headers: found.headers, columns },
    chunks: walkRows(ctx, importId),
    async tell(verdicts) {
      number += 1
      const key = { importId, number }
      const verdictsSealed = sealVerdicts(ctx.sealKeys, key, verdicts)
      await inTransaction(ctx, (tx) => setVerdicts(tx, key, verdictsSealed))
    },
  })
  await inTransaction(ctx, (tx) => updateImport(tx, importId, { summary }))
}

/** Until the check has come to its end nothing is handed in. */
function beginCheck(ctx: Ctx, asked: CheckImport): Promise<Import> {
  const { importId, personId, columns, options } = asked
  return inTransaction(ctx, async (tx) => {
    const found = await selectImport(tx, importId)
    if (found?.uploadedById !== personId) throw new DomainError(importErrors['not-found'])
    if (found.state !== 'uploaded') throw new DomainError(importErrors.decided)
    await updateImport(tx, importId, { columns, options, summary: null })
    return found
  })
}

/** The file's lines, chunk by chunk, as long as they are kept. */
export async function* walkRows(ctx: Ctx, importId: Id) {
  for (let number = 1; ; number += 1) {
    const chunk = await inRead(ctx, (tx) => selectChunk(tx, { importId, number }))
    if (!chunk) return
    yield openRows(ctx.sealKeys, chunk)
  }
}
