import { accept } from '../../kernel/errors.ts'
import type { ExportTable, Row } from './model.ts'
import { printPaper } from './print-paper.ts'
import { judgeRows, tablePaper } from './rules/table-paper.ts'

/** A table as a PDF, in one piece. @throws `report.paper-too-long`, `db.busy` */
export async function* writePaper(
  table: ExportTable,
  title: string,
  footer: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const rows: Row[] = []
  for await (const page of table.pages) {
    rows.push(...page)
    accept(judgeRows(rows.length))
  }
  yield printPaper(tablePaper(title, table, rows, footer))
}
