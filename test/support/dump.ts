import { unseal } from '../../src/kernel/seal.ts'
import type { World } from './world.ts'

/** Every row of every table as text, and after it whatever of it is sealed, opened. */
export async function dumpTables(world: World): Promise<readonly string[]> {
  const tables = await world.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`
  const lines: string[] = []
  for (const { name } of tables) {
    const rows = await world.sql<{ row: string }[]>`
      select to_jsonb(t)::text as row from ${world.sql(name)} t order by 1`
    for (const { row } of rows) lines.push(`${name} ${row}`, ...opened(world, name, row))
  }
  return lines
}

function opened(world: World, table: string, row: string): readonly string[] {
  const columns = JSON.parse(row) as Record<string, string | number | null>
  const id = columns['id'] ?? `${columns['import_id']}.${columns['number']}`
  return Object.entries(columns).flatMap(([column, value]) => {
    if (!column.endsWith('_sealed') || typeof value !== 'string') return []
    const text = unseal(world.ctx.sealKeys, value, `${table}:${column}:${id}`)
    return text === undefined ? [] : [`${table} ${column} ${text}`]
  })
}

/** The tables that have one of the words somewhere, sealed or not. */
export async function tablesWith(
  world: World,
  words: readonly string[],
): Promise<readonly string[]> {
  const lines = await dumpTables(world)
  const found = lines.filter((line) => words.some((word) => line.includes(word)))
  return [...new Set(found.map((line) => line.slice(0, line.indexOf(' '))))].sort()
}
