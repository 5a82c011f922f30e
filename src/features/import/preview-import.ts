import type { Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { importErrors } from './errors.ts'
import { judgeFile } from './judge-file.ts'
import { chunksOf } from './judge-rows.ts'
import type { ColumnMap, ImportKind, ImportOptions, ImportSummary, RowVerdict } from './model.ts'
import { readFile, type ReadFile } from './read-file.ts'
import { mapByHand, matchColumns, missingColumns } from './rules/columns.ts'

export type PreviewImport = {
  readonly bytes: Buffer
  readonly kind: ImportKind | null
  /** `表头=栏目`, for headings that are not recognised. */
  readonly pairs: readonly string[]
  readonly options: ImportOptions
  readonly importerId: Id
  readonly progress: (done: number, rows: number) => void
}

export type PreviewedImport = {
  readonly file: ReadFile
  readonly columns: ColumnMap
  readonly summary: ImportSummary
  /** All that would not be written: bad, undecided, known, skipped. */
  readonly verdicts: readonly RowVerdict[]
}

/**
 * The dry run: the file is read and every row judged; nothing is kept.
 * @throws `import.file-…`, `import.columns-missing`, `import.column-unknown`
 */
export async function previewImport(ctx: Ctx, asked: PreviewImport): Promise<PreviewedImport> {
  const file = await readFile(asked.bytes, asked.kind)
  const columns = columnsOf(file, asked.pairs)
  const missing = missingColumns(file.kind, columns)
  if (missing.length > 0) {
    throw new DomainError(importErrors['columns-missing'], {
      missing: missing.join('、'),
      found: file.headers.filter(Boolean).join('、'),
    })
  }
  const { options, importerId } = asked
  const verdicts: RowVerdict[] = []
  let done = 0
  const summary = await judgeFile(ctx, {
    ...{ options, importerId },
    reading: { kind: file.kind, headers: file.headers, columns },
    chunks: chunksOf(file.rows, file.kind),
    tell(some, rows) {
      verdicts.push(...some)
      done += rows
      asked.progress(done, file.rows.length)
    },
  })
  return { file, columns, summary, verdicts }
}

/** By the headings and by hand. @throws `import.column-unknown` */
export function columnsOf(file: ReadFile, pairs: readonly string[]): ColumnMap {
  const byHand = mapByHand(file.kind, file.headers, pairs)
  if (!byHand) throw new DomainError(importErrors['column-unknown'])
  return matchColumns(file.kind, file.headers, byHand)
}
