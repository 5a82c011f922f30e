import ts from 'typescript'
import { tableOf } from './architecture/sql-text.ts'
import { exportedNames } from './exports.ts'
import { lineOf, parseSources, walk, type Sources } from './imports.ts'

export type Refused = { readonly phrase: string; readonly instead: string }
export type Glossary = {
  readonly identifiers: readonly string[]
  readonly refused: readonly Refused[]
}

export type NameKind = 'table' | 'column' | 'export'
export type FoundName = {
  readonly kind: NameKind
  readonly name: string
  readonly room: string
  readonly path: string
  readonly line: number
}

/** A second, honest meaning of a refused word; every condition given must hold. */
export type OtherMeaning = {
  readonly word: string
  readonly because: string
  readonly rooms?: readonly string[]
  readonly kinds?: readonly NameKind[]
  readonly names?: RegExp
}

/** Reads every table headed `| 中文 | identifier | meaning | not |`. */
export function readGlossary(markdown: string): Glossary {
  const identifiers: string[] = []
  const refused: Refused[] = []
  let inside = false
  for (const line of markdown.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim())
    if (cells.length < 6) inside = false
    else if (cells[1] === '中文') inside = true
    else if (inside && !cells[1]?.startsWith('--')) {
      const names = identifiersIn(cells[2] ?? '')
      identifiers.push(...names)
      const instead = names.join(', ')
      refused.push(...phrasesIn(cells[4] ?? '').map((phrase) => ({ phrase, instead })))
    }
  }
  return { identifiers, refused }
}

function identifiersIn(cell: string): string[] {
  return [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '')
}

function phrasesIn(cell: string): string[] {
  const plain = cell.replace(/\([^)]*\)/g, '')
  return plain
    .split(',')
    .map((phrase) => phrase.trim())
    .filter(Boolean)
}

/** Tables, their columns, and what files export, below `src/features`. */
export function namesIn(sources: Sources): FoundName[] {
  const found: FoundName[] = []
  for (const [path, file] of parseSources(sources)) {
    const room = /^src\/features\/([^/]+)\//.exec(path)?.[1]
    if (!room) continue
    const add = (kind: NameKind, name: string, line: number) =>
      found.push({ kind, name, room, path, line })
    for (const { name, line } of exportedNames(file)) add('export', name, line)
    for (const node of walk(file)) {
      const table = tableOf(node)
      if (!table) continue
      add('table', table.name, lineOf(node))
      for (const { name, line } of columnsOf(table.call)) add('column', name, line)
    }
  }
  return found
}

/** A column's key, and the name that its builder is given when it has one. */
function columnsOf(table: ts.CallExpression): { name: string; line: number }[] {
  const columns = table.arguments[1]
  if (!columns || !ts.isObjectLiteralExpression(columns)) return []
  return columns.properties.filter(ts.isPropertyAssignment).flatMap((property) => {
    const line = lineOf(property)
    const stored = firstText(property.initializer)
    const names = stored ? [property.name.getText(), stored] : [property.name.getText()]
    return names.map((name) => ({ name, line }))
  })
}

/** In `text('note').notNull().default('')`: note. */
function firstText(node: ts.Expression): string | undefined {
  if (!ts.isCallExpression(node)) return undefined
  if (ts.isPropertyAccessExpression(node.expression)) return firstText(node.expression.expression)
  const first = node.arguments[0]
  return first && ts.isStringLiteralLike(first) ? first.text : undefined
}

export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase())
}

/** Each name that holds a refused word and no other meaning of it. */
export function refusedNames(
  names: readonly FoundName[],
  glossary: Glossary,
  otherMeanings: readonly OtherMeaning[],
): string[] {
  return names.flatMap((found) =>
    glossary.refused
      .filter(({ phrase }) => holds(wordsOf(found.name), wordsOf(phrase)))
      .filter(({ phrase }) => !otherMeanings.some((other) => applies(other, phrase, found)))
      .map(({ phrase, instead }) => `${placed(found)} says ${phrase}; say ${instead}`),
  )
}

function holds(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, at) =>
    phrase.every((word, offset) => [word, `${word}s`].includes(words[at + offset] ?? '')),
  )
}

function applies(other: OtherMeaning, phrase: string, found: FoundName): boolean {
  return (
    other.word === phrase &&
    (other.rooms?.includes(found.room) ?? true) &&
    (other.kinds?.includes(found.kind) ?? true) &&
    (other.names?.test(found.name) ?? true)
  )
}

/** Each table whose name is not made of nouns that have a row; the room's name may stand before. */
export function tablesWithoutRow(names: readonly FoundName[], glossary: Glossary): string[] {
  const rows = new Set(glossary.identifiers.map((name) => wordsOf(name).join(' ')))
  return names
    .filter(({ kind }) => kind === 'table')
    .filter(({ name, room }) => {
      const words = wordsOf(name)
      const inner = words[0] === room ? words.slice(1) : words
      return !isMadeOf(rows, words) && !isMadeOf(rows, inner)
    })
    .map((found) => `${placed(found)} has no row in docs/glossary.md`)
}

function isMadeOf(rows: ReadonlySet<string>, words: readonly string[]): boolean {
  return words.some((word, at) => {
    const before = words.slice(0, at)
    const phrases = [word, singularOf(word)].map((last) => [...before, last].join(' '))
    if (!phrases.some((phrase) => rows.has(phrase))) return false
    return at === words.length - 1 || isMadeOf(rows, words.slice(at + 1))
  })
}

function singularOf(word: string): string {
  if (word.endsWith('ies')) return word.replace(/ies$/, 'y')
  return word.replace(/(ss|us|x|ch|sh)es$/, '$1').replace(/([^su])s$/, '$1')
}

function placed({ path, line, kind, name }: FoundName): string {
  return `${path}:${line} ${kind} ${name}`
}
