import { CsvError, parse } from 'csv-parse/sync'
import {
  instantAt,
  parseCivilDate,
  parseInstant,
  type CivilDate,
  type Instant,
} from '../../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/errors.ts'
import { cleanText, foldDigits } from '../../../kernel/text.ts'
import { serviceErrors } from '../errors.ts'
import type { SheetRow } from '../model.ts'

export const MOST_ROWS = 500

const MOST_FIELD = 60

const headers: Readonly<Record<string, keyof Omit<SheetRow, 'line'>>> = {
  姓名: 'name',
  名字: 'name',
  服务卡号: 'cardNumber',
  卡号: 'cardNumber',
  开始: 'start',
  开始时间: 'start',
  结束: 'end',
  结束时间: 'end',
}

/** A table as text, pasted or from a .csv: one header line in Chinese, then a person a line. */
export function readSheet(text: string): readonly SheetRow[] | Refusal {
  const records = parseLines(text)
  if (isRefusal(records)) return records
  const [header, ...rows] = records
  const columns = header?.record.map((word) => headers[word.replace(/\s/g, '')])
  const named = columns?.some((column) => column === 'name' || column === 'cardNumber')
  if (!columns || !named || !columns.includes('start') || !columns.includes('end')) {
    return refuse(serviceErrors['sheet-header'])
  }
  return rows.map(({ record, line }) => rowOf(columns, record, line))
}

type Line = { readonly record: readonly string[]; readonly line: number }

function parseLines(text: string): readonly Line[] | Refusal {
  const lines: Line[] = []
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      to: MOST_ROWS + 2,
      on_record: (record: readonly string[], { lines: line }) => void lines.push({ record, line }),
    })
  } catch (error) {
    if (error instanceof CsvError) return refuse(serviceErrors['sheet-malformed'])
    throw error
  }
  return lines
}

/** From a spreadsheet tabs are pasted; Chinese keyboards type a wide comma. */
function delimiterOf(text: string): string {
  const first = text.split(/\r?\n/, 1)[0] ?? ''
  return ['\t', ',', '，', ';'].find((mark) => first.includes(mark)) ?? ','
}

function rowOf(
  columns: readonly (keyof Omit<SheetRow, 'line'> | undefined)[],
  record: readonly string[],
  line: number,
): SheetRow {
  const fields = { name: '', cardNumber: '', start: '', end: '' }
  columns.forEach((column, index) => {
    if (column) fields[column] = record[index] ?? ''
  })
  return { line, ...fields }
}

export type ReadRow = {
  readonly name: string | null
  readonly cardNumber: string | null
  readonly startsAt: Instant
  readonly endsAt: Instant
}

/** What a line says, before anybody is looked up. */
export function readRow(row: SheetRow, servedOn: CivilDate): ReadRow | Refusal {
  const name = cleanText(row.name, MOST_FIELD, { blank: true })
  const card = cleanText(row.cardNumber, MOST_FIELD, { blank: true })
  if (name === undefined || card === undefined) return refuse(serviceErrors['row-person-unknown'])
  if (name === '' && card === '') return refuse(serviceErrors['row-person-missing'])
  const startsAt = readTime(row.start, servedOn)
  const endsAt = readTime(row.end, servedOn)
  if (!startsAt || !endsAt) return refuse(serviceErrors['row-time-malformed'])
  const cardNumber = card === '' ? null : foldDigits(card).toUpperCase()
  return { name: name === '' ? null : name, cardNumber, startsAt, endsAt }
}

const CLOCK = /^(\d{1,2}):(\d\d)(?::00)?$/
const DATED = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2}:\d\d(?::00)?)$/

/** `9:00` on the sheet's day, `2026-11-24 09:00`, `2026年11月24日 09:00`, or an instant. */
export function readTime(text: string, servedOn: CivilDate): Instant | undefined {
  const plain = foldDigits(text).replace(/：/g, ':').trim()
  const dated = DATED.exec(plain)
  if (dated) {
    const [, year = '', month = '', day = '', time = ''] = dated
    const date = parseCivilDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    return date && readTime(time, date)
  }
  const clock = CLOCK.exec(plain)
  if (!clock) return parseInstant(plain)
  const [, hour = '', minute = ''] = clock
  if (Number(hour) > 23 || Number(minute) > 59) return undefined
  return instantAt(servedOn, `${hour.padStart(2, '0')}:${minute}`)
}
