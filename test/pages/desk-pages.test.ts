import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getRequest } from '../../src/features/desk/get-request.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { askOwn, serve, take } from '../support/desk.ts'
import { openHttp, type Answer, type HttpWorld } from '../support/http.ts'
import { makeSaver, makeStation, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let station: Station
let offeringId: Id
let saver: TestPerson
let helper: TestPerson
let cookies: Record<'saver' | 'helper' | 'first' | 'second', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  station = await makeStation(world)
  offeringId = await world.makeOffering({ name: '陪同就医' })
  saver = await makeSaver(world, station, 600)
  helper = await world.makePerson({
    communityId: station.communityId,
    volunteer: true,
    name: '演示志愿者',
    roles: ['volunteer'],
  })
  cookies = {
    saver: await http.cookieOf(saver),
    helper: await http.cookieOf(helper),
    first: await http.cookieOf(station.first),
    second: await http.cookieOf(station.second),
  }
})
afterAll(() => world.close())

type Who = keyof typeof cookies

const page = (who: Who, path: string) => http.call<string>(path, { cookie: cookies[who] })

function send(who: Who, path: string, form: Record<string, string>): Promise<Answer<string>> {
  return http.call<string>(path, {
    cookie: cookies[who],
    body: { idempotencyKey: newId(), ...form },
  })
}

const form = (wish: Record<string, string> = {}) => ({
  kind: 'help',
  community: station.communityId,
  offeringId,
  content: '陪我去医院',
  place: '演示路 1 号',
  savings: 'yes',
  expected: '90',
  ...wish,
})

const inCommunity = (path: string) => `${path}?community=${station.communityId}`

describe('asking on pages', () => {
  it('says first whom to call in danger', async () => {
    const { status, body } = await page('saver', '/ask')
    expect(status).toBe(200)
    for (const text of ['110', '119', '120', '求助', '预约', '咨询', '反映', '投诉']) {
      expect(body).toContain(text)
    }
  })

  it('shows the quote before it takes anything, and then the promise', async () => {
    const confirm = await send('saver', '/ask/confirm', form())
    expect(confirm.body).toContain('1 小时 30 分')
    expect(confirm.body).toContain('8 小时 30 分')
    expect(confirm.body).toContain('11月27日 9:00 前')
    expect(await savingsNow(world, saver)).toMatchObject({ held: 0 })
    const asked = await send('saver', '/ask', form())
    expect(asked.status).toBe(303)
    expect(await savingsNow(world, saver)).toMatchObject({ held: 90 })
    const done = await page('saver', asked.headers.get('location') ?? '')
    expect(done.body).toContain('承诺 11月27日 9:00 前上门')
    expect(done.body).toContain('前面没有别的事项')
    expect((await page('saver', '/requests')).body).toContain('陪同就医')
  })

  it('brings the form back filled in when something is wrong', async () => {
    const wrong = await send('saver', '/ask', form({ place: '' }))
    expect(wrong.status).toBe(422)
    expect(wrong.body).toContain('陪我去医院')
    const past = await send('saver', '/ask', form({ wishedAt: '2026-11-01T09:00' }))
    expect(past.status).toBe(422)
    expect(past.body).toContain('希望的时间已经过去')
  })

  it('says why no savings are taken', async () => {
    const confirm = await send('saver', '/ask/confirm', form({ wishedAt: '2026-12-20T09:00' }))
    expect(confirm.body).toContain('不用储蓄也一样快')
  })

  it('lets a coordinator enter it for a caller, with need and the commons', async () => {
    const caller = await world.makePerson({ communityId: station.communityId, name: '演示来电人' })
    const filled = form({
      caller: '1',
      requesterLabel: '演示来电人',
      needReason: '刚出院',
      savings: 'no',
    })
    const asked = await send('first', '/ask', filled)
    expect(asked.status).toBe(303)
    const id = /requests\/([0-9a-f-]+)/.exec(asked.headers.get('location') ?? '')?.[1] ?? ''
    const { request } = await getRequest(world.ctx, station.communityId, id)
    expect(request).toMatchObject({ requesterId: caller.id, inNeed: true, promiseBasis: 'need' })
    const unknown = await send('first', '/ask', { ...filled, requesterLabel: '没有这个人' })
    expect(unknown.status).toBe(422)
  })

  it('withdraws savings after a page that says the new date', async () => {
    const { id } = await askOwn(world, saver, station.communityId, { offeringId })
    const path = inCommunity(`/requests/${id}/savings/withdraw`)
    expect((await page('saver', path)).body).toContain('12月3日 9:00 前')
    const done = await send('saver', path, {})
    expect(done.status).toBe(303)
    expect((await getRequest(world.ctx, station.communityId, id)).request.usesSavings).toBe(false)
  })
})

describe('the volunteer’s pages', () => {
  it('take a visit, check in, finish it with the code', async () => {
    const { communityId } = station
    const { id } = await askOwn(world, saver, communityId, { offeringId })
    const tasks = await page('helper', '/tasks')
    expect(tasks.body).toContain('需优先')
    expect(tasks.body).not.toContain('演示路')
    const took = await send('helper', inCommunity(`/tasks/${id}/take`), {
      scheduledAt: '2026-11-24T10:00',
    })
    expect(took.status).toBe(303)
    const [visit] = (await getRequest(world.ctx, communityId, id)).visits
    if (!visit) throw new Error('nothing was taken')
    const path = inCommunity(`/visits/${visit.id}/finish`)
    expect((await page('helper', path)).body).toContain(visit.passphrase)
    const own = await page('saver', inCommunity(`/requests/${id}`))
    expect(own.body).toContain(visit.confirmCode)
    expect(own.body).toContain('演示志愿者')
    await send('helper', inCommunity(`/visits/${visit.id}/start`), {})
    world.passMinutes(30)
    const times = { 'startedAt-0': '2026-11-24T09:00', 'endedAt-0': '2026-11-24T09:30' }
    const wrong = await send('helper', path, {
      ...times,
      outcome: '陪到了',
      how: 'code',
      code: visit.confirmCode === '0000' ? '1111' : '0000',
    })
    expect(wrong.status).toBe(422)
    expect(wrong.body).toContain('确认码不对')
    const right = { ...times, outcome: '陪到了', how: 'code', code: visit.confirmCode }
    expect((await send('helper', path, right)).status).toBe(303)
    expect((await getRequest(world.ctx, communityId, id)).request.state).toBe('answered')
    const rated = await send('saver', inCommunity(`/requests/${id}/rate`), { rating: '3' })
    expect(rated.status).toBe(303)
    world.setNow('2026-11-24T09:00:00+08:00')
  })
})

describe('the coordinator’s console', () => {
  it('shows the queue with its reasons as numbers and schedules a visit', async () => {
    const { communityId } = station
    const { id } = await askOwn(world, saver, communityId, { offeringId })
    const console = await page('first', '/desk')
    expect(console.body).toContain('使用储蓄')
    expect(console.body).toContain('11月27日 09:00')
    const path = inCommunity(`/requests/${id}/schedule`)
    const unknown = await send('first', path, { scheduledAt: '2026-11-25T09:00', first: '无此人' })
    expect(unknown.status).toBe(422)
    const done = await send('first', path, {
      scheduledAt: '2026-11-25T09:00',
      first: '演示志愿者',
    })
    expect(done.status).toBe(303)
    expect((await getRequest(world.ctx, communityId, id)).visits).toHaveLength(1)
  })

  it('enters from paper what a volunteer did, confirmed by a call', async () => {
    const { communityId, first } = station
    const { id } = await askOwn(world, saver, communityId, { offeringId })
    const visitId = await take(world, [helper], communityId, id, first)
    world.passMinutes(90)
    const path = inCommunity(`/visits/${visitId}/finish`)
    expect((await page('first', path)).body).toContain('站里打电话确认')
    const done = await send('first', path, {
      'startedAt-0': '2026-11-24T10:00',
      'endedAt-0': '2026-11-24T10:30',
      outcome: '陪到了',
      how: 'call',
    })
    expect([done.status, done.headers.get('location')]).toEqual([
      303,
      `${inCommunity(`/requests/${id}`)}&done=saved`,
    ])
    world.setNow('2026-11-24T09:00:00+08:00')
  })

  it('takes, answers and refuses to close without a reply', async () => {
    const { communityId } = station
    const { id } = await askOwn(world, saver, communityId, { kind: 'consultation' })
    expect((await send('first', inCommunity(`/requests/${id}/take`), {})).status).toBe(303)
    const answer = inCommunity(`/requests/${id}/answer`)
    const empty = await send('first', answer, { reply: '', replyKind: 'direct' })
    expect(empty.status).toBe(422)
    expect((await send('first', answer, { reply: '带身份证来', replyKind: 'direct' })).status).toBe(
      303,
    )
    const own = await page('saver', inCommunity(`/requests/${id}`))
    expect(own.body).toContain('带身份证来')
  })

  it('lets another coordinator decide a dispute', async () => {
    const { communityId, first } = station
    const { id } = await askOwn(world, saver, communityId, { offeringId })
    const visitId = await take(world, [helper], communityId, id, first)
    await serve(world, communityId, visitId, [{ helper, minutes: 30 }])
    const disputed = await send('saver', inCommunity(`/visits/${visitId}/dispute`), {
      reason: '只来了十分钟',
    })
    expect(disputed.status).toBe(303)
    const resolve = inCommunity(`/visits/${visitId}/resolve`)
    const decision = { decision: 'dismiss', reason: '核实没有服务' }
    expect((await send('first', resolve, decision)).status).toBe(403)
    expect((await send('second', resolve, decision)).status).toBe(303)
    world.setNow('2026-11-24T09:00:00+08:00')
  })
})

describe('a page of somebody else', () => {
  it('is not there', async () => {
    const other = await makeSaver(world, station)
    const { id } = await askOwn(world, other, station.communityId)
    const answer = await page('helper', inCommunity(`/requests/${id}`))
    expect(answer.status).toBe(404)
    expect((await page('saver', '/desk')).status).toBe(404)
    expect((await http.call('/requests')).status).toBe(401)
  })
})

describe('the standing instruction', () => {
  it('is chosen by nobody but the person', async () => {
    const before = await page('helper', '/savings/instruction')
    expect(before.body).toContain('还没有设过')
    expect(before.body).not.toMatch(/name="kind"[^>]*checked/)
    expect((await send('helper', '/savings/instruction', { kind: 'giveHalf' })).status).toBe(303)
    const after = await page('helper', '/savings/instruction')
    expect(after.body).toContain('一半捐给公益时间库')
  })
})
