import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { entryOf, stateOf, submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let communityId: Id
let offeringId: Id
let volunteer: TestPerson
let coordinator: TestPerson
let leader: TestPerson
let cookies: Record<'volunteer' | 'coordinator' | 'leader', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  communityId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  volunteer = await world.makePerson({
    communityId,
    name: '演示甲',
    volunteer: true,
    roles: ['volunteer'],
  })
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  leader = await world.makePerson({ communityId, volunteer: true, roles: ['teamLeader'] })
  cookies = {
    volunteer: await http.cookieOf(volunteer),
    coordinator: await http.cookieOf(coordinator),
    leader: await http.cookieOf(leader),
  }
})
afterAll(() => world.close())

const formOf = (wish: Record<string, string> = {}) => ({
  idempotencyKey: newId(),
  act: 'submit',
  offeringId,
  community: communityId,
  place: '后院',
  content: '清扫楼道',
  outcome: '干净了',
  recipientKind: 'place',
  description: '三单元',
  organiser: '居委会',
  personInCharge: '演示负责人',
  startsAt: '2026-11-24T06:00',
  endsAt: '2026-11-24T07:00',
  ...wish,
})

function page(path: string, cookie: string) {
  return http.call<string>(path, { cookie })
}

function send(path: string, cookie: string, body: Record<string, string>) {
  return http.call<string>(path, { cookie, body })
}

describe('logging a service', () => {
  it('goes to 我的服务, where the record waits', async () => {
    const sent = await send('/service/new', cookies.volunteer, formOf())
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/service?done=submitted'])
    const own = await page('/service?done=submitted', cookies.volunteer)
    expect(own.body).toContain('待审核')
  })

  it('comes back filled in when it is refused, with the problem on top', async () => {
    const wish = { endsAt: '2026-11-24T05:00', content: '只此一句' }
    const sent = await send('/service/new', cookies.volunteer, formOf(wish))
    expect(sent.status).toBe(422)
    expect(sent.body).toContain('结束时间要晚于开始时间')
    expect(sent.body).toContain('只此一句')
  })

  it('names the field that is wrong', async () => {
    const sent = await send('/service/new', cookies.volunteer, formOf({ place: '' }))
    expect(sent.status).toBe(422)
    expect(sent.body).toContain('href="#place"')
  })

  it('does not write twice when the button is pressed twice', async () => {
    const form = formOf({ startsAt: '2026-11-23T06:00', endsAt: '2026-11-23T07:00' })
    await send('/service/new', cookies.volunteer, form)
    await send('/service/new', cookies.volunteer, form)
    const rows = await world.sql<{ n: number }[]>`
      select count(*)::int as n from service_records
       where starts_at = '2026-11-23T06:00:00+08:00'`
    expect(rows[0]?.n).toBe(1)
  })

  it('shows text that looks like markup as text', async () => {
    const form = formOf({ content: '<script>alert(1)</script>', endsAt: '2026-11-24T05:00' })
    const sent = await send('/service/new', cookies.volunteer, form)
    expect(sent.body).not.toContain('<script>alert')
  })
})

describe('the inbox', () => {
  it('approves the green records of an activity after one confirmation', async () => {
    const record = await submitGreen(world, leader, { communityId, offeringId, hoursAgo: 30 })
    const inbox = await page('/inbox', cookies.coordinator)
    const href = /href="(\/inbox\/activity[^"]+)"/.exec(inbox.body)?.[1] ?? ''
    const activity = await page(href.replaceAll('&amp;', '&'), cookies.coordinator)
    expect(activity.body).toContain('通过这 1 条服务记录')
    const sent = await send('/inbox/approve', cookies.coordinator, {
      idempotencyKey: newId(),
      community: communityId,
      record: `${record.communityId}.${record.id}`,
    })
    expect(sent.headers.get('location')).toContain('approved=1')
    expect(await stateOf(world, record)).toBe('approved')
  })

  it('tells what was not approved, and why', async () => {
    const entry = entryOf(world, { personId: volunteer.id, offeringId })
    const yellow = await world.run(submitRecords, volunteer.actor, communityId, entry)
    const sent = await send('/inbox/approve', cookies.coordinator, {
      idempotencyKey: newId(),
      community: communityId,
      record: `${communityId}.${yellow.id}`,
    })
    const told = await page(sent.headers.get('location') ?? '', cookies.coordinator)
    expect(told.body).toContain('1 条没有通过')
    expect(told.body).toContain('这条记录要先打开看过')
  })

  it('opens a yellow record, where it is approved', async () => {
    const at = { startsAt: world.now(), endsAt: world.now() }
    const entry = {
      ...entryOf(world, { personId: leader.id, offeringId }),
      startsAt: at.startsAt.replace('T01', 'T00') as typeof at.startsAt,
      endsAt: at.endsAt,
    }
    const record = await world.run(submitRecords, leader.actor, communityId, entry)
    const path = `/records/${record.id}`
    const opened = await page(`${path}?community=${communityId}`, cookies.coordinator)
    const openedToken = /name="openedToken" value="([^"]+)"/.exec(opened.body)?.[1] ?? ''
    const sent = await send(`${path}/approve?community=${communityId}`, cookies.coordinator, {
      idempotencyKey: newId(),
      openedToken,
    })
    expect(sent.status).toBe(303)
    expect(await stateOf(world, record)).toBe('approved')
  })

  it('rejects only with a reason', async () => {
    const entry = entryOf(world, { personId: volunteer.id, offeringId })
    const record = await world.run(submitRecords, volunteer.actor, communityId, entry)
    const path = `/records/${record.id}/reject?community=${communityId}`
    const blank = { idempotencyKey: newId(), reason: ' ' }
    expect((await send(path, cookies.coordinator, blank)).status).toBe(422)
    expect(await stateOf(world, record)).toBe('submitted')
    const reason = { idempotencyKey: newId(), reason: '日期不对' }
    expect((await send(path, cookies.coordinator, reason)).status).toBe(303)
    const own = await page('/service', cookies.volunteer)
    expect(own.body).toContain('日期不对')
  })

  it('is not there for a volunteer', async () => {
    expect((await page('/inbox', cookies.volunteer)).status).toBe(404)
    expect((await page('/sheets/new', cookies.volunteer)).status).toBe(404)
  })
})

describe('a sheet', () => {
  const sheet = (act: string, text: string) => ({
    ...formOf({ act, text, servedOn: '2026-11-22', title: '大扫除' }),
  })

  it('is previewed row by row, and then handed in', async () => {
    const bad = '姓名,服务卡号,开始,结束\n演示甲,,09:00,10:00\n没有这个人,,09:00,10:00'
    const preview = await send('/sheets/bulk', cookies.leader, sheet('preview', bad))
    expect(preview.body).toContain('2 行里有 1 行要改')
    expect(preview.body).toContain('没有找到这个志愿者')
    const good = '姓名,服务卡号,开始,结束\n演示甲,,09:00,10:00'
    const ready = await send('/sheets/bulk', cookies.leader, sheet('preview', good))
    expect(ready.body).toContain('提交 1 人')
    const sent = await send('/sheets/bulk', cookies.leader, sheet('handIn', good))
    expect(sent.status).toBe(303)
    const handedIn = await page(sent.headers.get('location') ?? '', cookies.leader)
    expect(handedIn.body).toContain('已提交 1 人')
  })

  it('is read from an uploaded file', async () => {
    const form = new FormData()
    for (const [name, value] of Object.entries(sheet('preview', ''))) form.set(name, value)
    const text = '姓名,开始,结束\n演示甲,13:00,14:00\n'
    form.set('file', new File([text], 'sheet.csv', { type: 'text/csv' }))
    const response = await http.app.request('http://localhost/sheets/bulk', {
      method: 'POST',
      body: form,
      headers: { cookie: cookies.leader, origin: 'http://localhost' },
    })
    expect(await response.text()).toContain('提交 1 人')
  })
})
