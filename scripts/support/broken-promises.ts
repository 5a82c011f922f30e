import { readFileSync } from 'node:fs'
import postgres, { type Sql } from 'postgres'
import type { DatabaseTarget } from '../../src/db/target.ts'

/** Of the books; and of the rollups, which follow the books within a minute. */
export type PromisesOf = 'books' | 'rollups'

export type BookPromise = { readonly promise: string; readonly query: string }

export type BrokenPromise = { readonly promise: string; readonly rows: readonly unknown[] }

/** Statements end with a semicolon; the comment in the line above each says what it checks. */
export function readPromises(of: PromisesOf = 'books'): readonly BookPromise[] {
  const file = new URL(`../check-${of}.sql`, import.meta.url)
  const found = readFileSync(file, 'utf8').matchAll(/^-- (.+)\n(select[^;]+);/gm)
  return [...found].map(([, promise = '', query = '']) => ({ promise, query }))
}

/** The promises that do not hold, with the rows that say so; empty for books in order. */
export async function findBroken(
  sql: Sql,
  of: PromisesOf = 'books',
): Promise<readonly BrokenPromise[]> {
  const broken: BrokenPromise[] = []
  for (const { promise, query } of readPromises(of)) {
    const rows = await sql.unsafe(query)
    if (rows.length > 0) broken.push({ promise, rows: [...rows] })
  }
  return broken
}

/** A connection without the program's limits of time: sums over all entries take as long as they take. */
export function connectPlainly(target: DatabaseTarget): Sql {
  const options = { max: 1, fetch_types: false, onnotice: () => undefined }
  return 'url' in target ? postgres(target.url, options) : postgres({ ...target, ...options })
}
