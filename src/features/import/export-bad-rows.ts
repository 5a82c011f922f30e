import type { ExportColumn, ExportTable, Row } from '../report/model.ts'
import { ROW_COLUMNS } from './messages.ts'
import type { FileRow, RowProblem } from './model.ts'

export type BadRow = { readonly row: FileRow; readonly problems: readonly RowProblem[] }

/** The rows that cannot be taken as the file has them, the reasons before them, to be put right. */
export function exportBadRows(
  headers: readonly string[],
  pages: AsyncIterable<readonly BadRow[]>,
): ExportTable {
  const columns: ExportColumn[] = [
    { header: ROW_COLUMNS[0], kind: 'whole', width: 8 },
    { header: ROW_COLUMNS[1], kind: 'text', width: 18 },
    { header: ROW_COLUMNS[2], kind: 'text', width: 48 },
    ...headers.map((header): ExportColumn => ({ header, kind: 'text', width: 16 })),
  ]
  return { facts: [], columns, pages: shown(headers.length, pages) }
}

async function* shown(
  width: number,
  pages: AsyncIterable<readonly BadRow[]>,
): AsyncGenerator<readonly Row[]> {
  for await (const page of pages) {
    yield page.map(({ row, problems }) => [
      row.line,
      problems.map(({ column }) => column || '整行').join('；'),
      problems.map(({ reason }) => reason).join('；'),
      ...Array.from({ length: width }, (_, at) => row.cells[at] ?? ''),
    ])
  }
}
