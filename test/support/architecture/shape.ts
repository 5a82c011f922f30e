import ts from 'typescript'
import { exportedNames } from '../exports.ts'
import { lineOf, walk, type SourceTree } from '../imports.ts'
import { placeOf } from './places.ts'
import type { Violation } from './violation.ts'

export const LONGEST_FILE = 400
export const LONGEST_FUNCTION = 70

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** What a file is called, how long it is, and how it exports. */
export function* shape(tree: SourceTree): Generator<Violation> {
  for (const [path, file] of tree) {
    yield* names(path, file)
    yield* lengths(path, file)
    yield* exports(path, file)
  }
}

function* names(path: string, file: ts.SourceFile): Generator<Violation> {
  const parts = path.replace(/(\.d)?\.tsx?$/, '').split('/')
  const odd = parts.find((part) => !KEBAB.test(part))
  if (odd) yield { rule: 'file name', path, line: 1, message: `${odd} is not kebab-case` }
  const place = placeOf(path)
  if (place.kind === 'unknown') {
    yield { rule: 'unknown place', path, line: 1, message: place.why }
  } else if (place.kind === 'room' && place.role === 'use case') {
    const verb = (parts.at(-1) ?? '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    if (!exportedNames(file).some(({ name, isType }) => name === verb && !isType)) {
      yield { rule: 'use case name', path, line: 1, message: `does not export ${verb}` }
    }
  }
}

function* lengths(path: string, file: ts.SourceFile): Generator<Violation> {
  const total = file.text.replace(/\n$/, '').split('\n').length
  if (total > LONGEST_FILE) {
    yield { rule: 'long file', path, line: LONGEST_FILE, message: `${total} lines` }
  }
  for (const node of walk(file)) {
    if (!ts.isFunctionLike(node)) continue
    const last = file.getLineAndCharacterOfPosition(node.getEnd()).line + 1
    const length = last - lineOf(node) + 1
    if (length <= LONGEST_FUNCTION) continue
    yield { rule: 'long function', path, line: lineOf(node), message: `${length} lines` }
  }
}

function* exports(path: string, file: ts.SourceFile): Generator<Violation> {
  for (const node of file.statements) {
    const line = lineOf(node)
    if (ts.isExportDeclaration(node) && !node.exportClause) {
      yield { rule: 'barrel', path, line, message: 'export * hides where a name lives' }
    } else if (isDefaultExport(node)) {
      yield { rule: 'default export', path, line, message: 'export by name' }
    }
  }
  const speaking = file.statements.filter((node) => !ts.isImportDeclaration(node))
  const onlyPassesOn = speaking.length > 0 && speaking.every(ts.isExportDeclaration)
  if (onlyPassesOn || /(^|\/)index\.tsx?$/.test(path)) {
    yield { rule: 'barrel', path, line: 1, message: 'says nothing of its own' }
  }
}

function isDefaultExport(node: ts.Statement): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)) {
    return node.exportClause.elements.some((each) => each.name.text === 'default')
  }
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
  return modifiers.some((each) => each.kind === ts.SyntaxKind.DefaultKeyword)
}
