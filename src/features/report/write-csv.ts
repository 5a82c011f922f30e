import { stringify } from 'csv-stringify/sync'
import { civilDateOf, civilTimeOf, type Instant } from '../../kernel/clock.ts'
import type { Cell, ExportColumn, ExportTable, Row } from './model.ts'

const encoder = new TextEncoder()

/**
 * UTF-8 with BOM, CRLF, every line with as many fields (RFC 4180): the facts and an empty line where
 * there are any, the headers, the rows; a chunk for each page. A text that a spreadsheet would take for a formula gets
 * an apostrophe before it (OWASP, ASVS 1.2.10).
 */
export async function* writeCsv(table: ExportTable): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { columns, facts } = table
  const blank = columns.map(() => '')
  const above = facts.map((fact) => [...fact, ...blank.slice(fact.length)])
  const head = above.length > 0 ? [...above, blank] : []
  yield encoder.encode(`\uFEFF${linesOf([...head, columns.map(({ header }) => header)])}`)
  const written = (rows: readonly Row[]) =>
    encoder.encode(linesOf(rows.map((row) => row.map((cell, at) => shown(cell, columns[at])))))
  if (table.firstRow) yield written([table.firstRow])
  for await (const rows of table.pages) yield written(rows)
  if (table.lastRow) yield written([table.lastRow])
}

function linesOf(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], { record_delimiter: '\r\n', escape_formulas: true })
}

/** An instant as a spreadsheet reads a time, in Shanghai. */
function shown(cell: Cell, column: ExportColumn | undefined): Cell {
  if (column?.kind !== 'time' || typeof cell !== 'string') return cell
  const at = cell as Instant
  return `${civilDateOf(at)} ${civilTimeOf(at)}`
}
