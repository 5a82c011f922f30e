import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseErrors } from '../../src/db/errors.ts'
import { httpErrors } from '../../src/http/errors.ts'
import { DomainError } from '../../src/kernel/errors.ts'
import { newId } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let person: TestPerson
let cookie: string

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  const refuse = (path: string, error: Error) =>
    http.app.all(path, () => {
      throw error
    })
  refuse('/refused/busy', new DomainError(databaseErrors.busy))
  refuse('/refused/internal', new Error('secret of the house at /srv/app.ts'))
  refuse('/refused/forbidden', new DomainError(httpErrors.forbidden))
  const communityId = await world.makeCommunity()
  person = await world.makePerson({ communityId, volunteer: true })
  cookie = await http.cookieOf(person)
})
afterAll(() => world.close())

const typed = { idempotencyKey: newId(), reason: '<b>写了很久的理由</b>' }
const get = (path: string) => http.call<string>(path, { cookie, headers: { accept: 'text/html' } })
const post = (path: string, who = cookie) =>
  http.call<string>(path, { cookie: who, body: typed, headers: { accept: 'text/html' } })

describe('an error page', () => {
  it.each([
    ['/nowhere', 404, '没有找到'],
    [`/requests/${newId()}`, 404, '没有找到这个事项'],
    ['/refused/forbidden', 403, '您没有这项权限'],
    ['/refused/busy', 503, '系统正忙'],
    ['/refused/internal', 500, '系统出错了'],
  ])('of %s is %d, in plain words and with a way on', async (path, status, title) => {
    const answer = await get(path)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(`<h1>${title}</h1>`)
    expect(answer.body).toContain('href="/"')
    expect(answer.body).not.toMatch(/secret|\.ts\b|stack|select /i)
  })

  it('says how large a form may be', async () => {
    const body = { ...typed, reason: '长'.repeat(70_000) }
    const headers = { accept: 'text/html' }
    const answer = await http.call<string>('/requests/x/answer', { cookie, body, headers })
    expect([answer.status, answer.body.includes('提交的内容太大')]).toEqual([413, true])
  })

  it.each(['/refused/busy', '/refused/internal'])(
    'sends what was typed again under the same key: %s',
    async (path) => {
      const { body, headers, status } = await post(`${path}?community=1`)
      expect(body).toContain(`action="${path}?community=1"`)
      expect(body).toContain(`name="idempotencyKey" value="${typed.idempotencyKey}"`)
      expect(body).toContain('value="&lt;b&gt;写了很久的理由&lt;/b&gt;"')
      expect(headers.get('retry-after')).toBe(status === 503 ? '2' : null)
    },
  )

  it('keeps the form of somebody whose session has ended, and signs in beside it', async () => {
    const { status, body } = await post('/savings/give', '')
    expect(status).toBe(401)
    expect(body).toContain('target="_blank"')
    expect(body).toContain('登录好了，提交刚才填的')
    expect(body).toContain('action="/savings/give"')
  })

  it('does not offer what another site sent', async () => {
    const answer = await http.app.request('http://localhost/savings/give', {
      method: 'POST',
      body: new URLSearchParams({ label: '坏' }),
      headers: { accept: 'text/html', 'sec-fetch-site': 'cross-site' },
    })
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain('坏')
  })
})

describe('the way back', () => {
  it('leads to the page that was wanted before signing in, once', async () => {
    const refused = await http.call<string>('/savings/statement?from=2026-01-01', {
      headers: { accept: 'text/html' },
    })
    expect(refused.status).toBe(401)
    const [wanted = ''] = (refused.headers.get('set-cookie') ?? '').split(';', 1)
    const home = await http.call<string>('/', { cookie: `${cookie}; ${wanted}` })
    expect(home.headers.get('location')).toBe('/savings/statement?from=2026-01-01')
    expect(home.headers.get('set-cookie')).toMatch(/^back=; Max-Age=0/)
    expect((await http.call<string>('/', { cookie })).headers.get('location')).toBe('/savings')
  })

  it.each(['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example'])(
    'never leads elsewhere: %s',
    async (back) => {
      const home = await http.call<string>('/', {
        cookie: `${cookie}; back=${encodeURIComponent(back)}`,
      })
      expect(home.headers.get('location')).toBe('/savings')
    },
  )

  it('keeps the query when the mode for elders is switched, and leaves a sent form for its page', async () => {
    const { body } = await get('/board?period=2026-Q4')
    expect(body).toContain('name="back" value="/board?period=2026-Q4"')
    const headers = { accept: 'text/html', referer: 'http://localhost/savings/give' }
    const form = { idempotencyKey: newId(), label: '没有的人', hours: '1', minutes: '' }
    const sent = await http.call<string>('/savings/give', { cookie, body: form, headers })
    expect(sent.body).toContain('name="back" value="/savings/give"')
  })
})
