import type { CivilDate } from '../../../kernel/clock.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import { cleanText, normalisePhone } from '../../../kernel/text.ts'
import type { ColumnMap, FileRow, FlawKind, ImportKind, RowProblem } from '../model.ts'
import { labelOf, isInAnotherUnit } from './columns.ts'
import {
  inMinutes,
  isRead,
  readDate,
  readMinutes,
  readNumber,
  readTime,
  type Read,
  type TimeOfDay,
} from './read-cells.ts'

/** How the columns of a file are to be read. */
export type Reading = {
  readonly kind: ImportKind
  readonly headers: readonly string[]
  readonly columns: ColumnMap
}

const flawReasons: Readonly<Record<FlawKind, string>> = {
  merged: '合并单元格：请取消合并，每一格都填上',
  formula: '单元格里是公式：请复制后“选择性粘贴为数值”',
  error: '单元格是错误值：请改正',
}

export type RowReader = {
  readonly line: number
  readonly problems: readonly RowProblem[]
  has(field: string): boolean
  isRefused(field: string): boolean
  refuse(field: string, reason: string): void
  text(field: string, most: number, options?: { lines?: boolean }): string | null
  date(field: string): CivilDate | null
  time(field: string): TimeOfDay | null
  phone(field: string): string | null
  number(field: string): string | null
  minutes(field: string): Minutes | null
  as<T>(field: string, read: (cell: string) => Read<T>): T | null
  /** Refused when the cell is blank and nothing is wrong with it yet. */
  need<T>(field: string, value: T | null): T | null
}

/** Reads the cells of one row by field; null is blank or refused. All that is wrong is collected. */
export function makeRowReader(row: FileRow, { kind, headers, columns }: Reading): RowReader {
  const problems: RowProblem[] = []
  const flawed = new Set<string>()
  const headingOf = (field: string) => {
    const at = columns[field]
    return (at === undefined ? undefined : headers[at]) ?? labelOf(kind, field)
  }
  const refuse = (field: string, reason: string) => {
    flawed.add(field)
    problems.push({ line: row.line, column: field === '' ? '' : headingOf(field), reason })
  }
  for (const [field, at] of Object.entries(columns)) {
    const flaw = row.flaws?.find((one) => one.at === at)
    if (flaw) refuse(field, flawReasons[flaw.kind])
  }
  const cellOf = (field: string): string => {
    const at = columns[field]
    return at === undefined || flawed.has(field) ? '' : (row.cells[at] ?? '').trim()
  }
  const as = <T>(field: string, read: (cell: string) => Read<T>): T | null => {
    const cell = cellOf(field)
    if (cell === '') return null
    const found = read(cell)
    if (isRead(found)) return found.value
    refuse(field, found.reason)
    return null
  }
  return {
    line: row.line,
    problems,
    has: (field) => cellOf(field) !== '',
    isRefused: (field) => flawed.has(field),
    refuse,
    as,
    text: (field, most, options = {}) => as(field, (cell) => readText(cell, most, options)),
    date: (field) => as(field, readDate),
    time: (field) => as(field, readTime),
    number: (field) => as(field, readNumber),
    phone: (field) => as(field, readPhone),
    minutes: (field) =>
      as(field, (cell) =>
        isInAnotherUnit(headingOf(field))
          ? { reason: `“${headingOf(field)}”是小时：${cell}；${inMinutes(cell)}，表头写“分钟”` }
          : readMinutes(cell),
      ),
    need(field, value) {
      if (value === null && !flawed.has(field)) refuse(field, `没有填${labelOf(kind, field)}`)
      return value
    },
  }
}

function readText(cell: string, most: number, options: { lines?: boolean }): Read<string> {
  const text = cleanText(cell, most, options)
  return text === undefined ? { reason: `最多 ${most} 个字，不能有特殊控制字符` } : { value: text }
}

function readPhone(cell: string): Read<string> {
  const phone = normalisePhone(cell.normalize('NFKC'))
  return phone ? { value: phone } : { reason: `电话号码不对：${cell}` }
}
