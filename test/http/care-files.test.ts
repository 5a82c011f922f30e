import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashRequest } from '../../src/db/commands.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { consent, enter, makeHousehold, note } from '../support/care.ts'
import { formIn } from '../support/clicks.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let person: TestPerson
let spouse: TestPerson
let tokens: Record<'coordinator' | 'foreign' | 'supervisor' | 'person' | 'neighbour', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  const there = await makeStation(world)
  const { communityId } = here
  const householdId = await makeHousehold(world, communityId)
  person = await world.makePerson({ communityId, householdId, name: '秦桂花' })
  spouse = await world.makePerson({ communityId, householdId })
  const supervisor = await world.makePerson({
    ...{ communityId, roles: ['supervisor'], rolesAt: world.districtId },
  })
  await consent(world, here.first, person, ['need', 'health'])
  await note(world, here.first, person, '腿脚不便')
  await enter(world, here.first, person)
  tokens = {
    coordinator: await http.tokenOf(here.first),
    foreign: await http.tokenOf(there.first),
    supervisor: await http.tokenOf(supervisor),
    person: await http.tokenOf(person),
    neighbour: await http.tokenOf(await world.makePerson({ communityId })),
  }
})
afterAll(() => world.close())

const base = () => `/api/v1/communities/${here.communityId}/care`
const wish = (more: object = {}) => ({
  ...{ personId: person.id, reasonKind: 'help', reason: '上门前了解情况' },
  ...more,
})

async function opened(): Promise<Id> {
  const answer = await http.call<{ openingId: Id }>(`${base()}/openings`, {
    ...{ token: tokens.coordinator, body: wish() },
  })
  expect(answer.status).toBe(201)
  return answer.body.openingId
}

describe('the file over HTTP', () => {
  it('is opened with a reason, read by that opening, and told to the family', async () => {
    const path = `${base()}/openings/${await opened()}`
    const file = await http.call(path, { token: tokens.coordinator })
    expect(file.body.items).toMatchObject([
      { name: '秦桂花', item: 'health', current: { body: { text: '腿脚不便' } } },
      { name: '秦桂花', item: 'need', current: { body: { groups: ['残疾', '低收入'] } } },
    ])
    const token = await http.tokenOf(spouse)
    const log = await http.call('/api/v1/care/openings', { token })
    expect(log.body.items).toMatchObject([{ reason: '上门前了解情况', reasonKind: 'help' }])
    for (const who of ['person', 'supervisor', 'foreign', 'neighbour'] as const) {
      expect((await http.call(path, { token: tokens[who] })).status).toBe(404)
    }
  })

  it.each([
    ['no reason', { reason: '' }],
    ['blanks for a reason', { reason: '   ' }],
    ['no kind of reason', { reasonKind: '' }],
    ['the person’s own reason', { reasonKind: 'ownRequest' }],
  ])('refuses %s and opens nothing', async (_, more) => {
    const count = () => world.sql`select 1 from care_openings`
    const before = (await count()).length
    const reply = await http.call(`${base()}/openings`, {
      ...{ token: tokens.coordinator, body: wish(more) },
    })
    expect([reply.status, reply.body.code]).toEqual([422, 'request.invalid'])
    expect((await count()).length).toBe(before)
  })

  it.each(['foreign', 'supervisor', 'person', 'neighbour'] as const)(
    'is not there for a %s',
    async (who) => {
      const token = tokens[who]
      const read = [`${base()}/register`, `${base()}/files/${person.id}`]
      for (const path of read) expect((await http.call(path, { token })).status).toBe(404)
      const answer = await http.call(`${base()}/openings`, { token, body: wish() })
      expect([answer.status, answer.body.code]).toEqual([404, 'request.not-found'])
    },
  )

  it('shows the person their own, item by item', async () => {
    const token = tokens.person
    const own = await http.call('/api/v1/care/items', { token })
    expect(own.body.items).toMatchObject([{ item: 'health' }, { item: 'need' }])
    const open = await http.call<{ openingId: Id }>(`${base()}/own-openings`, { token, body: {} })
    const file = await http.call(`${base()}/openings/${open.body.openingId}`, { token })
    expect(file.body).toMatchObject({ reasonKind: 'ownRequest' })
    const neighbour = { token: tokens.neighbour, body: {} }
    const nothing = await http.call(`${base()}/own-openings`, neighbour)
    expect(nothing.body.code).toBe('care.nothing-to-open')
  })

  it('keeps no hash of what was asked that could be guessed', async () => {
    const key = newId()
    await http.call(`${base()}/openings`, { token: tokens.coordinator, body: wish(), key })
    const [row] = await world.sql<{ hash: string }[]>`
      select request_hash as hash from commands where key = ${key}`
    expect(row?.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(row?.hash).not.toBe(hashRequest('care.open-file', wish()))
    const again = { token: tokens.coordinator, body: wish({ reason: '另一个' }), key }
    expect((await http.call(`${base()}/openings`, again)).body.code).toBe('command.key-reused')
  })
})

describe('the pages of a file', () => {
  const at = (path: string) => `${path}?community=${here.communityId}`

  async function press(cookie: string, page: string, action: string, more: object) {
    const { body } = await http.call<string>(page, { cookie })
    const form = formIn(body, action)
    const answer = await http.call<string>(form.action, {
      ...{ cookie, body: { ...form.values, ...more } },
    })
    return { ...answer, location: answer.headers.get('location') ?? '' }
  }

  it('lead from the search to consent, entry, opening, correction and the family’s page', async () => {
    const cookie = await http.cookieOf(here.first)
    const resident = await world.makePerson({ communityId: here.communityId, name: '覃小满' })
    const found = await press(cookie, at('/care'), '/care/find', { who: '覃小满' })
    expect(found.status).toBe(303)
    const page = found.location
    const path = page.split('?')[0] ?? ''
    const consented = await press(cookie, page, `${path}/consents`, {
      ...{ items: 'housing', giver: '覃小满', evidence: '柜 2' },
      ...{ givenOn: '2026-11-24', expiresOn: '2027-05-24' },
    })
    expect(consented.status).toBe(303)
    const wrote = await press(cookie, page, `${path}/notes`, { item: 'housing', text: '屋顶漏水' })
    expect(wrote.status).toBe(303)
    const closed = await http.call<string>(page, { cookie })
    expect(closed.body).not.toMatch(/屋顶漏水|覃小满/)
    const refused = await press(cookie, page, `${path}/open`, { reasonKind: 'aid', reason: '' })
    expect(refused.status).toBe(422)
    const open = await press(cookie, page, `${path}/open`, { reasonKind: 'aid', reason: '修房顶' })
    expect(open.status).toBe(303)
    expect((await http.call<string>(open.location, { cookie })).body).toContain('屋顶漏水')
    const corrected = await press(cookie, open.location, `${path}/notes`, { text: '屋顶修好了' })
    expect(corrected.status).toBe(303)
    const mine = await http.cookieOf(resident)
    const log = await http.call<string>('/care/mine', { cookie: mine })
    expect(log.body).toContain('核实救助：修房顶')
    const own = await press(mine, '/care/mine', '/care/mine/open', {})
    const shown = await http.call<string>(own.location, { cookie: mine })
    expect(shown.body).toMatch(/屋顶修好了[\s\S]*屋顶漏水/)
    expect(shown.headers.get('cache-control')).toContain('no-store')
  })

  it('ask before they take a consent back', async () => {
    const cookie = await http.cookieOf(here.first)
    const resident = await world.makePerson({ communityId: here.communityId })
    await consent(world, here.first, resident, ['income'])
    await note(world, here.first, resident, '低保', { item: 'income' })
    const path = `/care/people/${resident.id}/withdraw`
    const done = await press(cookie, `${at(path)}&item=income`, path, {})
    expect(done.status).toBe(303)
    const rows = await world.sql`
      select 1 from care_notes where person_id = ${resident.id} and body_sealed is not null`
    expect(rows).toHaveLength(0)
  })

  it('take somebody off the register', async () => {
    const cookie = await http.cookieOf(here.first)
    const resident = await world.makePerson({ communityId: here.communityId })
    await consent(world, here.first, resident, ['need'])
    const { noteId } = await enter(world, here.first, resident)
    const path = `/care/notes/${noteId}/end`
    expect((await press(cookie, at(path), path, {})).status).toBe(303)
  })
})
