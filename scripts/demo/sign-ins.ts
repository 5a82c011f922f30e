import type { DemoSignIn } from '../../src/features/person/api/parts.ts'
import { roleNames } from '../../src/features/person/messages.ts'
import type { Role } from '../../src/features/person/model.ts'
import { cast, nameOf, type PersonKey } from './cast.ts'

/** One for everything that somebody can be; two where an act takes two people. */
const shown: readonly (readonly [Role, PersonKey])[] = [
  ['districtAdministrator', 'zhou'],
  ['districtAdministrator', 'wu'],
  ['coordinator', 'chen'],
  ['coordinator', 'luo'],
  ['teamLeader', 'liu'],
  ['volunteer', 'he'],
  ['resident', 'zhao'],
  ['resident', 'sun'],
  ['supervisor', 'zheng'],
  ['auditor', 'feng'],
]

export const signIns: readonly DemoSignIn[] = shown.map(([role, key]) => ({
  role: roleNames[role],
  name: nameOf(key),
  phone: cast[key].phone ?? '',
}))

/** Chinese characters take two columns of a terminal. */
export function signInTable(rows: readonly DemoSignIn[]): string {
  const cells = rows.map(({ role, name, phone }) => [role, name, phone])
  const widths = [0, 1, 2].map((column) =>
    Math.max(...cells.map((row) => columnsOf(row[column] ?? ''))),
  )
  const lines = cells.map((row) =>
    row
      .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - columnsOf(text)))
      .join('  '),
  )
  return lines.map((line) => `  ${line.trimEnd()}`).join('\n')
}

function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, one) => sum + (one > '\u2e7f' ? 2 : 1), 0)
}
