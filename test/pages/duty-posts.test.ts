import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { openHttp, type Answer, type HttpWorld } from '../support/http.ts'
import { openOne } from '../support/posts.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let volunteer: TestPerson
let cookies: Record<'first' | 'volunteer' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  const there = await makeStation(world)
  const { communityId } = here
  volunteer = await world.makePerson({
    ...{ communityId, volunteer: true, name: '演示乙', roles: ['volunteer', 'resident'] },
  })
  cookies = {
    first: await http.cookieOf(here.first),
    volunteer: await http.cookieOf(volunteer),
    foreign: await http.cookieOf(there.first),
  }
})
afterAll(() => world.close())

type Who = keyof typeof cookies

const page = (who: Who, path: string) => http.call<string>(path, { cookie: cookies[who] })
const at = (path: string) => `${path}?community=${here.communityId}`

function send(who: Who, path: string, form: Record<string, string> = {}): Promise<Answer<string>> {
  const body = { idempotencyKey: newId(), ...form }
  return http.call<string>(path, { cookie: cookies[who], body })
}

const placeOf = ({ headers }: Answer<string>) => headers.get('location') ?? ''

describe('posts on pages', () => {
  it('are opened by a coordinator, claimed and given up by a volunteer, and closed', async () => {
    const post = { typeCode: 'policyPromoter', place: '演示楼下', places: '2' }
    const opened = await send('first', at('/posts'), post)
    expect(opened.status).toBe(303)
    const path = placeOf(opened).split('?')[0] ?? ''
    const id = path.split('/').at(-1) ?? ''
    expect((await page('volunteer', '/me/posts')).body).toContain('认领 政策宣传员')
    expect((await send('volunteer', `/me/posts/${id}/claim`)).status).toBe(303)
    const mine = (await page('volunteer', '/me/posts')).body
    const [release = ''] = new RegExp(`/me/posts/${id}/release/[0-9a-f-]+`).exec(mine) ?? []
    expect((await page('first', at(path))).body).toContain('演示乙')
    expect((await send('volunteer', release)).status).toBe(303)
    expect((await send('volunteer', release)).status).toBe(409)
    const closed = await send('first', at(`${path}/close`), { reason: '改到别处' })
    expect([closed.status, placeOf(closed)]).toEqual([303, at('/posts')])
    expect((await page('first', at(path))).body).toContain('已停岗')
  })

  it('come back filled in when the form is wrong, and nothing is opened', async () => {
    const wrong = { typeCode: 'policyPromoter', place: '演示路口', places: '0' }
    const { status, body } = await send('first', at('/posts'), wrong)
    expect(status).toBe(422)
    expect(body).toContain('演示路口')
    expect((await page('first', at('/posts'))).body).not.toContain('演示路口')
  })

  it('are nothing to other communities and volunteers', async () => {
    const id = await openOne(world, here.first, { place: '演示院内' })
    for (const who of ['foreign', 'volunteer'] as const) {
      for (const path of ['/posts', `/posts/${id}`, '/teams']) {
        expect([path, (await page(who, at(path))).status]).toEqual([path, 404])
      }
      expect((await send(who, at(`/posts/${id}/close`), { reason: '不开了' })).status).toBe(404)
    }
    expect((await page('first', at(`/posts/${id}`))).body).not.toContain('已停岗')
  })
})

describe('promises on the own page', () => {
  it('are made there, and not for a day that is over', async () => {
    const text = '每周三来一次'
    const late = await send('volunteer', '/me/posts/promise', { text, dueOn: '2020-01-01' })
    expect(late.status).toBe(422)
    expect(late.body).toContain(text)
    const made = await send('volunteer', '/me/posts/promise', { text, dueOn: '2027-01-01' })
    expect(made.status).toBe(303)
    expect((await page('volunteer', '/me/posts')).body).toContain('每周三来一次（2027-01-01）')
  })
})

describe('teams on pages', () => {
  it('are founded, led, joined, left and dissolved', async () => {
    const team = { kind: 'taiji', name: '演示太极队', who: '演示乙', leaders: '演示乙' }
    const founded = await send('first', at('/teams'), team)
    expect(founded.status).toBe(303)
    const path = placeOf(founded).split('?')[0] ?? ''
    expect((await page('first', at('/teams'))).body).toContain('演示太极队')
    expect((await page('volunteer', '/me/posts')).body).toContain('演示太极队（带队）')
    const member = `${path}/members/${volunteer.id}`
    expect((await send('first', at(`${member}/lead`), { leads: 'no' })).status).toBe(303)
    expect((await send('first', at(`${path}/members`), { person: '演示乙' })).status).toBe(409)
    expect((await send('first', at(`${member}/leave`))).status).toBe(303)
    expect((await send('first', at(`${path}/members`), { person: '演示乙' })).status).toBe(303)
    expect((await send('first', at(`${path}/dissolve`))).status).toBe(422)
    expect((await send('first', at(`${path}/dissolve`), { reason: '并队' })).status).toBe(303)
    expect((await send('first', at(`${path}/dissolve`), { reason: '并队' })).status).toBe(409)
    expect((await page('first', at(path))).body).toContain('已解散')
  })

  it('are refused whole with a leader who is not in them', async () => {
    const team = { kind: 'patrol', name: '演示巡逻队', who: '演示乙', leaders: '演示丙' }
    const { status, body } = await send('first', at('/teams'), team)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).toContain('演示丙')
    expect((await page('first', at('/teams'))).body).not.toContain('演示巡逻队')
  })
})
