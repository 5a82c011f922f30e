import { type CivilDate, type Instant, parseCivilDate, parseInstant } from './clock.ts'
import { type Id, isId } from './ids.ts'

/** Keyset paging: a cursor holds the sort key of the last row seen and nothing secret. */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null }

export type CursorKey = readonly (string | number)[]

/** What a cursor's part must be; a part that goes into a typed column is checked as that type. */
type CursorKinds = { string: string; number: number; id: Id; instant: Instant; date: CivilDate }
export type CursorKind = keyof CursorKinds
export type CursorValues<S extends readonly CursorKind[]> = {
  -readonly [K in keyof S]: CursorKinds[S[K]]
}

export const MAX_PAGE = 100

const MAX_CURSOR_LENGTH = 2048
const BASE64URL = /^[A-Za-z0-9_-]+$/
/** PostgreSQL refuses NUL and lone surrogates; a cursor has no other control characters either. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u

const checks: { readonly [K in CursorKind]: (value: unknown) => boolean } = {
  string: (value) => typeof value === 'string' && !UNSTORABLE.test(value),
  number: (value) => Number.isSafeInteger(value),
  id: (value) => typeof value === 'string' && isId(value),
  instant: (value) => typeof value === 'string' && parseInstant(value) === value,
  date: (value) => typeof value === 'string' && parseCivilDate(value) === value,
}

/** Numbers must be whole. Throws on what `decodeCursor` would not take back. */
export function encodeCursor(key: CursorKey): string {
  for (const part of key) {
    if (!checks[typeof part === 'number' ? 'number' : 'string'](part)) {
      throw new RangeError('a cursor holds whole numbers and plain text')
    }
  }
  const text = Buffer.from(JSON.stringify(key), 'utf8').toString('base64url')
  if (text.length > MAX_CURSOR_LENGTH) throw new RangeError('the cursor is too long')
  return text
}

/** The parts of a cursor in the given shape, or undefined when it is not one of ours. */
export function decodeCursor<const S extends readonly CursorKind[]>(
  text: string,
  shape: S,
): CursorValues<S> | undefined {
  if (text.length > MAX_CURSOR_LENGTH || !BASE64URL.test(text)) return undefined
  const values = parseJson(Buffer.from(text, 'base64url').toString('utf8'))
  if (!Array.isArray(values) || values.length !== shape.length) return undefined
  const fits = shape.every((kind, index) => checks[kind](values[index]))
  return fits ? (values as CursorValues<S>) : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Makes a page of rows of which one more than `limit` was fetched. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (row: T) => CursorKey,
): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const more = rows.length > limit && last !== undefined
  return { items, nextCursor: more ? encodeCursor(cursorOf(last)) : null }
}

/** Rows that a walk takes from the database at a time. */
export const WALK_PAGE = 1_000

/**
 * All rows there are, page by page along their key: each page is read when it is asked for, in a
 * read of its own, so that nothing is held open and no more than one page is in memory.
 */
export async function* walkPages<T>(
  readAfter: (last: T | null) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  let last: T | null = null
  for (;;) {
    const rows: readonly T[] = await readAfter(last)
    if (rows.length > 0) yield rows
    if (rows.length < WALK_PAGE) return
    last = rows.at(-1) ?? null
  }
}
