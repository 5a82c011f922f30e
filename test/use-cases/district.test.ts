import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playDistrict } from '../../scripts/district/play-district.ts'
import { parseScale, shareOf, type Scale } from '../../scripts/district/scale.ts'
import { signIns } from '../../scripts/demo/sign-ins.ts'
import { hashTrialBalances } from '../../scripts/support/trial-balance.ts'
import { findDemo } from '../../src/features/audit/find-demo.ts'
import { getMobilisation } from '../../src/features/incentive/get-mobilisation.ts'
import { signInLocally } from '../../src/features/person/sign-in-locally.ts'
import { StartupError } from '../../src/kernel/startup-error.ts'
import { killedIn, Killed, openEmptyWorld, toldIn } from '../support/demo.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'

const LONG = 300_000

function scaleOf(text: string): Scale {
  const scale = parseScale(text)
  if (!scale) throw new Error(`no scale: ${text}`)
  return scale
}

const SMALL = scaleOf('13x15')

/** Of people with one name the database tells in an order of its own. */
function inNoOrder(told: Readonly<Record<string, readonly unknown[]>>) {
  return Object.entries(told).map(([table, rows]) => [
    table,
    rows.map((row) => JSON.stringify(row)).sort(),
  ])
}

const countOf = (rows: readonly { readonly [column: string]: unknown }[]) =>
  Number(rows[0]?.['count'])

describe('the scale of the district', () => {
  it('is that of the founding document, with nobody lost to rounding', () => {
    expect(parseScale('district')).toEqual({ name: 'district', communities: 187, weeks: 53 })
    const sum = (kind: Parameters<typeof shareOf>[0]) =>
      Array.from({ length: 187 }, (_, index) => shareOf(kind, index)).reduce((a, b) => a + b, 0)
    expect([sum('members'), sum('social'), sum('residents')]).toEqual([5_131, 2_000, 45_000])
  })

  it.each(['', '187', '12x15', '13x14', '188x53', '13x54', '20x'])('is not %o', (text) => {
    expect(parseScale(text)).toBeUndefined()
  })
})

describe('the district', () => {
  let world: World
  beforeAll(async () => {
    world = await openEmptyWorld()
    await playDistrict(world.ctx, SMALL)
  }, LONG)
  afterAll(() => world.close())

  it('keeps every promise of the books', async () => {
    expect(await findBrokenPromises(world.sql)).toEqual([])
    expect(await hashTrialBalances(world.ctx)).toMatchObject({ communities: 13, inOrder: true })
  })

  it('has people whom nobody takes for real ones', async () => {
    expect(countOf(await world.sql`select count(*) from persons where name !~ '（演示）$'`)).toBe(0)
    expect(countOf(await world.sql`select count(*) from persons`)).toBeGreaterThan(3_500)
  })

  it('lets volunteers of the organs serve where they do not live', async () => {
    const reported = countOf(
      await world.sql`
      select count(distinct a.person_id) from memberships a
        join memberships h on h.person_id = a.person_id and h.kind = 'home'
       where a.kind = 'assigned' and a.community_id <> h.community_id`,
    )
    expect(reported).toBeGreaterThan(350)
  })

  it('has served every day, most of it approved, and some that waits or came back', async () => {
    const states = await world.sql<{ state: string; count: string }[]>`
      select state, count(*) from service_records group by state`
    const of = (state: string) => Number(states.find((row) => row.state === state)?.count ?? 0)
    expect(of('approved')).toBeGreaterThan(3_000)
    expect(of('submitted')).toBeGreaterThan(50)
    expect(of('rejected')).toBeGreaterThan(5)
  })

  it('has requests served with savings, and open ones in time and late', async () => {
    expect(
      countOf(await world.sql`select count(*) from visits where charge_minutes > 0`),
    ).toBeGreaterThan(5)
    const open = await world.sql<{ late: boolean }[]>`
      select promised_by < ${world.now()} as late from requests
       where state in ('registered', 'assigned') and promised_by is not null`
    expect(new Set(open.map(({ late }) => late))).toEqual(new Set([true, false]))
  })

  it('shows in 1+10 that residents take part', async () => {
    const nodeId = String(
      (await world.sql`select id from nodes where kind = 'district'`)[0]?.['id'],
    )
    const { figures } = await getMobilisation(world.ctx, { nodeId, period: '2026-10' })
    expect(Number(figures.participationRatio)).toBeGreaterThan(1.5)
    expect(Number(figures.goalRate)).toBeGreaterThan(0)
  })

  it('publishes the last ranking of every place', async () => {
    const places = countOf(await world.sql`select count(*) from nodes where kind <> 'station'`)
    const published = countOf(
      await world.sql`select count(distinct node_id) from standings where published_at is not null`,
    )
    expect(published).toBe(places)
  })

  it('lets everybody who is shown sign in by their phone', async () => {
    for (const { phone, name } of signIns) {
      expect(await signInLocally(world.ctx, { phone, name })).toMatchObject({ personId: /./ })
    }
  })

  it('refuses another scale, and a database with something else', async () => {
    await expect(playDistrict(world.ctx, scaleOf('14x15'))).rejects.toThrow(StartupError)
    const real = await openWorld()
    try {
      await expect(playDistrict(real.ctx, SMALL)).rejects.toThrow(StartupError)
      expect(await findDemo(real.ctx)).toBeNull()
    } finally {
      await real.close()
    }
  })

  it('that was cut off, wherever, goes on to the same story', { timeout: LONG }, async () => {
    const other = await openEmptyWorld()
    try {
      for (const nth of [2, 5, 40, 45]) {
        await expect(playDistrict(killedIn(other.ctx, nth), SMALL)).rejects.toThrow(Killed)
      }
      other.passMinutes(3 * 1_440)
      expect(await playDistrict(other.ctx, SMALL)).toBe(true)
      expect(await hashTrialBalances(other.ctx)).toEqual(await hashTrialBalances(world.ctx))
      expect(inNoOrder(await toldIn(other.sql))).toEqual(inNoOrder(await toldIn(world.sql)))
    } finally {
      await other.close()
    }
  })
})
