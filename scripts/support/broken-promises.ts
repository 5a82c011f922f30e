import { readFileSync } from 'node:fs'
import type { Sql } from 'postgres'

const FILE = new URL('../check-books.sql', import.meta.url)

export type BookPromise = { readonly promise: string; readonly query: string }

export type BrokenPromise = { readonly promise: string; readonly rows: readonly unknown[] }

/** Statements end with a semicolon; the comment in the line above each says what it checks. */
export function readPromises(): readonly BookPromise[] {
  const found = readFileSync(FILE, 'utf8').matchAll(/^-- (.+)\n(select[^;]+);/gm)
  return [...found].map(([, promise = '', query = '']) => ({ promise, query }))
}

/** The promises that do not hold, with the rows that say so; empty for books in order. */
export async function findBroken(sql: Sql): Promise<readonly BrokenPromise[]> {
  const broken: BrokenPromise[] = []
  for (const { promise, query } of readPromises()) {
    const rows = await sql.unsafe(query)
    if (rows.length > 0) broken.push({ promise, rows: [...rows] })
  }
  return broken
}
