import type { World } from './world.ts'

/** Resolves once a transaction of the world's database waits for a lock of another one. */
export async function untilSomebodyWaits(world: World): Promise<'waits'> {
  for (;;) {
    const waiting = await world.sql`
      select from pg_stat_activity
       where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
    if (waiting.length > 0) return 'waits'
  }
}

/** What a test opens to let a transaction that it holds open end. */
export type Gate = { readonly passed: Promise<void>; open(): void }

export function makeGate(): Gate {
  let open: () => void = () => undefined
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { passed, open: () => open() }
}
