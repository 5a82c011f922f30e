import ts from 'typescript'
import { importsOf, lineOf, walk, type SourceTree } from '../imports.ts'
import { placeOf, type Place, type Role } from './places.ts'
import { looksLikeSql, textsOf } from './sql-text.ts'
import type { RuleName, Violation } from './violation.ts'

const DATABASE_PACKAGE = /^(drizzle-orm|postgres|pg)(\/|$)/
const HTTP_PACKAGE = /^(hono|@hono)(\/|$)/
const IMPURE_MODULE = /^(node:(?!crypto$|util$)|fs|net|http|timers)/
const IMPURE_NAME =
  /^(newId|systemNow|systemEpochMs|monotonicMs|randomUUID|randomBytes|randomInt|getRandomValues)$/

/** What stands in one file and belongs in another. */
export function* contents(tree: SourceTree): Generator<Violation> {
  for (const [path, file] of tree) {
    const place = placeOf(path)
    yield* packages(path, file, place)
    yield* statements(path, file, place)
    yield* readings(path, file)
  }
}

function* packages(path: string, file: ts.SourceFile, place: Place): Generator<Violation> {
  for (const { specifier, names, line } of importsOf(file)) {
    const report = (rule: RuleName, message = `imports ${specifier}`) => ({
      rule,
      path,
      line,
      message,
    })
    if (DATABASE_PACKAGE.test(specifier) && !holdsSql(place)) yield report('SQL out of place')
    if (HTTP_PACKAGE.test(specifier) && !knowsHttp(place)) yield report('HTTP in the core')
    if (!isPure(place)) continue
    if (IMPURE_MODULE.test(specifier)) yield report('impure rule')
    const impure = names.find(({ name }) => IMPURE_NAME.test(name))
    if (impure) yield report('impure rule', `takes ${impure.name}; pass its value in`)
  }
}

function* statements(path: string, file: ts.SourceFile, place: Place): Generator<Violation> {
  if (holdsSql(place)) return
  for (const { text, line } of textsOf(file)) {
    if (!looksLikeSql(text)) continue
    yield { rule: 'SQL out of place', path, line, message: text.trim().slice(0, 60) }
  }
}

function* readings(path: string, file: ts.SourceFile): Generator<Violation> {
  for (const node of walk(file)) {
    const line = () => lineOf(node)
    if (path !== 'src/config.ts' && readsEnvironment(node)) {
      yield { rule: 'environment', path, line: line(), message: 'only config.ts reads it' }
    }
    if (path !== 'src/kernel/clock.ts' && readsClock(node)) {
      yield { rule: 'clock', path, line: line(), message: 'only kernel/clock.ts reads it' }
    }
  }
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) && /process['"]$/.test(node.moduleSpecifier.getText())) {
    return /\benv\b/.test(node.importClause?.getText() ?? '')
  }
  if (ts.isVariableDeclaration(node) && node.initializer && isNamed(node.initializer, 'process')) {
    return ts.isObjectBindingPattern(node.name) && /\benv\b/.test(node.name.getText())
  }
  return isMember(node, 'process', 'env')
}

function readsClock(node: ts.Node): boolean {
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date')) {
    return (node.arguments ?? []).length === 0
  }
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return true
  return isMember(node, 'Date', 'now')
}

/** `object.name`, `object['name']` and the same behind `globalThis`. */
function isMember(node: ts.Node, object: string, name: string): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === name && isNamed(node.expression, object)
  }
  if (!ts.isElementAccessExpression(node) || !isNamed(node.expression, object)) return false
  return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === name
}

function isNamed(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name
  return ts.isPropertyAccessExpression(node) && node.name.text === name
}

function holdsSql(place: Place): boolean {
  if (place.kind === 'room') return place.role === 'tables' || place.role === 'store'
  return place.kind === 'layer' && place.layer === 'db'
}

function knowsHttp(place: Place): boolean {
  if (place.kind === 'room') return place.role === 'api' || place.role === 'pages'
  return place.kind === 'layer' && ['http', 'app', 'main'].includes(place.layer)
}

function isPure(place: Place): boolean {
  const pure: readonly Role[] = ['rules', 'model', 'errors', 'messages']
  return place.kind === 'room' && pure.includes(place.role)
}
