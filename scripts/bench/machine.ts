import { statfsSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import type { Stage } from './stage.ts'

const TMPFS = 0x01021994

const settings = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'wal_level',
  'shared_buffers',
  'max_wal_size',
  'jit',
] as const

export type Machine = {
  readonly cores: number
  readonly processor: string
  readonly memoryMiB: number
  readonly platform: string
  readonly node: string
  /** True when a commit costs no disk: the figures say nothing then. */
  readonly inMemory: boolean
  readonly postgres: Readonly<Record<string, string>>
}

export async function describeMachine({ sql, dataDir }: Stage): Promise<Machine> {
  const rows = await sql.unsafe<{ name: string; setting: string }[]>(
    `select name, current_setting(name) as setting from unnest($1::text::text[]) as name`,
    [`{${settings.join(',')}}`],
  )
  const postgres = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
  for (const durable of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    if (postgres[durable] !== 'on') throw new Error(`${durable} is ${postgres[durable]}`)
  }
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? '',
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    inMemory: statfsSync(dataDir).type === TMPFS,
    postgres,
  }
}
