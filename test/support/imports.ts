import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'

/** Path from the root, with `/`, to text. */
export type Sources = ReadonlyMap<string, string>
export type SourceTree = ReadonlyMap<string, ts.SourceFile>

/** One name that a file takes from another; `*` for the whole module. */
export type ImportedName = { readonly name: string; readonly local: string }

export type Import = {
  readonly specifier: string
  readonly names: readonly ImportedName[]
  readonly line: number
}

/** Every `.ts` and `.tsx` file below the folders. */
export function readSources(root: string, folders: readonly string[]): Sources {
  const sources = new Map<string, string>()
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue
      const file = join(entry.parentPath, entry.name)
      const path = posix.join(...file.slice(root.length).split(/[\\/]/).filter(Boolean))
      sources.set(path, readFileSync(file, 'utf8'))
    }
  }
  return sources
}

export function parseSources(sources: Sources): SourceTree {
  return new Map([...sources].map(([path, text]) => [path, parseSource(path, text)]))
}

/** Checking a house again with one more file in it parses that file only. */
const parsed = new Map<string, ts.SourceFile>()

export function parseSource(path: string, text: string): ts.SourceFile {
  const known = parsed.get(path)
  if (known?.text === text) return known
  const file = parseAnew(path, text)
  parsed.set(path, file)
  return file
}

function parseAnew(path: string, text: string): ts.SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind)
}

export function lineOf(node: ts.Node): number {
  const file = node.getSourceFile()
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
}

/** Every node below (and with) the one given, outermost first. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  const ahead = [node]
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    yield next
    const children: ts.Node[] = []
    ts.forEachChild(next, (child) => {
      children.push(child)
    })
    ahead.push(...children.reverse())
  }
}

/** All the ways in which a file can lean on another, types included. */
export function importsOf(file: ts.SourceFile): readonly Import[] {
  const known = imports.get(file) ?? readImports(file)
  imports.set(file, known)
  return known
}

const imports = new WeakMap<ts.SourceFile, readonly Import[]>()

function readImports(file: ts.SourceFile): readonly Import[] {
  const found: Import[] = []
  for (const node of walk(file)) {
    const specifier = specifierOf(node)
    if (specifier) found.push({ specifier, names: namesOf(node), line: lineOf(node) })
  }
  return found
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return textOf(node.moduleSpecifier)
  }
  if (ts.isExternalModuleReference(node)) return textOf(node.expression)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return textOf(node.argument.literal)
  }
  if (!ts.isCallExpression(node)) return undefined
  const dynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword
  const required = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  return dynamic || required ? textOf(node.arguments[0]) : undefined
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined
}

function namesOf(node: ts.Node): ImportedName[] {
  if (ts.isExportDeclaration(node)) {
    const named = node.exportClause && ts.isNamedExports(node.exportClause)
    return named ? node.exportClause.elements.map(pairOf) : [{ name: '*', local: '*' }]
  }
  if (!ts.isImportDeclaration(node)) return [{ name: '*', local: '*' }]
  const clause = node.importClause
  const names: ImportedName[] = []
  if (clause?.name) names.push({ name: 'default', local: clause.name.text })
  const bindings = clause?.namedBindings
  if (!bindings) return names
  if (ts.isNamespaceImport(bindings)) return [...names, { name: '*', local: bindings.name.text }]
  return [...names, ...bindings.elements.map(pairOf)]
}

function pairOf(element: ts.ImportSpecifier | ts.ExportSpecifier): ImportedName {
  return { name: (element.propertyName ?? element.name).text, local: element.name.text }
}

/** The file that a relative import means; undefined for packages and for what is not in the tree. */
export function resolveImport(
  from: string,
  specifier: string,
  paths: { has(path: string): boolean },
): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const target = posix.join(posix.dirname(from), specifier)
  const stem = target.replace(/\.jsx?$/, '')
  const candidates = [target, `${stem}.ts`, `${stem}.tsx`, `${target}/index.ts`]
  return candidates.find((path) => paths.has(path))
}
