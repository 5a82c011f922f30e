import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideDemo, type DemoWish } from '../../scripts/demo/provide-demo.ts'
import { signIns, signInTable } from '../../scripts/demo/sign-ins.ts'
import { playStory } from '../../scripts/demo/story.ts'
import { findDemo } from '../../src/features/audit/find-demo.ts'
import { getIntroductions } from '../../src/features/incentive/get-introductions.ts'
import { recomputeStanding } from '../../src/features/incentive/recompute-standing.ts'
import { signInLocally } from '../../src/features/person/sign-in-locally.ts'
import { listInbox } from '../../src/features/service/list-inbox.ts'
import { StartupError } from '../../src/kernel/startup-error.ts'
import { killedIn, Killed, openEmptyWorld, toldIn } from '../support/demo.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'

/** A story of fifteen weeks takes its time on a busy machine. */
const LONG = 180_000

async function idOf(world: World, name: string): Promise<string> {
  const rows = await world.sql<{ id: string }[]>`
    select id from persons where name = ${name} union select id from nodes where name = ${name}`
  return rows[0]?.id ?? 'nobody'
}

async function count(world: World, table: string): Promise<number> {
  const [row] = await world.sql<{ count: string }[]>`select count(*) from ${world.sql(table)}`
  return Number(row?.count)
}

describe('the demonstration', () => {
  let world: World
  beforeAll(async () => {
    world = await openEmptyWorld()
    await playStory(world.ctx)
  }, LONG)
  afterAll(() => world.close())

  it('has people whom nobody takes for real ones', async () => {
    const people = await world.sql`select name, certificate_number from persons
      left join volunteers on person_id = id`
    expect(people.length).toBeGreaterThan(24)
    for (const { name, certificate_number: number } of people) {
      expect(name).toMatch(/（演示）$/)
      expect(number ?? 'YS').toMatch(/^YS/)
    }
    expect(signIns.every(({ phone }) => /^1380000\d{4}$/.test(phone))).toBe(true)
  })

  it('keeps every promise of the books', async () => {
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('has something to show of every kind of record, and an inbox in three colours', async () => {
    const states = await world.sql`select distinct state from service_records order by state`
    expect(states.map(({ state }) => String(state))).toEqual([
      'approved',
      'draft',
      'rejected',
      'reversed',
      'submitted',
      'withdrawn',
    ])
    const communityId = await idOf(world, '电建一社区')
    const { items } = await listInbox(world.ctx, { communityId, limit: 50, cursor: null })
    expect(new Set(items.map(({ colour }) => colour))).toEqual(new Set(['green', 'yellow', 'red']))
  })

  it('has one member who brought ten', async () => {
    const personId = await idOf(world, '刘玉梅（演示）')
    const { own } = await getIntroductions(world.ctx, { personId })
    expect(own).toEqual({ active: 10, effective: 10, goal: 10, reached: true })
  })

  it('has open requests with savings and without, sent out and waiting, and one served and rated', async () => {
    const kinds = await world.sql`
      select distinct state, uses_savings from requests where promised_by is not null`
    const found = kinds.map(({ state, uses_savings: uses }) => `${String(state)} ${String(uses)}`)
    expect(found).toEqual(
      expect.arrayContaining([
        'registered false',
        'registered true',
        'assigned true',
        'rated true',
      ]),
    )
  })

  it('has shifts laid out ahead, a full one with somebody waiting', async () => {
    const rows = await world.sql<{ name: string; shifts: string }[]>`
      select name, count(*) as shifts from shifts group by name order by count(*) desc, name`
    expect(rows.map(({ name }) => name)).toEqual(['四点钟乐园', '周五治安巡逻', '邻里节布置和清扫'])
    const states = await world.sql`select distinct state from sign_ups order by state`
    expect(states.map(({ state }) => String(state))).toEqual(['signedUp', 'waiting'])
  })

  it('publishes rankings after their cut-off, by a second person, from facts that give them again', async () => {
    const published = await world.sql<{ id: string; period: string; in_order: boolean }[]>`
      select id, period, computed_at >= cut_off_at and published_by_id <> computed_by_id as in_order
        from standings where published_at is not null`
    expect(new Set(published.map(({ period }) => period))).toEqual(new Set(['2026-09', '2026-10']))
    for (const { id: standingId, in_order: inOrder } of published) {
      expect(inOrder).toBe(true)
      expect(await recomputeStanding(world.ctx, { standingId })).toMatchObject({ same: true })
    }
  })

  it('lets everybody who is shown sign in by their phone', async () => {
    for (const { phone, name } of signIns) {
      expect(await signInLocally(world.ctx, { phone, name })).toMatchObject({ personId: /./ })
    }
  })

  it('is the same when it is played again', async () => {
    const before = await toldIn(world.sql)
    expect(await playStory(world.ctx)).toBe(true)
    expect(await toldIn(world.sql)).toEqual(before)
  })

  it(
    'that was killed, wherever, is finished by later starts to the same story',
    { timeout: LONG },
    async () => {
      const other = await openEmptyWorld()
      try {
        for (const nth of [1, 2, 3, 9, 15]) {
          await expect(playStory(killedIn(other.ctx, nth))).rejects.toThrow(Killed)
          expect(await findDemo(other.ctx)).toEqual(
            nth === 1
              ? null
              : { beganAt: expect.any(String), scale: null, chapter: null, finishedAt: null },
          )
          expect(await findBrokenPromises(other.sql)).toEqual([])
        }
        other.passMinutes(3 * 1_440)
        let played = 0
        expect(await playStory(other.ctx, () => (played += 1) > 11)).toBe(false)
        expect(await playStory(other.ctx)).toBe(true)
        expect(await toldIn(other.sql)).toEqual(await toldIn(world.sql))
      } finally {
        await other.close()
      }
    },
  )
})

describe('a start', () => {
  let world: World
  const printed: string[] = []
  const wish = (more: Partial<DemoWish>): DemoWish => ({
    ...{ wanted: null, embedded: true, print: (line) => void printed.push(line), ...more },
  })
  // the first working days after the longest holiday of the year
  beforeAll(async () => void (world = await openEmptyWorld('2026-10-08T00:10:00+08:00')))
  afterAll(() => world.close())

  it('leaves an empty external database alone, and an embedded one that is to stay empty', async () => {
    expect(await provideDemo(world.ctx, wish({ embedded: false }))).toBe(false)
    expect(await provideDemo(world.ctx, wish({ wanted: false }))).toBe(false)
    expect(await count(world, 'audit_events')).toBe(0)
  })

  it(
    'fills an empty embedded database, and an external one only when asked',
    { timeout: LONG },
    async () => {
      await expect(
        provideDemo(killedIn(world.ctx, 5), wish({ embedded: false, wanted: true })),
      ).rejects.toThrow(Killed)
      expect(await provideDemo(world.ctx, wish({ embedded: false }))).toBe(true)
      expect(await findDemo(world.ctx)).toMatchObject({ finishedAt: expect.any(String) })
      expect(await findBrokenPromises(world.sql)).toEqual([])
    },
  )

  it.each([{ wanted: null }, { wanted: true }, { wanted: false }])(
    'finds the demonstration that is there and adds nothing: %o',
    async (more) => {
      const before = await count(world, 'commands')
      printed.length = 0
      expect(await provideDemo(world.ctx, wish(more))).toBe(true)
      expect(printed).toEqual([])
      expect(await count(world, 'commands')).toBe(before)
    },
  )

  it('takes a real district for what it is, and refuses to put a demonstration into it', async () => {
    const real = await openWorld()
    try {
      expect(await provideDemo(real.ctx, wish({}))).toBe(false)
      const asked = provideDemo(real.ctx, wish({ wanted: true }))
      await expect(asked).rejects.toThrow(StartupError)
      await expect(asked).rejects.toThrow('已经有内容')
      expect(await count(real, 'audit_events')).toBe(0)
    } finally {
      await real.close()
    }
  })

  it('says in a sentence that half a demonstration was changed and cannot be finished', async () => {
    const half = await openEmptyWorld()
    try {
      await expect(playStory(killedIn(half.ctx, 5))).rejects.toThrow(Killed)
      await half.sql`update role_grants set revoked_at = now()`
      await expect(provideDemo(half.ctx, wish({}))).rejects.toThrow('装不完')
    } finally {
      await half.close()
    }
  })
})

it('the sign-ins are printed in columns, also where Chinese letters are twice as wide', () => {
  const lines = signInTable([
    { role: '居民', name: '赵德福（演示）', phone: '13800001201' },
    { role: '社区工作者', name: '陈慧（演示）', phone: '13800001001' },
  ])
  expect(lines.split('\n')).toEqual([
    '  居民        赵德福（演示）  13800001201',
    '  社区工作者  陈慧（演示）    13800001001',
  ])
})
