import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layOutPlans } from '../../src/features/duty/jobs/lay-out-plans.ts'
import { remindVolunteers } from '../../src/features/duty/jobs/remind-volunteers.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { savingsOf } from '../support/service.ts'
import { termsOf } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

/** 四点钟乐园 (SE-27): planned once, signed up for, checked in and out by the code, approved. */
describe('四点钟乐园', () => {
  let world: World
  let http: HttpWorld
  let communityId: Id
  let coordinator: TestPerson
  let volunteers: readonly TestPerson[]
  let planId: Id
  let shift: { readonly id: Id; readonly startsAt: string }
  const cookies = new Map<TestPerson, string>()

  beforeAll(async () => {
    world = await openWorld('2026-11-24T09:00:00+08:00')
    http = openHttp(world)
    communityId = await world.makeCommunity('电建一社区')
    coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
    const wish = { communityId, volunteer: true, roles: ['volunteer'] as const }
    volunteers = [await world.makePerson(wish), await world.makePerson(wish)]
    for (const one of volunteers) cookies.set(one, await http.cookieOf(one))
  })
  afterAll(() => world.close())

  const cookieOf = (person: TestPerson | undefined) => (person && cookies.get(person)) ?? ''
  const api = () => `/api/v1/communities/${communityId}`
  /** The code that the station's screen shows at this moment. */
  async function screenCode(): Promise<string> {
    const token = await http.tokenOf(coordinator)
    const answer = await http.call<{ code: string }>(`${api()}/station-code`, { token })
    return answer.body.code
  }

  it('is planned for school days at four and school holidays in the morning', async () => {
    const token = await http.tokenOf(coordinator)
    const offeringId = await world.makeOffering({ name: '四点钟乐园' })
    const school = termsOf(world, { offeringId, days: 'schoolDays' })
    const made = await http.call<{ planId: Id }>(`${api()}/activity-plans`, {
      ...{ token, body: school },
    })
    planId = made.body.planId
    const holiday = termsOf(world, { offeringId, days: 'schoolHolidays', rule: '0 9 * * 1-5' })
    const second = await http.call<{ added: number }>(`${api()}/activity-plans`, {
      ...{ token, body: holiday },
    })
    expect([made.status, second.status, second.body.added]).toEqual([201, 201, 0])
    await layOutPlans(world.ctx)
    const list = await http.call<{ items: { id: Id; planId: Id; startsAt: string }[] }>(
      `${api()}/shifts?fromOn=2026-11-24&untilOn=2026-12-06`,
      { token },
    )
    const times = list.body.items.map(({ startsAt }) => startsAt)
    expect(times).toHaveLength(9)
    expect(times.every((at) => at.endsWith('T08:00:00.000Z'))).toBe(true)
    const [, tomorrow] = list.body.items
    if (!tomorrow) throw new Error('no shift')
    shift = tomorrow
    expect(shift).toMatchObject({ planId })
  })

  it('finds its volunteers, who sign up on the phone and are reminded', async () => {
    for (const one of volunteers) {
      const cookie = cookieOf(one)
      const page = await http.call<string>('/shifts', { cookie })
      expect(page.body).toContain(`/shifts/${shift.id}?community=${communityId}`)
      const done = await http.call(`/shifts/${shift.id}/sign-up?community=${communityId}`, {
        ...{ cookie, body: { idempotencyKey: newId() } },
      })
      expect(done.headers.get('location')).toContain('done=signedUp')
    }
    world.setNow('2026-11-25T14:05:00+08:00')
    await remindVolunteers(world.ctx)
    const told = await world.sql`select text from notices where kind = 'duty.shift-reminder'`
    expect(told).toHaveLength(2)
    expect(told[0]?.text).toContain('11月25日 16:00')
  })

  it('lets the first in by the screen’s code, with signing in between', async () => {
    world.setNow('2026-11-25T15:50:00+08:00')
    const address = `/check-in/${communityId}`
    const scanned = await http.call(`${address}?code=${await screenCode()}`)
    expect(scanned.status).toBe(303)
    const pass = (scanned.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    expect(pass).toContain('station-pass=')
    const stranger = await http.call<string>(address, { cookie: pass })
    expect(stranger.status).toBe(401)
    world.passMinutes(5)
    const cookie = `${cookieOf(volunteers[0])}; ${pass}`
    const page = await http.call<string>(address, { cookie })
    expect(page.body).toContain('四点钟乐园')
    const body = { idempotencyKey: newId(), act: 'in', shift: shift.id }
    const done = await http.call(address, { cookie, body })
    expect(done.headers.get('location')).toContain('done=in')
    const again = await http.call<string>(address, { cookie })
    expect(again.body).toContain('签退')
  })

  it('lets the second in by six digits over the API, and refuses yesterday’s photo', async () => {
    const token = await http.tokenOf(volunteers[1] as TestPerson)
    world.passMinutes(-1_440)
    const photo = await screenCode()
    world.passMinutes(1_440)
    const call = (proof: string | null) =>
      http.call(`${api()}/check-ins`, { token, body: { shiftId: shift.id, proof } })
    expect((await call(photo)).body.code).toBe('duty.code-expired')
    expect((await call('000000')).body.code).toBe('duty.code-wrong')
    expect((await call(null)).body.code).toBe('duty.code-missing')
    const shown = await http.call<{ digits: string }>(`${api()}/station-code`, {
      token: await http.tokenOf(coordinator),
    })
    expect((await call(shown.body.digits)).status).toBe(200)
  })

  it('stops who guesses digits', async () => {
    const guesser = await world.makePerson({ communityId, volunteer: true })
    const token = await http.tokenOf(guesser)
    const guess = () =>
      http.call(`${api()}/check-ins`, { token, body: { shiftId: shift.id, proof: '123456' } })
    const codes: (string | undefined)[] = []
    for (let n = 0; n < 12; n += 1) codes.push((await guess()).body.code)
    expect(codes.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'duty.code-wrong'))
    expect(codes.slice(10)).toEqual(['duty.code-tries', 'duty.code-tries'])
    const shown = await http.call<{ digits: string }>(`${api()}/station-code`, {
      token: await http.tokenOf(coordinator),
    })
    const uncounted = await http.call(`/check-in/${communityId}?code=${shown.body.digits}`)
    expect([uncounted.status, uncounted.headers.get('set-cookie')]).toEqual([422, null])
  })

  it('takes digits typed into the page, and gives the form back for wrong ones', async () => {
    const cookie = cookieOf(volunteers[1])
    const shown = await http.call<{ digits: string }>(`${api()}/station-code`, {
      token: await http.tokenOf(coordinator),
    })
    const type = (digits: string) =>
      http.call<string>('/check-in', {
        ...{ cookie, body: { idempotencyKey: newId(), community: communityId, digits } },
      })
    const wrong = await type('000000')
    expect([wrong.status, wrong.body.includes('duty.code-wrong')]).toEqual([422, true])
    expect((await type(shown.body.digits)).headers.get('location')).toBe(`/check-in/${communityId}`)
  })

  it('becomes records in one step, approved green, and hours in the book', async () => {
    world.setNow('2026-11-25T18:01:00+08:00')
    for (const one of volunteers) {
      const token = await http.tokenOf(one)
      const body = { shiftId: shift.id, proof: await screenCode() }
      expect((await http.call(`${api()}/check-outs`, { token, body })).status).toBe(200)
    }
    const cookie = await http.cookieOf(coordinator)
    const path = `/shifts/${shift.id}/attendance`
    const filed = await http.call<string>(`${path}/file?community=${communityId}`, {
      ...{ cookie, body: { idempotencyKey: newId(), outcome: '十二个孩子做完了作业' } },
    })
    expect(filed.body).toContain('转成 2 条记录，0 人没有转成')
    const token = await http.tokenOf(coordinator)
    type Inbox = { items: { id: Id; communityId: Id; colour: string; outcome: string }[] }
    const inbox = await http.call<Inbox>(`${api()}/inbox`, { token })
    expect(inbox.body.items.map(({ colour, outcome }) => [colour, outcome])).toEqual([
      ['green', '十二个孩子做完了作业'],
      ['green', '十二个孩子做完了作业'],
    ])
    const records = inbox.body.items.map(({ id }) => ({ id, communityId }))
    const approved = await http.call<{ outcomes: { approved: boolean }[] }>(
      `${api()}/records/approve`,
      { token, body: { records } },
    )
    expect(approved.body.outcomes.map((one) => one.approved)).toEqual([true, true])
    for (const one of volunteers) expect((await savingsOf(world, one)).balance).toBe(121)
  })
})

describe('the station’s screen', () => {
  it('shows the code and digits to its coordinators only, and loads itself again', async () => {
    const world = await openWorld()
    try {
      const http = openHttp(world)
      const communityId = await world.makeCommunity()
      const other = await world.makeCommunity()
      const coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
      const resident = await world.makePerson({ communityId })
      const cookie = await http.cookieOf(coordinator)
      const page = await http.call<string>(`/stations/${communityId}/code`, { cookie })
      expect(page.body).toMatch(/<noscript><meta http-equiv="refresh" content="\d+"/)
      expect(page.body).toMatch(/data:image\/svg\+xml;base64/)
      expect(page.body).toMatch(/>\d{6}</)
      expect((await http.call(`/stations/${other}/code`, { cookie })).status).toBe(404)
      const others = { cookie: await http.cookieOf(resident) }
      expect((await http.call(`/stations/${communityId}/code`, others)).status).toBe(404)
    } finally {
      await world.close()
    }
  })
})
