import type { Child } from 'hono/jsx'
import type { Tone } from './status-chip.tsx'

export type PhonePlace =
  'title' | 'value' | 'corner' | 'aside' | 'line' | 'plain' | 'actions' | 'hidden'

export type Column<Row> = {
  key: string
  header: string
  cell: (row: Row) => Child
  /** Numbers and minutes stand at the end, digits below digits. */
  align?: 'start' | 'end' | undefined
  /** The cell that names the row for a screen reader. */
  rowHeader?: boolean | undefined
  /**
   * Where the cell goes when rows turn into cards. First line: `title` left, `value` right; second
   * line: `corner` left, `aside` with its label right; below: `line` with its label (the default),
   * `plain` without, `actions`; or `hidden`.
   */
  phone?: PhonePlace | undefined
  /** As narrow as its content. */
  tight?: boolean | undefined
}

export type Selection<Row> = {
  /** Form key, sent once per chosen row. */
  name: string
  value: (row: Row) => string
  /** 选择 王秀英 11月24日 的记录 */
  label: (row: Row) => string
  /** The id of the form that the boxes belong to, when the table is outside it. */
  form?: string | undefined
  disabled?: ((row: Row) => boolean) | undefined
  checked?: ((row: Row) => boolean) | undefined
}

type DataTableProps<Row> = {
  caption: string
  /** The caption is for screen readers only: a heading above says the same. */
  captionHidden?: boolean | undefined
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  /** Colours the row's edge; a StatusChip in the row must say the same in words. */
  tone?: ((row: Row) => Tone | undefined) | undefined
  selection?: Selection<Row> | undefined
  /** Ruled like the paper 储蓄本. */
  passbook?: boolean | undefined
  /** Shown instead of the table when there are no rows. */
  empty?: Child | undefined
}

/**
 * A real table where there is room, cards on a phone. The ARIA roles are said aloud because CSS
 * that turns rows into blocks takes the implied ones away.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, captionHidden, columns, rows, tone, selection, empty } = props
  if (rows.length === 0 && empty) return <>{empty}</>
  return (
    <div class="table-wrap">
      <table class={tableClass(props)} role="table" data-rows>
        <caption class={captionHidden ? 'hidden' : undefined}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {selection && <SelectAllCell selection={selection} />}
            {columns.map((column) => (
              <th role="columnheader" scope="col" class={cellClass(column)}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" class={rowClass(tone?.(row))}>
              {selection && <SelectCell selection={selection} row={row} />}
              {columns.map((column) => (
                <Cell column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function tableClass<Row>({ passbook, selection }: DataTableProps<Row>): string {
  return `table${passbook ? ' table--passbook' : ''}${selection ? ' table--select' : ''}`
}

function rowClass(tone: Tone | undefined): string | undefined {
  return tone ? `row row--${tone}` : 'row'
}

function cellClass<Row>(column: Column<Row>): string {
  const phone = column.phone ?? 'line'
  return `cell cell--${phone}${column.align === 'end' ? ' cell--end' : ''}${column.tight ? ' cell--tight' : ''}`
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = (
    <div class="cell__content" data-label={column.header}>
      <div class="cell__value">{column.cell(row)}</div>
    </div>
  )
  const attributes = { class: cellClass(column) }
  return column.rowHeader ? (
    <th role="rowheader" scope="row" {...attributes}>
      {content}
    </th>
  ) : (
    <td role="cell" {...attributes}>
      {content}
    </td>
  )
}

/** Works by script only; without it the rows are ticked one by one and the box stays hidden. */
function SelectAllCell<Row>({ selection }: { selection: Selection<Row> }) {
  return (
    <th role="columnheader" scope="col" class="cell cell--select">
      <label class="tick" data-needs-script hidden>
        <input type="checkbox" data-check-all={selection.name} />
        <span class="hidden">全选</span>
      </label>
    </th>
  )
}

function SelectCell<Row>({ selection, row }: { selection: Selection<Row>; row: Row }) {
  return (
    <td role="cell" class="cell cell--select">
      <label class="tick">
        <input
          type="checkbox"
          name={selection.name}
          value={selection.value(row)}
          form={selection.form}
          disabled={selection.disabled?.(row)}
          checked={selection.checked?.(row)}
        />
        <span class="hidden">{selection.label(row)}</span>
      </label>
    </td>
  )
}

type BulkBarProps = { name: string; children: Child }

/** Stays in sight below a table with boxes; the count needs the script, the buttons do not. */
export function BulkBar({ name, children }: BulkBarProps) {
  return (
    <div class="bulk-bar">
      <p
        class="bulk-bar__count"
        data-check-count={name}
        data-needs-script
        hidden
        aria-live="polite"
      >
        已选 <strong>0</strong> 条
      </p>
      <div class="bulk-bar__actions">{children}</div>
    </div>
  )
}
