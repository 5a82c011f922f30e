import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { plan, shiftsOf, termsOf } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let communityId: Id
let offeringId: Id
let people: Record<'coordinator' | 'resident' | 'foreign' | 'administrator', TestPerson>
let tokens: Record<keyof typeof people, string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  communityId = await world.makeCommunity()
  const otherId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  people = {
    coordinator: await world.makePerson({ communityId, roles: ['coordinator'] }),
    resident: await world.makePerson({ communityId }),
    foreign: await world.makePerson({ communityId: otherId, roles: ['coordinator'] }),
    administrator: await world.makePerson({
      ...{ communityId, roles: ['districtAdministrator'] as const, rolesAt: world.districtId },
    }),
  }
  const entries = await Promise.all(
    Object.entries(people).map(async ([name, person]) => [name, await http.tokenOf(person)]),
  )
  tokens = Object.fromEntries(entries) as typeof tokens
})
afterAll(() => world.close())

const base = () => `/api/v1/communities/${communityId}`
const terms = (wish: object = {}) => ({ ...termsOf(world, { offeringId }), ...wish })

describe('a plan over HTTP', () => {
  it('is made, read, revised and stopped, and its shifts are moved and cancelled', async () => {
    const token = tokens.coordinator
    const made = await http.call<{ planId: Id; added: number }>(`${base()}/activity-plans`, {
      ...{ token, body: terms() },
    })
    expect([made.status, made.body.added]).toEqual([201, 36])
    const path = `${base()}/activity-plans/${made.body.planId}`
    expect((await http.call(path, { token })).body).toMatchObject({ rule: '0 16 * * *' })
    const range = 'fromOn=2026-11-24&untilOn=2026-11-26'
    type Listed = { items: { id: Id; startsAt: string; endsAt: string }[] }
    const listed = await http.call<Listed>(`${base()}/shifts?${range}`, { token: tokens.resident })
    const [first, second] = listed.body.items
    if (!first || !second) throw new Error('no shifts')
    const move = { startsAt: first.startsAt, endsAt: first.endsAt, place: '图书室', reason: '占用' }
    const moved = await http.call(`${base()}/shifts/${first.id}/move`, { token, body: move })
    expect(moved.status).toBe(200)
    const cancel = { token, body: { reason: '下雨' } }
    expect((await http.call(`${base()}/shifts/${second.id}/cancel`, cancel)).status).toBe(200)
    const read = await http.call(`${base()}/shifts/${first.id}`, { token: tokens.resident })
    expect(read.body).toMatchObject({ place: '图书室', movedReason: '占用' })
    const revised = await http.call(`${path}/revise`, { token, body: terms({ capacity: 5 }) })
    expect(revised.body).toMatchObject({ added: 34, removed: 34, kept: 2 })
    const stopped = await http.call(`${path}/stop`, { token, body: { reason: '不办了' } })
    expect(stopped.body).toMatchObject({ removed: 34, kept: 2 })
    const list = await http.call<Listed>(`${base()}/activity-plans`, { token })
    expect(list.body.items).toMatchObject([{ id: made.body.planId, capacity: 5 }])
  })

  it.each([
    { rule: 'nonsense' },
    { rule: null },
    { rule: null, dates: ['2026-02-30T09:00:00+08:00'] },
    { capacity: 0 },
    { capacity: 501 },
    { durationMinutes: 1_441 },
    { days: 'sometimes' },
    { recipient: { kind: 'person', personId: newId() } },
    { startsOn: '2026-13-01' },
    { unknown: 1 },
  ])('is refused with %j', async (wish) => {
    const call = { token: tokens.coordinator, body: terms(wish) }
    expect((await http.call(`${base()}/activity-plans`, call)).status).toBe(422)
  })

  it.each(['resident', 'foreign'] as const)('is not for a %s', async (who) => {
    const token = tokens[who]
    const planId = await plan(world, people.coordinator, { offeringId })
    const path = `${base()}/activity-plans/${planId}`
    expect((await http.call(path, { token })).status).toBe(404)
    expect((await http.call(`${path}/revise`, { token, body: terms() })).status).toBe(403)
    expect((await http.call(`${path}/stop`, { token, body: { reason: '停' } })).status).toBe(403)
  })

  it('keeps school holidays, which the district enters', async () => {
    const body = { name: '寒假', startsOn: '2027-01-23', endsOn: '2027-02-21' }
    const path = '/api/v1/school-holidays'
    expect((await http.call(path, { token: tokens.coordinator, body })).status).toBe(403)
    const token = tokens.administrator
    const added = await http.call<{ schoolHolidayId: Id }>(path, { token, body })
    expect(added.status).toBe(201)
    type Listed = { items: object[] }
    expect((await http.call<Listed>(path, { token: tokens.resident })).body.items).toMatchObject([
      body,
    ])
    const remove = `${path}/${added.body.schoolHolidayId}/remove`
    expect((await http.call(remove, { token, body: {} })).status).toBe(200)
    expect((await http.call<Listed>(path, { token })).body.items).toEqual([])
  })
})

describe('the pages of plans', () => {
  const form = (wish: Record<string, string> = {}) => ({
    ...{ idempotencyKey: newId(), name: '周三巡逻', place: '院落', offeringId, time: '20:00' },
    ...{ weekdays: '3', durationMinutes: '60', days: 'every', dates: '', rule: '', capacity: '4' },
    ...{ startsOn: '2026-11-24', endsOn: '', content: '巡逻', outcome: '平安', headcount: '' },
    ...{ recipientKind: 'place', description: '院落', organiser: '居委会', personInCharge: '李' },
    ...wish,
  })

  it('make one from ticked days, show its shifts, change it and stop it', async () => {
    const cookie = await http.cookieOf(people.coordinator)
    const body = form()
    const made = await http.call(`/activity-plans/new?community=${communityId}`, { cookie, body })
    expect(made.status).toBe(303)
    const place = made.headers.get('location') ?? ''
    const page = await http.call<string>(place, { cookie })
    expect(page.body).toContain('每周三 20:00')
    expect(page.body).toContain('11月25日 周三 20:00–21:00')
    expect(page.body).toContain('0/4 人')
    const [path = '', query = ''] = place.split('?')
    const edit = await http.call<string>(`${path}/edit?${query}`, { cookie })
    expect(edit.body).toMatch(/value="3" checked/)
    const festival = form({ weekdays: '', dates: '2027-02-12 14:00\n2027-02-13 14:00' })
    const changed = await http.call(`${path}/edit?${query}`, { cookie, body: festival })
    expect(changed.status).toBe(303)
    const stop = { idempotencyKey: newId(), reason: '' }
    const asked = await http.call<string>(`${path}/stop?${query}`, { cookie, body: stop })
    expect([asked.status, asked.body.includes('请写明停止的原因')]).toEqual([422, true])
    const done = await http.call(`${path}/stop?${query}`, {
      ...{ cookie, body: { ...stop, reason: '换了负责人' } },
    })
    expect(done.status).toBe(303)
  })

  it('come back filled in with what is wrong', async () => {
    const cookie = await http.cookieOf(people.coordinator)
    const address = `/activity-plans/new?community=${communityId}`
    const nothing = await http.call<string>(address, { cookie, body: form({ weekdays: '' }) })
    expect(nothing.status).toBe(422)
    expect(nothing.body).toContain('value="周三巡逻"')
    const often = form({ rule: '0 * * * *', durationMinutes: '90' })
    const refused = await http.call<string>(address, { cookie, body: often })
    expect([refused.status, refused.body.includes('duty.plan-too-often')]).toEqual([422, true])
  })

  it('move and cancel a shift, with a page before the final act', async () => {
    const cookie = await http.cookieOf(people.coordinator)
    const planId = await plan(world, people.coordinator, { offeringId, name: '元宵游园' })
    const [shift] = await shiftsOf(world, communityId, planId)
    const path = `/shifts/${shift?.id}`
    const query = `community=${communityId}`
    const body = {
      ...{ idempotencyKey: newId(), startsAt: '2026-11-24T17:00', endsAt: '2026-11-24T18:00' },
      ...{ place: '广场', reason: '场地占用' },
    }
    expect((await http.call(`${path}/move?${query}`, { cookie, body })).status).toBe(303)
    const page = await http.call<string>(`${path}?${query}`, { cookie })
    expect(page.body).toContain('17:00–18:00')
    const confirm = await http.call<string>(`${path}/cancel?${query}`, { cookie })
    expect(confirm.body).toContain('取消“元宵游园”这一次？')
    const cancel = { idempotencyKey: newId(), reason: '下雨' }
    expect((await http.call(`${path}/cancel?${query}`, { cookie, body: cancel })).status).toBe(303)
    const resident = await http.cookieOf(people.resident)
    const read = await http.call<string>(`${path}?${query}`, { cookie: resident })
    expect(read.body).toContain('下雨')
    expect((await http.call(`${path}/cancel?${query}`, { cookie: resident })).status).toBe(404)
  })
})
