import { once } from 'node:events'
import { Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { epochMs, instantAt, type CivilDate, type Instant } from '../../kernel/clock.ts'
import type { Cell, ExportColumn, ExportTable, Fact, Row } from './model.ts'

type WorkbookWriter = ExcelJS.stream.xlsx.WorkbookWriter
type WorksheetWriter = ReturnType<WorkbookWriter['addWorksheet']>

/** Text cells keep their format when they are edited, so that `=1+1` stays the text that it is. */
const formats: Readonly<Record<ExportColumn['kind'], string>> = {
  text: '@',
  amount: '@',
  date: 'yyyy-mm-dd',
  time: 'yyyy-mm-dd hh:mm',
  whole: '0',
}

/**
 * A workbook of two sheets: the rows under a frozen header, and the facts. Text is text, days and
 * times (of Shanghai) are dates, amounts whole numbers; no formulas. The next page is read when
 * what came of the last one has been taken.
 */
export async function* writeWorkbook(
  table: ExportTable,
  title: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const outlet = makeOutlet()
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: outlet.stream,
    useStyles: true,
    useSharedStrings: false,
  })
  const sheet = openSheet(workbook, title, table.columns)
  const add = (row: Row) => sheet.addRow(cellsOf(row, table.columns)).commit()
  let rows = 0
  if (table.firstRow) add(table.firstRow)
  for await (const page of table.pages) {
    for (const row of page) add(row)
    rows += page.length
    await drained(sheet)
    yield* outlet.take()
  }
  if (table.lastRow) add(table.lastRow)
  sheet.commit()
  addFacts(workbook, [...table.facts, ['行数', String(rows)]])
  await workbook.commit()
  yield* outlet.take()
}

function openSheet(
  workbook: WorkbookWriter,
  title: string,
  columns: readonly ExportColumn[],
): WorksheetWriter {
  const sheet = workbook.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(({ header, kind, width }) => ({
    header,
    width,
    style: { numFmt: formats[kind] },
  }))
  const header = sheet.getRow(1)
  header.font = { bold: true }
  header.commit()
  return sheet
}

function addFacts(workbook: WorkbookWriter, facts: readonly Fact[]): void {
  const sheet = workbook.addWorksheet('说明')
  const style = { numFmt: formats.text }
  sheet.columns = [
    { width: 14, style },
    { width: 60, style },
  ]
  for (const fact of facts) sheet.addRow([...fact]).commit()
  sheet.commit()
}

type SheetCell = string | number | Date | null

function cellsOf(row: readonly Cell[], columns: readonly ExportColumn[]): SheetCell[] {
  return row.map((cell, at) => {
    const kind = columns[at]?.kind
    if (typeof cell !== 'string') return cell
    if (kind === 'date') return new Date(epochMs(instantAt(cell as CivilDate)) + SHANGHAI_MS)
    return kind === 'time' ? new Date(epochMs(cell as Instant) + SHANGHAI_MS) : cell
  })
}

/** A spreadsheet knows no zones: its dates are written as if Shanghai's time were UTC. */
const SHANGHAI_MS = 8 * 3_600_000

/** Takes what the zip gives at once and keeps it until it is taken. */
function makeOutlet() {
  let chunks: Uint8Array<ArrayBuffer>[] = []
  const stream = new Writable({
    write(chunk: Buffer<ArrayBuffer>, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  const take = () => {
    const taken = chunks
    chunks = []
    return taken
  }
  return { stream, take }
}

/**
 * exceljs writes on without waiting for the zip behind it, which would then hold the whole sheet;
 * this waits until the zip has caught up. `stream.pipes` is exceljs's own (4.4.0, pinned).
 */
async function drained(sheet: WorksheetWriter): Promise<void> {
  const { stream } = sheet as unknown as { stream: { pipes: readonly Writable[] } }
  for (const pipe of stream.pipes) if (pipe.writableNeedDrain) await once(pipe, 'drain')
}
