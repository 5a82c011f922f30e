import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import { serviceErrors } from './errors.ts'
import type { SheetRow } from './model.ts'
import { MOST_ROWS, readSheet } from './rules/read-sheet.ts'

const MOST_BYTES = 256 * 1024

/** The rows of a pasted or uploaded table. Spreadsheets in China often still save GBK. */
export function parseGroupSheet(source: string | Uint8Array): readonly SheetRow[] | Refusal {
  if (source.length > MOST_BYTES) return refuse(serviceErrors['sheet-too-long'])
  const rows = readSheet(typeof source === 'string' ? source : decode(source))
  if (isRefusal(rows)) return rows
  if (rows.length === 0) return refuse(serviceErrors['sheet-empty'])
  return rows.length > MOST_ROWS ? refuse(serviceErrors['sheet-too-long']) : rows
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
