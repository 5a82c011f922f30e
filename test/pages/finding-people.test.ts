import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { requestOf, take } from '../support/desk.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let station: Station
let cookie: string
const people: Record<string, TestPerson> = {}

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  station = await makeStation(world)
  const { communityId } = station
  for (const [key, name, phone] of [
    ['feng', '张三丰', '13700000001'],
    ['lan', '章素兰', '13700000002'],
    ['other', '李四', '13700000003'],
  ] as const) {
    people[key] = await world.makePerson({ communityId, name, phone, volunteer: true })
  }
  cookie = await http.cookieOf(station.first)
})
afterAll(() => world.close())

const idOf = (key: string) => people[key]?.id ?? ''
const get = async (path: string, who = cookie) =>
  (await http.call<string>(path, { cookie: who })).body
const send = (path: string, form: Record<string, string>) =>
  http.call<string>(path, { cookie, body: { idempotencyKey: newId(), ...form } })

const caller = (form: Record<string, string>) =>
  send('/ask/confirm', {
    ...{ kind: 'consultation', caller: '1', community: station.communityId },
    ...{ content: '问老年卡怎么办', place: '电话', ...form },
  })

describe('the list of people', () => {
  it('is one community’s where somebody works in one', async () => {
    const page = await get('/people')
    expect(page).toContain('张三丰')
    expect(await get('/people?q=zsf')).toContain('张三丰')
    expect(await get('/people?q=zsf')).not.toContain('李四')
  })

  it('asks whom to look for where somebody works in many, and says of each whose they are', async () => {
    const away = await world.makeCommunity('远山')
    await world.makePerson({ communityId: away, name: '张山峰' })
    const administrator = await world.makePerson({
      ...{ communityId: away, roles: ['districtAdministrator'], rolesAt: world.districtId },
    })
    const who = await http.cookieOf(administrator)
    const unasked = await get('/people', who)
    expect(unasked).toContain('查找一个人')
    expect(unasked).not.toContain('张三丰')
    expect(unasked).toContain('<optgroup label="远山街道">')
    const found = await get('/people?q=zsf', who)
    expect(found).toContain('张三丰')
    expect(found).toContain('张山峰')
    expect(found).toContain('远山街道 · 远山')
    const within = await get(`/people?q=zsf&community=${away}`, who)
    expect(within).not.toContain('张三丰')
  })

  it('shows what was typed as text', async () => {
    const page = await get(`/people?q=${encodeURIComponent('"><script>%_')}`)
    expect(page).not.toContain('<script>%_')
    expect(page).toContain('没有找到')
  })
})

describe('a form that names somebody', () => {
  it('offers those whom the words may mean, and goes on with the one who is chosen', async () => {
    const asked = await caller({ requesterLabel: 'zs' })
    expect(asked.status).toBe(422)
    for (const key of ['feng', 'lan']) expect(asked.body).toContain(`value="${idOf(key)}"`)
    expect(asked.body).toContain('电话 137****0001')
    expect(asked.body).toContain('问老年卡怎么办')
    const chosen = await caller({ requesterLabel: 'zs', requesterLabelPick: idOf('lan') })
    expect(chosen.status).toBe(200)
    expect(chosen.body).toContain('章素兰')
    expect(chosen.body).toContain(`name="requesterLabelPick" value="${idOf('lan')}"`)
  })

  it('asks even where one person fits, unless a whole name, card or phone was given', async () => {
    expect((await caller({ requesterLabel: 'zsf' })).status).toBe(422)
    for (const label of ['张三丰', '137 0000 0001']) {
      const { status, body } = await caller({ requesterLabel: label })
      expect([status, body.includes('张三丰')]).toEqual([200, true])
    }
  })

  it('does not take somebody whom the words do not mean', async () => {
    const wrong = await caller({ requesterLabel: 'zs', requesterLabelPick: idOf('other') })
    expect(wrong.status).toBe(422)
    const stranger = await caller({ requesterLabel: 'zs', requesterLabelPick: newId() })
    expect(stranger.status).toBe(422)
    const nobody = await caller({ requesterLabel: 'qqq' })
    expect(nobody.body).toContain('没有找到这个人')
  })

  it('tells nobody but staff who there is', async () => {
    const resident = await http.cookieOf(
      await world.makePerson({ communityId: station.communityId }),
    )
    const body = { idempotencyKey: newId(), label: 'zs', hours: '1', minutes: '0' }
    const given = await http.call<string>('/savings/give', { cookie: resident, body })
    expect(given.body).toContain('没有找到这个人')
    expect(given.body).not.toContain(idOf('feng'))
  })
})

describe('a form of the desk that is refused', () => {
  const register = async (): Promise<Id> => {
    const resident = await world.makePerson({ communityId: station.communityId })
    const { communityId } = station
    return (await world.run(registerRequest, resident.actor, communityId, requestOf())).id
  }
  const at = (path: string) => `${path}?community=${station.communityId}`

  it.each([
    ['take', { reason: '\u0007' }, []],
    [
      'schedule',
      { scheduledAt: '2026-11-25T10:00', first: '没有的人' },
      ['2026-11-25T10:00', '没有的人'],
    ],
    ['contact', { reached: 'yes', note: '' }, ['value="yes" selected']],
    [
      'answer',
      { reply: '已经转给民政', replyKind: 'unreachable' },
      ['已经转给民政', 'unreachable" selected'],
    ],
    ['priority', { inNeed: 'yes', reason: '' }, ['name="inNeed" id="inNeed" value="yes" checked']],
  ])('%s keeps what was typed', async (verb, form, kept) => {
    const id = await register()
    const { status, body } = await send(at(`/requests/${id}/${verb}`), form)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).toContain('代买一袋米')
    for (const words of kept) expect(body).toContain(words)
  })

  it('keeps what was said of a visit', async () => {
    const id = await register()
    const helper = people['other']
    if (!helper) throw new Error('no helper')
    const visitId = await take(world, [helper], station.communityId, id)
    const { status, body } = await send(at(`/visits/${visitId}/close`), {
      ...{ outcome: 'later', reason: '门口没人应' },
    })
    expect(status).toBe(422)
    expect(body).toContain('value="门口没人应"')
    expect(body).toContain('代买一袋米')
  })
})
