import { or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Tx } from './client.ts'

/** What is looked for, and what takes its place. */
export type Scrubbing = { readonly words: readonly string[]; readonly mark: string }

/** Rows of a set of ids, as one parameter: `in` with thousands of them is slow to plan. */
export function amongIds(column: PgColumn, ids: readonly string[]): SQL {
  return sql`${column} in (select i::uuid from json_array_elements_text(${JSON.stringify(ids)}::json) i)`
}

/** The mark where there is a text, nothing where there is none. */
export function marked(column: PgColumn, mark: string): SQL {
  return sql`case when ${column} is not null then ${mark}::text end`
}

/** Puts the mark in the place of every word, in the columns named, of the rows that have one. */
export async function scrub(
  tx: Tx,
  table: PgTable,
  texts: Readonly<Record<string, PgColumn>>,
  { words, mark }: Scrubbing,
  where?: SQL,
): Promise<void> {
  const columns = Object.entries(texts)
  if (words.length === 0 || columns.length === 0) return
  const found = columns.flatMap(([, column]) =>
    words.map((word) => sql`position(${word}::text in ${column}) > 0`),
  )
  const set = Object.fromEntries(
    columns.map(([name, column]) => [
      name,
      words.reduce(
        (text, word) => sql`replace(${text}, ${word}::text, ${mark}::text)`,
        sql`${column}`,
      ),
    ]),
  )
  const rows = or(...found)
  await tx
    .update(table)
    .set(set)
    .where(where ? sql`${where} and (${rows})` : rows)
}
