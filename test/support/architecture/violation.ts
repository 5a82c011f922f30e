import type { SourceTree } from '../imports.ts'

export const RULES = [
  'unknown place',
  'upward floor',
  'upward room',
  'circle',
  'SQL out of place',
  'foreign write',
  'HTTP in the core',
  'impure rule',
  'environment',
  'clock',
  'long file',
  'long function',
  'barrel',
  'default export',
  'file name',
  'use case name',
] as const
export type RuleName = (typeof RULES)[number]

export type Violation = {
  readonly rule: RuleName
  readonly path: string
  readonly line: number
  readonly message: string
}

export type Check = (tree: SourceTree) => Iterable<Violation>

export function inWords(violation: Violation): string {
  return `${violation.path}:${violation.line} ${violation.rule}: ${violation.message}`
}
