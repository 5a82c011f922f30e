import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import type { Id } from '../../src/kernel/ids.ts'
import type { HttpWorld } from './http.ts'
import type { World } from './world.ts'

export type Taken = {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer<ArrayBuffer>
}

/** A file as a browser (cookie) or a program (token) is given it. */
export async function take(
  http: HttpWorld,
  path: string,
  who: { readonly cookie?: string; readonly token?: string },
): Promise<Taken> {
  const headers = new Headers({ accept: 'text/html' })
  if (who.cookie) headers.set('cookie', who.cookie)
  if (who.token) headers.set('authorization', `Bearer ${who.token}`)
  const answer = await http.app.request(`http://localhost${path}`, { headers })
  const bytes = Buffer.from(await answer.arrayBuffer())
  return { status: answer.status, headers: answer.headers, bytes }
}

export type ReadFile = {
  readonly facts: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, string>>[]
}

/** The facts, then an empty line, then a header and its rows: as strict as RFC 4180. */
export function readCsv(bytes: Buffer): ReadFile {
  const lines = parse(bytes, { bom: true, record_delimiter: '\r\n', relax_column_count: false })
  const blank = lines.findIndex((line) => line.every((cell) => cell === ''))
  const [header = [], ...rows] = lines.slice(blank + 1)
  return {
    facts: Object.fromEntries(lines.slice(0, blank).map(([term = '', text = '']) => [term, text])),
    rows: rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']))),
  }
}

export async function openWorkbook(bytes: Buffer<ArrayBuffer>): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  return workbook
}

/** A day as `2026-11-24`, a time as `2026-11-24 09:00`, a number in digits: as the csv has them. */
export function textOf({ value, numFmt }: ExcelJS.Cell): string {
  if (value instanceof Date) {
    const text = value.toISOString()
    return numFmt === 'yyyy-mm-dd'
      ? text.slice(0, 10)
      : `${text.slice(0, 10)} ${text.slice(11, 16)}`
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function readSheet(workbook: ExcelJS.Workbook): ReadFile {
  const [sheet, about] = workbook.worksheets
  if (!sheet || !about) throw new Error('a sheet is missing')
  const header = Array.from({ length: sheet.columnCount }, (_, at) =>
    textOf(sheet.getCell(1, at + 1)),
  )
  const rows = Array.from({ length: sheet.rowCount - 1 }, (_, row) =>
    Object.fromEntries(header.map((name, at) => [name, textOf(sheet.getCell(row + 2, at + 1))])),
  )
  const facts = Array.from({ length: about.rowCount }, (_, row) => [
    textOf(about.getCell(row + 1, 1)),
    textOf(about.getCell(row + 1, 2)),
  ])
  return { facts: Object.fromEntries(facts) as Record<string, string>, rows }
}

export type Filed = { readonly act: string; readonly actor_id: string; readonly subjects: string[] }

/** What was filed of exports in a community, the earliest first. */
export async function filedExports(world: World, communityId: Id): Promise<readonly Filed[]> {
  const rows = await world.sql<{ act: string; actor_id: string; subjects: string }[]>`
    select act, actor_id, subjects::text from audit_events
     where community_id = ${communityId} and act like 'report.%' order by id`
  return rows.map((row) => ({ ...row, subjects: JSON.parse(row.subjects) as string[] }))
}
