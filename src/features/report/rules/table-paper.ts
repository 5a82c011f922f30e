import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { civilDateOf, civilTimeOf, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { reportErrors } from '../errors.ts'
import type { Cell, ExportColumn, ExportTable, Fact, Paper, Row } from '../model.ts'

/** Some 120 pages, printed in two seconds; who has more lines is better served by a workbook. */
export const MOST_ROWS = 5_000

export function judgeRows(rows: number): Refusal | null {
  return rows > MOST_ROWS ? refuse(reportErrors['paper-too-long']) : null
}

const PALE = '#f4f4f4'

/** A table for A4: its facts in two columns, the columns that have a width on paper, the totals in bold. */
export function tablePaper(
  title: string,
  table: Omit<ExportTable, 'pages'>,
  rows: readonly Row[],
  footer: string,
): Paper {
  const printed = table.columns.flatMap((column, at) =>
    column.paperWidth === undefined ? [] : [{ column, at, width: column.paperWidth }],
  )
  const lineOf = (row: Row, bold = false) =>
    printed.map(({ column, at }) => cellOf(row[at] ?? null, column, bold))
  const body: TableCell[][] = [
    printed.map(({ column }) => ({
      ...cellOf(null, column),
      text: column.header,
      fillColor: PALE,
    })),
    ...(table.firstRow ? [lineOf(table.firstRow, true)] : []),
    ...rows.map((row) => lineOf(row)),
    ...(table.lastRow ? [lineOf(table.lastRow, true)] : []),
  ]
  return {
    title,
    content: [
      { text: title, fontSize: 18, bold: true, alignment: 'center', margin: [0, 0, 0, 10] },
      factsOf(table.facts),
      {
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: printed.map(({ width }) => width),
          body,
        },
        layout: 'ruled',
        margin: [0, 8, 0, 0],
      },
    ],
    footer,
  }
}

function cellOf(cell: Cell, { kind }: ExportColumn, bold = true) {
  const isNumber = kind === 'whole' || kind === 'amount'
  return { text: textOf(cell, kind), bold, alignment: isNumber ? 'right' : 'left' } as const
}

function textOf(cell: Cell, kind: ExportColumn['kind']): string {
  if (cell === null) return ''
  if (kind !== 'time') return String(cell)
  return `${civilDateOf(cell as Instant)} ${civilTimeOf(cell as Instant)}`
}

function factsOf(facts: readonly Fact[]): Content {
  const half = Math.ceil(facts.length / 2)
  const column = (some: readonly Fact[]): Content => ({
    stack: some.map(([term, text]) => ({
      columns: [
        { text: term, width: 60, color: '#555555' },
        { text, width: '*' },
      ],
      margin: [0, 1, 0, 1],
    })),
  })
  return { columns: [column(facts.slice(0, half)), column(facts.slice(half))], columnGap: 16 }
}
