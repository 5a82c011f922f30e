import { DomainError } from '../../kernel/errors.ts'
import { importErrors } from './errors.ts'
import type { FileRow, FlawKind } from './model.ts'
import { openArchive, type Archive } from './open-archive.ts'
import {
  attribute,
  columnIndex,
  dateText,
  decodeXml,
  numberText,
  readDateStyles,
  readRelations,
  readSharedStrings,
  readWorkbookPart,
  textOf,
} from './rules/workbook-xml.ts'

export const MOST_ROWS = 200_000
export const MOST_COLUMNS = 200
const MOST_ROW_CHARACTERS = 1_000_000
const MOST_TAIL_CHARACTERS = 32_000_000

export type ReadSheet = { readonly rows: readonly FileRow[]; readonly notes: readonly string[] }

type Sheet = {
  readonly strings: readonly string[]
  readonly dateStyles: readonly boolean[]
  readonly from1904: boolean
}

/**
 * The first sheet that is not hidden, row by row: numbers and days as they would be typed, formulas
 * and merged cells marked as such. The other sheets are named and not read.
 */
export async function readWorkbook(bytes: Buffer): Promise<ReadSheet> {
  const archive = openArchive(bytes)
  if (!archive.has('xl/workbook.xml')) throw new DomainError(importErrors['file-not-table'])
  const { sheets, from1904 } = readWorkbookPart(archive.text('xl/workbook.xml'))
  const relations = readRelations(archive.text('xl/_rels/workbook.xml.rels'))
  const first = sheets.find(({ hidden }) => !hidden)
  const path = first && relations.get(first.relation)
  if (!first || !path || !archive.has(path)) throw new DomainError(importErrors['file-damaged'])
  const sheet: Sheet = {
    strings: readSharedStrings(partOr(archive, 'xl/sharedStrings.xml')),
    dateStyles: readDateStyles(partOr(archive, 'xl/styles.xml')),
    from1904,
  }
  const notes = sheets
    .filter((one) => one !== first)
    .map(({ name, hidden }) => `没有读${hidden ? '隐藏的' : ''}工作表“${name}”`)
  return { rows: await readRows(archive.chunks(path), sheet), notes }
}

function partOr(archive: Archive, path: string): string {
  return archive.has(path) ? archive.text(path) : ''
}

type Growing = { line: number; cells: string[]; flaws: { at: number; kind: FlawKind }[] }

async function readRows(chunks: AsyncGenerator<string>, sheet: Sheet): Promise<readonly FileRow[]> {
  const rows: Growing[] = []
  let rest = ''
  let line = 0
  let isTail = false
  for await (const chunk of chunks) {
    rest += chunk
    if (isTail) {
      if (rest.length > MOST_TAIL_CHARACTERS) throw new DomainError(importErrors['file-damaged'])
      continue
    }
    const taken = takeRows(rest, (tag, inner) => {
      line = Number(attribute(tag, 'r') ?? line + 1)
      const row = rowOf(line, inner, sheet)
      if (row.cells.some((cell) => cell !== '') || row.flaws.length > 0) rows.push(row)
      if (rows.length > MOST_ROWS) throw new DomainError(importErrors['file-too-many-rows'])
    })
    rest = rest.slice(taken)
    isTail = /<\/(?:\w+:)?sheetData>/.test(rest)
    if (!isTail && rest.length > MOST_ROW_CHARACTERS) {
      throw new DomainError(importErrors['file-damaged'])
    }
  }
  markMerged(rows, rest)
  return rows
}

/** Tells every whole row of the text, and returns how far it got. */
function takeRows(text: string, tell: (tag: string, inner: string) => void): number {
  const opening = /<((?:\w+:)?)row(?=[\s>/])[^>]*>/g
  let taken = 0
  for (;;) {
    opening.lastIndex = taken
    const found = opening.exec(text)
    if (!found) return taken
    const after = opening.lastIndex
    if (found[0].endsWith('/>')) {
      taken = after
      continue
    }
    const closing = `</${found[1] ?? ''}row>`
    const end = text.indexOf(closing, after)
    if (end < 0) return taken
    tell(found[0], text.slice(after, end))
    taken = end + closing.length
  }
}

const CELL = /<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g

function rowOf(line: number, inner: string, sheet: Sheet): Growing {
  const row: Growing = { line, cells: [], flaws: [] }
  let next = 0
  for (const [, tag = '', content = ''] of inner.matchAll(CELL)) {
    const at = columnIndex(attribute(tag, 'r') ?? '') ?? next
    next = at + 1
    if (at >= MOST_COLUMNS) {
      if (content === '') continue
      throw new DomainError(importErrors['file-too-many-rows'])
    }
    const flaw = flawOf(tag, content)
    if (flaw) row.flaws.push({ at, kind: flaw })
    while (row.cells.length <= at) row.cells.push('')
    row.cells[at] = valueOf(tag, content, sheet)
  }
  return row
}

function flawOf(tag: string, content: string): FlawKind | undefined {
  if (/<(?:\w+:)?f[\s/>]/.test(content)) return 'formula'
  return attribute(tag, 't') === 'e' ? 'error' : undefined
}

function valueOf(tag: string, content: string, sheet: Sheet): string {
  const type = attribute(tag, 't') ?? 'n'
  if (type === 'inlineStr') return textOf(content)
  const raw = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</.exec(content)?.[1] ?? ''
  if (type === 's') return sheet.strings[Number(raw === '' ? -1 : raw)] ?? ''
  if (type === 'b') return raw === '1' ? '是' : '否'
  if (type === 'd') return raw.replace('T', ' ')
  const isNumber = type === 'n' && raw !== '' && !Number.isNaN(Number(raw))
  return isNumber ? numberOf(Number(attribute(tag, 's') ?? 0), raw, sheet) : decodeXml(raw)
}

const LAST_SERIAL = 2_958_466

function numberOf(style: number, raw: string, { dateStyles, from1904 }: Sheet): string {
  const serial = Number(raw)
  const isDate = (dateStyles[style] ?? false) && serial >= 0 && serial < LAST_SERIAL
  return isDate ? dateText(serial, from1904) : numberText(raw)
}

/** Where merged cells are stands behind the rows. */
function markMerged(rows: readonly Growing[], tail: string): void {
  const byLine = new Map(rows.map((row) => [row.line, row]))
  const lastLine = rows.at(-1)?.line ?? 0
  for (const tag of tail.match(/<(?:\w+:)?mergeCell\s[^>]*>/g) ?? []) {
    const [left = '', right = ''] = (attribute(tag, 'ref') ?? '').split(':')
    const firstAt = columnIndex(left) ?? 0
    const lastAt = Math.min(columnIndex(right) ?? 0, MOST_COLUMNS - 1)
    for (let line = lineIn(left); line <= Math.min(lineIn(right), lastLine); line += 1) {
      const row = byLine.get(line)
      if (row) for (let at = firstAt; at <= lastAt; at += 1) row.flaws.push({ at, kind: 'merged' })
    }
  }
}

function lineIn(reference: string): number {
  return Number(/\d+$/.exec(reference)?.[0] ?? 0)
}
