import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openPersonApp, type PersonApp } from '../support/person-app.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let app: PersonApp
let communityId: Id

beforeAll(async () => {
  world = await openWorld()
  app = openPersonApp(world)
  communityId = await world.makeCommunity()
})

afterAll(() => world.close())

const SITE = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost' }

function send(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(form).toString()
  return app.request(path, { method: 'POST', headers: { ...SITE, ...headers }, body })
}

function open(path: string, cookie = '') {
  return app.request(path, { headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) } })
}

const cookieOf = (response: Response) =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

/** Types the phone and the code that was sent; `before` is a cookie that was there already. */
async function signIn(phone: string, before = ''): Promise<Response> {
  const sent = await send('/sign-in', { phone })
  const challengeId = new URL(sent.headers.get('location') ?? '', 'http://x').searchParams.get(
    'challenge',
  )
  const headers = before ? { cookie: before } : {}
  return send('/sign-in/code', { challengeId: challengeId ?? '', code: app.lastCode() }, headers)
}

let phones = 0
async function somebody(): Promise<{ person: TestPerson; phone: string }> {
  const phone = `136${String((phones += 1)).padStart(8, '0')}`
  return { phone, person: await world.makePerson({ communityId, phone, name: `页面${phones}` }) }
}

describe('signing in by pages', () => {
  it('leaves an opaque cookie that no script and no other site can use', async () => {
    const { phone } = await somebody()
    const response = await signIn(phone)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^aixin=[A-Za-z0-9_-]{43};/)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
  })

  it('begins a new session, whatever cookie was there before', async () => {
    const { phone } = await somebody()
    const planted = `aixin=${'A'.repeat(43)}`
    const cookie = cookieOf(await signIn(phone, planted))
    expect(cookie).not.toBe(planted)
    expect((await open('/me', planted)).status).toBe(401)
    expect((await open('/me', cookie)).status).toBe(200)
  })

  it('does not take a page cookie for the API', async () => {
    const { phone } = await somebody()
    const cookie = cookieOf(await signIn(phone))
    expect((await app.request('/api/v1/me', { headers: { cookie } })).status).toBe(401)
  })

  it('asks who it is where a phone serves two, and lets one switch later', async () => {
    const { phone, person } = await somebody()
    const other = await world.makePerson({ communityId, phone, name: '同号的人' })
    const choosing = await signIn(phone)
    expect(choosing.headers.get('location')).toBe('/sign-in/who')
    const choice = cookieOf(choosing)
    expect((await open('/me', choice)).status).toBe(401)
    expect(await (await open('/sign-in/who', choice)).text()).toContain('同号的人')
    const first = cookieOf(await send('/sign-in/who', { personId: person.id }, { cookie: choice }))
    const second = cookieOf(await send('/sign-in/who', { personId: other.id }, { cookie: first }))
    expect(await (await open('/me', second)).text()).toContain('同号的人')
    expect((await open('/me', first)).status).toBe(401)
  })

  it('comes back with the problem on top when the code is wrong', async () => {
    const { phone } = await somebody()
    const sent = await send('/sign-in', { phone })
    const challengeId = (sent.headers.get('location') ?? '').split('=')[1] ?? ''
    const code = app.lastCode() === '000000' ? '111111' : '000000'
    const response = await send('/sign-in/code', { challengeId, code })
    expect(response.status).toBe(401)
    const text = await response.text()
    expect(text).toContain('sign-in.code-wrong')
    expect(text).toContain(challengeId)
  })

  it('has no phone in any address', async () => {
    const { phone } = await somebody()
    const sent = await send('/sign-in', { phone })
    expect(sent.headers.get('location')).not.toContain(phone)
  })

  it('ends with signing out', async () => {
    const { phone } = await somebody()
    const cookie = cookieOf(await signIn(phone))
    const out = await send('/sign-out', {}, { cookie })
    expect(out.headers.get('location')).toBe('/sign-in')
    expect((await open('/me', cookie)).status).toBe(401)
  })

  it('is not done from another site', async () => {
    const { phone } = await somebody()
    const cookie = cookieOf(await signIn(phone))
    const foreign = await send('/sign-out', {}, { cookie, origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    expect((await open('/me', cookie)).status).toBe(200)
  })
})

describe('registering by a page', () => {
  it('comes back filled in, then registers and goes in', async () => {
    const choice = cookieOf(await signIn('13599990000'))
    const headers = { cookie: choice }
    const form = {
      idempotencyKey: newId(),
      as: 'volunteer',
      name: '自己来的',
      bornOn: '1990-01-01',
      consents: 'recording',
    }
    const refused = await send('/sign-in/register', form, headers)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('value="自己来的"')
    const done = await send('/sign-in/register', { ...form, homeId: communityId }, headers)
    expect([done.status, done.headers.get('location')]).toEqual([303, '/me?done=registered'])
    const me = await (await open('/me', cookieOf(done))).text()
    expect(me).toContain('自己来的')
    expect(me).toContain('还没有领卡')
  })
})

describe('the people of a community', () => {
  it('are for those who keep them; for others there is no such page', async () => {
    const { phone, person } = await somebody()
    const cookie = cookieOf(await signIn(phone))
    expect((await open('/people', cookie)).status).toBe(404)
    expect((await open(`/people/${person.id}`, cookie)).status).toBe(404)
  })

  it('are those of one coordinator only', async () => {
    const phone = '13599990001'
    await world.makePerson({ communityId, phone, roles: ['coordinator'] })
    const cookie = cookieOf(await signIn(phone))
    const elsewhere = await world.makePerson({ communityId: await world.makeCommunity() })
    const { person } = await somebody()
    expect((await open(`/people/${person.id}`, cookie)).status).toBe(200)
    expect((await open(`/people/${elsewhere.id}`, cookie)).status).toBe(404)
  })
})
