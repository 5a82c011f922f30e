import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allErrors } from '../src/kernel/errors.ts'
import { newId } from '../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from './support/http.ts'
import { openWorld, type World } from './support/world.ts'

type Operation = {
  summary?: string
  responses: Record<string, unknown>
  parameters?: { name: string }[]
}
type Route = { readonly method: string; readonly path: string; readonly operation: Operation }

/** Open to everybody; a route that is added here is a decision. */
const open = [
  'GET /api/v1/communities/{communityId}/log/checkpoint',
  'GET /api/v1/communities/{communityId}/log/checkpoints',
  'GET /api/v1/communities/{communityId}/log/keys',
  'GET /api/v1/communities/{communityId}/log/consistency',
  'POST /api/v1/sign-in/code',
  'POST /api/v1/sign-in',
  'POST /api/v1/sign-in/person',
  'POST /api/v1/session/refresh',
  'POST /api/v1/registrations',
  'POST /api/v1/desk-inbox',
  'GET /.well-known/jwks.json',
  'GET /api/v1/communities',
  'GET /api/v1/nodes/{nodeId}/board',
  'GET /api/v1/nodes/{nodeId}/promise-share',
  'GET /api/v1/communities/{communityId}/log/checkpoint',
  'GET /api/v1/communities/{communityId}/log/checkpoints',
  'GET /api/v1/communities/{communityId}/log/keys',
  'GET /api/v1/communities/{communityId}/log/consistency',
  'GET /api/v1/communities/{communityId}/fixes',
  'GET /api/v1/policies',
  'GET /api/v1/service-certificates/{number}/{code}',
]

let world: World
let http: HttpWorld
let routes: readonly Route[]

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  const answer = await http.app.request('http://localhost/openapi.json')
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Operation>> }
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
})
afterAll(() => world.close())

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const urlOf = ({ path }: Route) => path.replace(/\{[^}]+\}/g, newId())
const guarded = () => routes.filter((route) => !open.includes(nameOf(route)))

describe('every route', () => {
  it('of the API that the app serves is described', () => {
    const served = http.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(served.length).toBeGreaterThan(90)
    expect([...new Set(served)].sort()).toEqual(
      routes
        .map(nameOf)
        .filter((name) => name.includes('/api/'))
        .sort(),
    )
  })

  it('says in a few words what it is for, and that it answers with problems', () => {
    const silent = routes
      .filter(({ path }) => path.startsWith('/api/'))
      .filter(({ operation }) => !operation.summary || !('default' in operation.responses))
    expect(silent.map(nameOf)).toEqual([])
  })

  it('refuses whoever has not signed in, before it reads the body or looks anything up', async () => {
    const wrong: string[] = []
    for (const route of guarded()) {
      const body = route.method === 'GET' ? {} : { body: { nonsense: true } }
      const answer = await http.call(urlOf(route), { method: route.method, ...body })
      const { status, code } = { status: answer.status, code: answer.body.code }
      if (status !== 401 || code !== 'request.sign-in-needed')
        wrong.push(`${status} ${nameOf(route)}`)
    }
    expect(guarded().length).toBeGreaterThan(85)
    expect(wrong).toEqual([])
  })

  it('refuses a forged token, also where no sign-in is needed', async () => {
    const token = `${'e'.repeat(20)}.${'e'.repeat(20)}.${'e'.repeat(20)}`
    for (const route of routes.filter(({ path }) => path.startsWith('/api/'))) {
      const body = route.method === 'GET' ? {} : { body: {} }
      const answer = await http.call(urlOf(route), { method: route.method, token, ...body })
      expect([nameOf(route), answer.status]).toEqual([nameOf(route), 401])
    }
  })

  it('that writes never answers a resident without rights and with an empty body as done', async () => {
    const communityId = await world.makeCommunity()
    const token = await http.tokenOf(await world.makePerson({ communityId, roles: ['resident'] }))
    const done: string[] = []
    for (const route of guarded().filter(({ method }) => method !== 'GET')) {
      if (route.path.includes('/session/')) continue
      const answer = await http.call(urlOf(route), { method: route.method, token, body: {} })
      if (answer.status < 400 || answer.status >= 500)
        done.push(`${answer.status} ${nameOf(route)}`)
    }
    expect(done).toEqual([])
  })

  it('that takes JSON refuses broken JSON and other content types', async () => {
    const communityId = await world.makeCommunity()
    const token = await http.tokenOf(await world.makePerson({ communityId }))
    const wrong: string[] = []
    for (const route of guarded().filter(({ method }) => method === 'POST')) {
      if (route.path.includes('/session/')) continue
      const url = urlOf(route)
      const broken = await http.call(url, { token, body: '{"a":' })
      const text = await http.call(url, {
        token,
        body: '{}',
        headers: { 'content-type': 'text/plain' },
      })
      if (broken.status !== 400 || text.status !== 415) {
        wrong.push(`${broken.status}/${text.status} ${nameOf(route)}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

it('lists every error code where the type of a problem leads', async () => {
  const page = await http.call<string>('/docs/errors')
  expect(page.status).toBe(200)
  const missing = allErrors().filter(({ code }) => !page.body.includes(`id="${code}"`))
  expect(missing).toEqual([])
})
