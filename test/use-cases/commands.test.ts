import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { statement } from '../../src/db/statement.ts'
import { writeUseCase } from '../../src/db/commands.ts'
import { instantFromDatabase, type Instant } from '../../src/kernel/clock.ts'
import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

it('reads the time only once the lock is held, also when the lock reads something first', async () => {
  const clocked = writeUseCase<{ readonly n: number }, Instant, unknown>({
    useCase: 'test.clocked',
    async lock(tx) {
      await statement(tx, 'select 1', [])
      await statement(tx, 'select pg_advisory_xact_lock(4711)', [])
    },
    work: (batch, commands) => Promise.resolve(commands.map(() => batch.now)),
  })
  const { fixedNow: _, ...ctx } = world.ctx
  const actor = { kind: 'system', personId: null, name: 'test' } as const
  const command = world.command('test.clocked', actor, DISTRICT_SCOPE, { n: 1 })
  let running: ReturnType<typeof clocked.run> | undefined
  const releasedAt = await world.sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(4711)`
    running = clocked.run(ctx, [command])
    await vi.waitFor(async () => {
      const waiting = await sql`select from pg_locks where locktype = 'advisory' and not granted`
      expect(waiting).toHaveLength(1)
    })
    const [row] = await sql<{ at: string }[]>`
      select (clock_timestamp() at time zone 'UTC')::timestamp(3) || '+00' as at`
    return instantFromDatabase(row?.at ?? '')
  })
  const [outcome] = (await running) ?? []
  expect((outcome?.result as Instant) >= releasedAt).toBe(true)
})
