import { fileURLToPath } from 'node:url'
// Declares the codes of every room.
import '../../src/app.ts'
import { statusOf } from '../../src/http/problem.ts'
import { allErrors, refuse, type ErrorCode } from '../../src/kernel/errors.ts'

export const ERROR_PAGE = fileURLToPath(new URL('../../docs/errors.md', import.meta.url))
export const RENEWAL = 'node --import tsx scripts/errors.ts'

const roomOf = ({ code }: ErrorCode): string => code.split('.')[0] ?? code

/** The page of every code, by room and code; the order is that of the bytes, on every machine. */
export function errorPage(): string {
  const errors = allErrors().toSorted((left, right) => (left.code < right.code ? -1 : 1))
  const rooms = [...new Set(errors.map(roomOf))]
  return [
    '# Errors',
    'Every code that a problem (RFC 9457) can carry, as the service itself says it at `/docs/errors`. Codes are stable for ever.',
    `Written by \`${RENEWAL}\`; do not edit by hand.`,
    ...rooms.flatMap((room) => [
      `## ${room}`,
      tableOf(errors.filter((one) => roomOf(one) === room)),
    ]),
  ]
    .join('\n\n')
    .concat('\n')
}

function tableOf(errors: readonly ErrorCode[]): string {
  const rows = errors.map((error) =>
    rowOf([`\`${error.code}\``, String(statusOf(refuse(error))), error.title, error.advice]),
  )
  return [
    rowOf(['code', 'status', '含义', '怎么办']),
    rowOf(['---', '---', '---', '---']),
    ...rows,
  ].join('\n')
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
