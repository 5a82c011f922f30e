import { parseCivilDate, parseInstant } from '../../src/kernel/clock.ts'
import { isId } from '../../src/kernel/ids.ts'

/** A body that must be refused at the door, as raw text. */
export type Spoiled = {
  readonly what: string
  readonly text: string
  readonly status: 400 | 422
  readonly code: 'request.malformed' | 'request.invalid'
}

/** JSON texts that stand where a good value stood, by what kind of value it was. */
const amounts = ['-60', '1.5', '"60"', '1e309', '-1e309', '-0', '9007199254740993', '1000000001']
const noAmounts = ['null', '[]', '{}', 'true', '"６０"', '"NaN"']
/** Fields where zero means what it says; elsewhere nothing may come to zero. */
const MAY_BE_ZERO = /^agreedMore/
const zeros = ['0', '1e-400']
/** What somebody stays or expects at most: a day. */
const WITHIN_A_DAY = /^(expected|agreedMore|attended)Minutes$/
const spoiled = {
  amount: [...amounts, ...noAmounts],
  text: [
    '"a\\u0000b"',
    '"a\\u001bb"',
    '"a\\u202eb"',
    '"a\\ud800b"',
    '"   "',
    '""',
    '5',
    '[]',
    '{}',
    JSON.stringify('字'.repeat(5_000)),
  ],
  instant: [
    '"2026-02-30T09:00:00+08:00"',
    '"2026-11-31T09:00:00+08:00"',
    '"2026-11-24T25:00:00+08:00"',
    '"2026-11-24T09:00:00"',
    '"2026-11-24"',
    '"infinity"',
    '"294277-01-01T00:00:00Z"',
    '"1999-12-31T00:00:00+08:00"',
    '1795482000000',
    '"2026-11-24T09:00:00+08:00\\u0000"',
  ],
  date: ['"2026-02-30"', '"2026-13-01"', '"1899-12-31"', '"tomorrow"', '20261124', '"2026-11-24Z"'],
  id: [
    '"x"',
    '""',
    '7',
    '[]',
    '"00000000-0000-0000-0000-00000000000\\u0000"',
    '"' + 'a'.repeat(3_000) + '"',
  ],
  choice: ['"nonsense"', '""', '5', '[]', '"\\u0000"'],
  flag: ['"true"', '1', 'null', '[]'],
} as const

type Kind = keyof typeof spoiled

/** Every way that the list of bad input knows to spoil a good body. */
export function* spoil(good: object): Generator<Spoiled> {
  const text = JSON.stringify(good)
  yield malformed('cut in the middle', text.slice(0, -1))
  yield malformed('nothing', '')
  yield malformed('single quotes', "{'a': 1}")
  yield malformed('NaN', `{"a": NaN}`)
  yield malformed('60,000 brackets', '['.repeat(60_000))
  yield invalid('null', 'null')
  yield invalid('a list', `[${text}]`)
  yield invalid('a text', '"text"')
  yield invalid('an unknown field', with_(text, '"minutes": 60'))
  yield invalid('__proto__', with_(text, '"__proto__": {"roles": ["coordinator"]}'))
  for (const { path, value } of leavesOf(good)) {
    const kind = kindOf(value)
    for (const json of [...spoiled[kind], ...(kind === 'amount' ? boundsOf(path) : [])]) {
      const shown = json.length > 40 ? `${json.length} characters` : json
      yield invalid(`${path.join('.')} = ${shown}`, replaced(good, path, json))
    }
    if (kind === 'amount') {
      yield malformed(`${path.join('.')} = NaN`, replaced(good, path, 'NaN'))
    }
  }
}

function boundsOf(path: readonly string[]): readonly string[] {
  const name = path.at(-1) ?? ''
  const none = MAY_BE_ZERO.test(name) ? [] : zeros
  return WITHIN_A_DAY.test(name) ? [...none, '1441'] : none
}

function malformed(what: string, text: string): Spoiled {
  return { what, text, status: 400, code: 'request.malformed' }
}

function invalid(what: string, text: string): Spoiled {
  return { what, text, status: 422, code: 'request.invalid' }
}

function with_(text: string, field: string): string {
  return text === '{}' ? `{${field}}` : `${text.slice(0, -1)}, ${field}}`
}

type Leaf = { readonly path: readonly string[]; readonly value: unknown }

function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))
}

function kindOf(value: unknown): Kind {
  if (typeof value === 'number') return 'amount'
  if (typeof value === 'boolean') return 'flag'
  const text = String(value)
  if (isId(text)) return 'id'
  if (parseInstant(text)) return 'instant'
  if (parseCivilDate(text)) return 'date'
  return /^[\x20-\x7e]+$/.test(text) ? 'choice' : 'text'
}

const HOLE = '\u2400hole'

/** The good body with `json` where `path` leads. */
function replaced(good: object, path: readonly string[], json: string): string {
  const copy = structuredClone(good) as Record<string, unknown>
  const holder = path.slice(0, -1).reduce((inner, name) => inner[name] as typeof copy, copy)
  holder[path.at(-1) ?? ''] = HOLE
  return JSON.stringify(copy).replace(`"${HOLE}"`, () => json)
}
