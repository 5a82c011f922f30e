import type { Sql } from 'postgres'

/** A line for every table with a checksum of all its rows, to the byte; `except` names tables left out. */
export async function checksum(sql: Sql, except: readonly string[] = []): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`
  const counted = tables.map(({ name }) => name).filter((name) => !except.includes(name))
  const rows = await sql.unsafe<{ line: string }[]>(counted.map(lineOf).join(' union all '))
  return rows.map(({ line }) => line).join('\n')
}

function lineOf(table: string): string {
  const rows = `select md5(string_agg(md5(t::text), '' order by md5(t::text))) from "${table}" t`
  return `select '${table} ' || coalesce((${rows}), 'empty') as line`
}
