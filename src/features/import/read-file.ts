import { createHash } from 'node:crypto'
import { CsvError, parse } from 'csv-parse/sync'
import { DomainError, isRefusal } from '../../kernel/errors.ts'
import { importErrors } from './errors.ts'
import type { FileRow, FileTable, ImportKind } from './model.ts'
import { MOST_COLUMNS, MOST_ROWS, readWorkbook, type ReadSheet } from './read-workbook.ts'
import { findHeader } from './rules/columns.ts'
import { decodeText, delimiterOf } from './rules/text-file.ts'

export type ReadFile = FileTable & { readonly sha256: string; readonly kind: ImportKind }

const OLD_XLS = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const ZIP = Buffer.from('504b0304', 'hex')

/**
 * A file as a table, by its content and never by its name: .xlsx, or text with its encoding found
 * out. The header is the line with the most known headings among the first ones; what stands above
 * it (a title) is left out. `kind`: what the file holds, null to tell by its headings.
 * @throws `import.file-…`, `import.kind-unknown`
 */
export async function readFile(bytes: Buffer, kind: ImportKind | null): Promise<ReadFile> {
  if (bytes.length === 0) throw new DomainError(importErrors['file-empty'])
  const { rows, notes } = await readRows(bytes)
  if (rows.length === 0) throw new DomainError(importErrors['file-empty'])
  const header = findHeader(rows, kind)
  if (!header) throw new DomainError(importErrors['kind-unknown'])
  const data = rows.slice(header.at + 1)
  if (data.length === 0) throw new DomainError(importErrors['file-no-rows'])
  const row = rows[header.at]
  return {
    kind: header.kind,
    headers: (row?.cells ?? []).map((cell) => cell.trim()),
    headerLine: row?.line ?? 1,
    rows: data,
    notes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

async function readRows(bytes: Buffer): Promise<ReadSheet> {
  if (startsWith(bytes, OLD_XLS)) throw new DomainError(importErrors['file-old-xls'])
  return startsWith(bytes, ZIP) ? readWorkbook(bytes) : readText(bytes)
}

function startsWith(bytes: Buffer, sign: Buffer): boolean {
  return bytes.subarray(0, sign.length).equals(sign)
}

function readText(bytes: Buffer): ReadSheet {
  const decoded = decodeText(bytes)
  if (isRefusal(decoded)) throw new DomainError(decoded.error)
  const { text, encoding } = decoded
  const rows: FileRow[] = []
  let ended = 0
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      on_record: (record: readonly string[], { lines }) => {
        // a record may go over several lines; it is called by its first
        const line = ended + 1
        ended = lines
        addRow(rows, line, record)
        return null
      },
    })
  } catch (error) {
    if (error instanceof CsvError) throw new DomainError(importErrors['file-quotes'])
    throw error
  }
  return { rows, notes: encoding === 'UTF-8' ? [] : [`按 ${encoding} 编码读取`] }
}

function addRow(rows: FileRow[], line: number, record: readonly string[]): void {
  const cells = record.map(plain)
  while (cells.length > 0 && cells.at(-1) === '') cells.pop()
  if (cells.length === 0) return
  if (cells.length > MOST_COLUMNS || rows.length > MOST_ROWS) {
    throw new DomainError(importErrors['file-too-many-rows'])
  }
  rows.push({ line, cells })
}

/** Without the apostrophe that our own files put before what looks like a formula. */
function plain(cell: string): string {
  const text = cell.trim()
  return /^'[=+\-@＝＋－＠]/.test(text) ? text.slice(1) : text
}
