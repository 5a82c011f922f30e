import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let communityId: Id
let first: TestPerson
let second: TestPerson
let resident: TestPerson
let tokens: Record<'first' | 'second' | 'resident' | 'foreign', string>
let dutyId: Id

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  communityId = await world.makeCommunity()
  const otherId = await world.makeCommunity()
  first = await world.makePerson({ communityId, name: '演示安', roles: ['coordinator'] })
  second = await world.makePerson({ communityId, name: '演示波', roles: ['coordinator'] })
  resident = await world.makePerson({ communityId })
  const foreign = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
  tokens = {
    first: await http.tokenOf(first),
    second: await http.tokenOf(second),
    resident: await http.tokenOf(resident),
    foreign: await http.tokenOf(foreign),
  }
  const body = { code: 'desk', name: '民情受理', opens: '08:00', closes: '18:00' }
  const made = await http.call<{ dutyId: Id }>(`${base()}/duties`, {
    token: tokens.first,
    body: { ...body, workdaysOnly: true },
  })
  expect(made.status).toBe(201)
  dutyId = made.body.dutyId
})
afterAll(() => world.close())

const base = () => `/api/v1/communities/${communityId}`
const roster = () => `${base()}/duties/${dutyId}/roster`
const wish = () => ({
  personIds: [first.id, second.id],
  fromOn: '2026-11-24',
  untilOn: '2026-11-27',
})

describe('rosters over HTTP', () => {
  it('are previewed, saved, read, swapped and followed by leave', async () => {
    const token = tokens.first
    const plan = await http.call(`${roster()}/preview`, { token, body: wish() })
    expect([plan.status, (plan.body.days as unknown[]).length]).toEqual([200, 4])
    const body = { ...wish(), digest: plan.body.digest }
    expect((await http.call(`${roster()}/rotation`, { token, body })).body).toEqual({ days: 4 })
    const again = await http.call(`${roster()}/rotation`, { token, body })
    expect([again.status, again.body.code]).toEqual([409, 'duty.rotation-changed'])

    const ask = { dutyId, dutyOn: '2026-11-24', askedId: second.id, inReturnOn: '2026-11-25' }
    const asked = await http.call<{ swapId: Id }>(`${base()}/swaps`, { token, body: ask })
    const accept = `${base()}/swaps/${asked.body.swapId}/accept`
    expect((await http.call(accept, { token, body: {} })).status).toBe(404)
    expect((await http.call(accept, { token: tokens.second, body: {} })).status).toBe(200)

    const leave = { personId: second.id, fromOn: '2026-11-24', untilOn: '2026-11-24', reason: '病' }
    expect((await http.call(`${base()}/leaves`, { token, body: leave })).status).toBe(201)
    const now = await http.call(`${base()}/on-duty/desk`, { token })
    expect(now.body).toEqual({ a: second.id, b: first.id, acting: first.id })
    const month = await http.call(`${roster()}?from=2026-11-01&until=2026-11-30`, { token })
    expect((month.body.days as unknown[]).length).toBe(30)
    expect(JSON.stringify(month.body.leaves)).not.toContain('病')
    const changes = await http.call(`${roster()}/changes?from=2026-11-01&until=2026-11-30`, {
      token,
    })
    expect((changes.body.items as { kind: string }[]).map(({ kind }) => kind).slice(0, 3)).toEqual([
      'swapped',
      'swapped',
      'generated',
    ])
    const own = await http.call('/api/v1/me/rosters', { token })
    expect((own.body.days as unknown[]).length).toBe(4)
  })

  it.each(['resident', 'foreign'] as const)('are not for a %s', async (who) => {
    const token = tokens[who]
    const reads = [`${base()}/duties`, `${roster()}?from=2026-11-01&until=2026-11-30`]
    for (const path of [...reads, `${base()}/on-duty/desk`]) {
      expect((await http.call(path, { token })).status).toBe(404)
    }
    const preview = await http.call(`${roster()}/preview`, { token, body: wish() })
    expect(preview.status).toBe(404)
    const days = [{ dutyOn: '2026-11-30', aId: first.id, bId: null }]
    expect((await http.call(roster(), { token, body: { days } })).status).toBe(403)
  })

  it.each([
    { opens: '8:00' },
    { closes: '24:00' },
    { opens: '18:00', closes: '08:00' },
    { code: 'Desk Nr 1' },
    { name: '' },
    { workdaysOnly: 'yes' },
  ])('refuse the duty %o', async (change) => {
    const body = { code: 'night', name: '夜间巡查', opens: '18:00', closes: '22:00' }
    const answer = await http.call(`${base()}/duties`, {
      token: tokens.first,
      body: { ...body, workdaysOnly: false, ...change },
    })
    expect(answer.status).toBe(422)
  })

  it('refuse a period that runs backwards, or for more than a year', async () => {
    for (const period of ['from=2026-11-30&until=2026-11-01', 'from=2026-01-01&until=2027-06-01']) {
      const answer = await http.call(`${roster()}?${period}`, { token: tokens.first })
      expect([answer.status, answer.body.code]).toEqual([422, 'duty.roster-period'])
    }
  })
})

describe('a calendar over HTTP', () => {
  const agreed = { agreed: true }

  it('is read by its address alone, and no longer once it is closed', async () => {
    const token = tokens.second
    const opened = await http.call<{ path: string }>('/api/v1/me/calendar', { token, body: agreed })
    expect(opened.status).toBe(201)
    const read = await http.call<string>(opened.body.path)
    expect(read.status).toBe(200)
    expect(read.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(read.body).toContain('BEGIN:VCALENDAR')
    await http.call('/api/v1/me/calendar/close', { token, body: {} })
    expect((await http.call(opened.body.path)).status).toBe(404)
  })

  it('gives the same address to a retry under its key', async () => {
    const call = { token: tokens.first, body: agreed, key: newId() }
    const paths = [
      await http.call<{ path: string }>('/api/v1/me/calendar', call),
      await http.call<{ path: string }>('/api/v1/me/calendar', call),
    ].map(({ body }) => body.path)
    expect(paths[0]).toBe(paths[1])
    expect((await http.call(paths[0] ?? '')).status).toBe(200)
  })

  it.each(['x.ics', `${'0'.repeat(64)}.ics`, '../rosters'])('is not at %s', async (file) => {
    expect((await http.call(`/calendar/${encodeURIComponent(file)}`)).status).toBe(404)
  })
})

describe('the pages of rosters', () => {
  it('show who acts today, preview a rotation and save it', async () => {
    const cookie = await http.cookieOf(first)
    const page = await http.call<string>(`/rosters?community=${communityId}`, { cookie })
    expect(page.body).toContain('今天 11月24日')
    const place = { community: communityId, duty: dutyId, month: '2026-12' }
    const period = { fromOn: '2026-12-01', untilOn: '2026-12-02' }
    const people = new URLSearchParams([
      ...Object.entries({ idempotencyKey: newId(), ...place, ...period }),
      ...[first.id, second.id].map((id) => ['personIds', id] as [string, string]),
    ])
    const preview = await http.call<string>('/rosters/preview', { cookie, body: `${people}` })
    expect(preview.body).toContain('A 角 1 天，B 角 1 天')
    people.set('digest', /name="digest" value="([0-9a-f]{64})"/.exec(preview.body)?.[1] ?? '')
    people.set('idempotencyKey', newId())
    const saved = await http.call('/rosters/rotation', { cookie, body: `${people}` })
    expect(saved.status).toBe(303)
    const month = await http.call<string>(saved.headers.get('location') ?? '', { cookie })
    expect(month.body).toContain('轮流排班')
  })

  it('come back filled in with what is wrong', async () => {
    const cookie = await http.cookieOf(first)
    const body = { idempotencyKey: newId(), community: communityId, duty: dutyId }
    const day = { ...body, dutyOn: '2026-12-03', aId: first.id, bId: first.id }
    const twice = await http.call<string>('/rosters/days', { cookie, body: day })
    expect([twice.status, twice.body.includes('value="2026-12-03"')]).toEqual([422, true])
    const empty = { ...body, idempotencyKey: newId(), fromOn: '2026-12-03', untilOn: '' }
    const preview = await http.call<string>('/rosters/preview', { cookie, body: empty })
    expect([preview.status, preview.body.includes('value="2026-12-03"')]).toEqual([422, true])
  })

  it('let the A of a day ask for a swap and take leave, and nobody else', async () => {
    const cookie = await http.cookieOf(second)
    const own = await http.call<string>('/me/rosters', { cookie })
    const swap = /href="(\/me\/rosters\/[^"]+\/swap)"/.exec(own.body)?.[1] ?? ''
    const asked = { idempotencyKey: newId(), askedId: first.id, inReturnOn: '' }
    expect((await http.call(swap, { cookie, body: asked })).status).toBe(303)
    expect((await http.call<string>('/me/rosters', { cookie })).body).toContain('我请')
    const other = await http.cookieOf(first)
    expect((await http.call(swap, { cookie: other })).status).toBe(404)
    const leave = { idempotencyKey: newId(), community: communityId, reason: '' }
    const sent = { ...leave, fromOn: '2026-12-09', untilOn: '2026-12-10' }
    const refused = await http.call<string>('/me/rosters/leaves', { cookie, body: sent })
    expect([refused.status, refused.body.includes('value="2026-12-09"')]).toEqual([422, true])
    const taken = { ...sent, idempotencyKey: newId(), reason: '看病' }
    expect((await http.call('/me/rosters/leaves', { cookie, body: taken })).status).toBe(303)
  })

  it('show the address of a calendar once', async () => {
    const cookie = await http.cookieOf(second)
    const body = { idempotencyKey: newId() }
    const shown = await http.call<string>('/me/rosters/calendar', { cookie, body })
    const [, path = ''] = /href="(\/calendar\/[0-9a-f]{64}\.ics)"/.exec(shown.body) ?? []
    expect((await http.call(path)).status).toBe(200)
    const page = await http.call<string>('/me/rosters', { cookie })
    expect(page.body).not.toContain('/calendar/')
  })

  it('are not for residents', async () => {
    const cookie = await http.cookieOf(resident)
    expect((await http.call('/rosters', { cookie })).status).toBe(404)
    const path = `/rosters/calendar/${communityId}`
    expect((await http.call(path, { cookie })).status).toBe(404)
  })
})
