import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Actor } from '../../kernel/actor.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { chunksOf } from './judge-rows.ts'
import type { ColumnMap, ImportOptions, ImportSummary, RowVerdict } from './model.ts'
import type { ReadFile } from './read-file.ts'
import { sealRows, sealVerdicts } from './seal-rows.ts'
import { insertChunk } from './store/chunks.ts'
import { insertImport, selectSameFile } from './store/imports.ts'

export type UploadImport = {
  readonly actor: Extract<Actor, { kind: 'person' }>
  readonly fileName: string
  readonly file: ReadFile
  readonly columns: ColumnMap
  readonly options: ImportOptions
  /** Of a check that went before; null where needed columns are missing. */
  readonly judged: {
    readonly summary: ImportSummary
    readonly verdicts: readonly RowVerdict[]
  } | null
}

const STORE_DEADLINE_MS = 120_000

/**
 * Keeps a file that was read, its lines sealed, for its uploader to hand in. The file is its own
 * key: one that was handed in before, by anybody, or is uploaded already is answered with that import.
 */
export function uploadImport(
  ctx: Ctx,
  { actor, fileName, file, columns, options, judged }: UploadImport,
): Promise<{ readonly importId: Id; readonly isNew: boolean }> {
  const { kind, sha256, headers, headerLine, notes } = file
  return inTransaction(
    ctx,
    async (tx) => {
      const uploadedById = actor.personId
      const known = await selectSameFile(tx, { sha256, kind, uploadedById })
      if (known) return { importId: known.id, isNew: false }
      const uploadedAt = await readNow(ctx, tx)
      const importId = newId()
      await insertImport(tx, {
        ...{ id: importId, kind, sha256, headers, headerLine, columns, notes, options },
        ...{ state: 'uploaded', fileName, uploadedById, uploadedAt, rows: file.rows.length },
        ...{ summary: judged?.summary ?? null, handedInAt: null, decidedById: null },
        ...{ decidedAt: null, reason: null, doneAt: null },
      })
      const verdicts = new Map((judged?.verdicts ?? []).map((one) => [one.line, one]))
      let number = 0
      for (const rows of chunksOf(file.rows, kind)) {
        number += 1
        const key = { importId, number }
        const said = rows.flatMap(({ line }) => verdicts.get(line) ?? [])
        await insertChunk(tx, {
          ...{ ...key, rowCount: rows.length },
          rowsSealed: sealRows(ctx.sealKeys, key, rows),
          verdictsSealed: sealVerdicts(ctx.sealKeys, key, said),
        })
      }
      await recordAct(
        { ctx: { ...ctx, tx }, now: uploadedAt },
        { scope: DISTRICT_SCOPE, id: newId(), actor },
        { act: 'import.upload', subjects: [importId, `kind:${kind}`, `rows:${file.rows.length}`] },
      )
      return { importId, isNew: true }
    },
    STORE_DEADLINE_MS,
  )
}
