import ts from 'typescript'
import { lineOf } from './imports.ts'

export type ExportedName = {
  readonly name: string
  readonly isType: boolean
  readonly line: number
}

/** What a file gives away under a name: functions, classes, constants, types. */
export function exportedNames(file: ts.SourceFile): ExportedName[] {
  return file.statements.flatMap((statement) => {
    const isType = ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)
    const names = isExported(statement) ? declaredNames(statement) : passedOnNames(statement)
    return names.map((name) => ({ name, isType, line: lineOf(statement) }))
  })
}

function isExported(node: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
  return modifiers.some((each) => each.kind === ts.SyntaxKind.ExportKeyword)
}

function passedOnNames(node: ts.Statement): string[] {
  if (!ts.isExportDeclaration(node) || !node.exportClause) return []
  if (!ts.isNamedExports(node.exportClause)) return []
  return node.exportClause.elements.map((each) => each.name.text)
}

function declaredNames(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => boundNames(name))
  }
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node)
  return isNamed && node.name ? [node.name.text] : []
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((each) => (ts.isBindingElement(each) ? boundNames(each.name) : []))
}
