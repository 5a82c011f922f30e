import ts from 'typescript'
import { importsOf, lineOf, resolveImport, walk, type SourceTree } from '../imports.ts'
import { heightOf, placeOf, type Layer, type Room } from './places.ts'
import { tableOf, tablesNamed, tablesWritten, textsOf } from './sql-text.ts'
import type { Violation } from './violation.ts'

type Owner = Room | Layer

/** A room writes its own tables only, and names no table of a room above it. */
export function* writes(tree: SourceTree): Generator<Violation> {
  const owners = ownersOfTables(tree)
  for (const [path, file] of tree) {
    const self = ownerOf(path)
    if (!self) continue
    yield* byName(path, file, self, owners)
    yield* byImport(path, file, self, tree)
  }
}

function ownerOf(path: string): Owner | undefined {
  const place = placeOf(path)
  if (place.kind === 'unknown') return undefined
  return place.kind === 'room' ? place.room : place.layer
}

function ownersOfTables(tree: SourceTree): Map<string, Owner> {
  const owners = new Map<string, Owner>()
  for (const [path, file] of tree) {
    const owner = ownerOf(path)
    if (!owner) continue
    for (const node of walk(file)) {
      const table = tableOf(node)
      if (table) owners.set(table.name, owner)
    }
  }
  return owners
}

function* byName(
  path: string,
  file: ts.SourceFile,
  self: Owner,
  owners: ReadonlyMap<string, Owner>,
): Generator<Violation> {
  for (const { text, line } of textsOf(file)) {
    for (const table of new Set(tablesWritten(text))) {
      const owner = owners.get(table)
      if (!owner || owner === self) continue
      yield { rule: 'foreign write', path, line, message: `writes ${table} of ${owner}` }
    }
    for (const table of new Set(tablesNamed(text))) {
      const owner = owners.get(table)
      if (!owner || heightOf(owner) <= heightOf(self)) continue
      yield { rule: 'upward room', path, line, message: `names ${table} of ${owner}` }
    }
  }
}

function* byImport(
  path: string,
  file: ts.SourceFile,
  self: Owner,
  tree: SourceTree,
): Generator<Violation> {
  const foreign = foreignNames(path, file, self, tree)
  if (foreign.size === 0) return
  for (const node of walk(file)) {
    for (const written of expressionsWritten(node)) {
      const owner = foreign.get(written.getText().split('.')[0] ?? '')
      if (!owner) continue
      const message = `writes ${written.getText()} of ${owner}`
      yield { rule: 'foreign write', path, line: lineOf(written), message }
    }
  }
}

/** Local names that stand for tables of others. */
function foreignNames(
  path: string,
  file: ts.SourceFile,
  self: Owner,
  tree: SourceTree,
): Map<string, Owner> {
  const names = new Map<string, Owner>()
  for (const { specifier, names: imported } of importsOf(file)) {
    const target = resolveImport(path, specifier, tree)
    const owner = target && ownerOf(target)
    if (!owner || owner === self || !declaresTables(target, tree)) continue
    for (const { local } of imported) names.set(local, owner)
  }
  return names
}

function declaresTables(path: string, tree: SourceTree): boolean {
  const file = tree.get(path)
  return file !== undefined && [...walk(file)].some((node) => tableOf(node) !== undefined)
}

/** `x` in `.insert(x)`, `.update(x)`, `.delete(x)` and in `sql` texts such as `insert into ${x}`. */
function* expressionsWritten(node: ts.Node): Generator<ts.Expression> {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const first = node.arguments[0]
    if (first && /^(insert|update|delete)$/.test(node.expression.name.text)) yield first
  }
  if (!ts.isTemplateExpression(node)) return
  let before = node.head.text
  for (const span of node.templateSpans) {
    if (WRITES_NEXT.test(before)) yield span.expression
    before = span.literal.text
  }
}

const WRITES_NEXT = /\b(insert\s+into|update|delete\s+from|truncate(\s+table)?|merge\s+into)\s+$/i
