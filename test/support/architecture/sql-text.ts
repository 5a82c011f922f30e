import ts from 'typescript'
import { lineOf, walk } from '../imports.ts'

export type Text = { readonly text: string; readonly line: number; readonly node: ts.Node }

const STATEMENT = new RegExp(
  '^\\s*(?:' +
    [
      'select\\s[^]*\\sfrom\\s',
      'select\\s+[\\w.]+\\s*\\(',
      'insert\\s+into\\s',
      'update\\s+[\\w".?]+\\s+(?:as\\s+)?(?:\\w+\\s+)?set\\s',
      'delete\\s+from\\s',
      'merge\\s+into\\s',
      'truncate\\s',
      'with\\s+(?:recursive\\s+)?\\w+\\s*(?:\\([^)]*\\)\\s*)?as\\s',
      '(?:create|alter|drop)\\s+(?:or\\s+replace\\s+)?(?:table|index|unique|function|trigger|role|view|type)\\s',
      'lock\\s+table\\s',
      'set\\s+local\\s',
    ].join('|') +
    ')',
  'i',
)

/** Chinese never makes a statement; an English sentence that begins like one is worth rewording. */
export function looksLikeSql(text: string): boolean {
  return STATEMENT.test(text)
}

/** Every text of a file; a template is one text in which `?` stands for each value. */
export function* textsOf(file: ts.SourceFile): Generator<Text> {
  for (const node of walk(file)) {
    if (ts.isTemplateExpression(node)) {
      const text = [node.head, ...node.templateSpans.map((span) => span.literal)]
        .map((part) => part.text)
        .join('?')
      yield { text, line: lineOf(node), node }
    } else if (ts.isStringLiteralLike(node) && !isModuleName(node)) {
      yield { text: node.text, line: lineOf(node), node }
    }
  }
}

function isModuleName(node: ts.Node): boolean {
  return ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent)
}

/** The tables that a text writes by name, and all that it names. */
export function tablesWritten(text: string): string[] {
  return named(text, /\b(?:insert\s+into|update|delete\s+from|truncate|merge\s+into)\b/)
}

export function tablesNamed(text: string): string[] {
  return named(text, /\b(?:into|update|from|join|truncate|using|references|lock)\b/)
}

function named(text: string, verb: RegExp): string[] {
  const pattern = new RegExp(
    `${verb.source}\\s+(?:table\\s+)?(?:only\\s+)?"?([a-z_][a-z0-9_]*)`,
    'gi',
  )
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '')
}

/** `pgTable('name', …)`: the name and the columns as the database knows them. */
export function tableOf(node: ts.Node): { name: string; call: ts.CallExpression } | undefined {
  if (!ts.isCallExpression(node) || !/^(pgTable|\w+\.table)$/.test(node.expression.getText())) {
    return undefined
  }
  const name = node.arguments[0]
  return name && ts.isStringLiteralLike(name) ? { name: name.text, call: node } : undefined
}
