import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NodeKind } from '../../src/features/person/model.ts'
import { formIn } from '../support/clicks.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let administrator: string

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  administrator = await http.cookieOf(await firstAdministrator())
})
afterAll(() => world.close())

/** As `npm run admin` makes one: no community yet, the books stand at the district. */
async function firstAdministrator(): Promise<TestPerson> {
  const person = await world.makePerson({
    communityId: world.districtId,
    roles: ['districtAdministrator'],
  })
  await world.sql`delete from memberships where person_id = ${person.id}`
  return person
}

const page = (path: string, cookie = administrator) => http.call<string>(path, { cookie })

/** Opens a form, types into it, sends it, and says where it leads. */
async function fill(
  path: string,
  action: string,
  typed: Record<string, string>,
  cookie = administrator,
) {
  const { values } = formIn((await page(path, cookie)).body, action)
  return http.call<string>(action, { cookie, body: { ...values, ...typed } })
}

async function add(parentId: string, name: string) {
  const asked = await fill(`/nodes/new?parentId=${parentId}`, '/nodes/new', { name })
  if (asked.status !== 200) return asked
  const { values } = formIn(asked.body, '/nodes/new/confirm')
  return http.call<string>('/nodes/new/confirm', { cookie: administrator, body: values })
}

async function idOf(kind: NodeKind): Promise<string> {
  const [row] = await world.sql<{ id: string }[]>`select id from nodes where kind = ${kind}`
  return row?.id ?? ''
}

/** The step whose turn it is, as the page says it. */
async function nextStep(): Promise<string | undefined> {
  const { body } = await page('/nodes')
  const item = /<li[^>]*aria-current="step"[\s\S]*?<\/li>/.exec(body)?.[0]
  return item && /steps__title">([^<]*)</.exec(item)?.[1]
}

describe('a new district', () => {
  it('leads its first administrator from page to page until people are registered', async () => {
    const front = await page('/')
    expect(front.headers.get('location')).toBe('/nodes')
    expect(await nextStep()).toBe('增加街道')

    const subdistrict = await add(world.districtId, '花果园街道')
    expect(subdistrict.status).toBe(303)
    expect(await nextStep()).toBe('增加社区')

    await add(await idOf('subdistrict'), '月湖社区')
    expect(await nextStep()).toBe('登记社区工作者')

    const communityId = await idOf('community')
    const registered = await fill(
      `/people/new?homeId=${communityId}&then=coordinator`,
      '/people/new',
      { name: '张社工', phone: '13811112222', consents: 'recording' },
    )
    const [file = ''] = registered.headers.get('location')?.split('#') ?? []
    const grant = `${file.split('?')[0]}/role`
    const granted = await fill(file, grant, {})
    expect(granted.headers.get('location')).toContain('done=granted')
    expect(await nextStep()).toBe('登记居民和志愿者')

    const resident = { name: '赵居民', consents: 'recording' }
    await fill(`/people/new?homeId=${communityId}`, '/people/new', resident)
    expect(await nextStep()).toBeUndefined()
  })

  it('says where a community has nobody who coordinates it', async () => {
    await add(await idOf('subdistrict'), '无人社区')
    expect((await page('/nodes')).body).toContain('还没有社区工作者')
  })

  it('tells whoever needs a community that there is none, and what to do', async () => {
    const empty = await openWorld()
    try {
      const other = openHttp(empty)
      const person = await empty.makePerson({
        communityId: empty.districtId,
        roles: ['districtAdministrator'],
      })
      const cookie = await other.cookieOf(person)
      for (const path of ['/desk', '/proposals', '/people/new', '/ask/help', '/service/new']) {
        const { status, body } = await other.call<string>(path, { cookie })
        expect([path, status]).toEqual([path, 409])
        expect(body).toContain('还没有社区')
      }
    } finally {
      await empty.close()
    }
  })
})

describe('adding a place', () => {
  it('asks before it is done, since a name cannot be taken back', async () => {
    const asked = await fill('/nodes/new', '/nodes/new', { name: '只问街道' })
    expect(asked.body).toContain('增加以后不能改名')
    const rows = await world.sql`select from nodes where name = '只问街道'`
    expect(rows).toHaveLength(0)
  })

  it('comes back filled in when the name is taken, with the problem on top', async () => {
    const refused = await add(world.districtId, '花果园街道')
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('这里已经有同名的单位')
    expect(refused.body).toContain('value="花果园街道"')
  })

  it('names the field that is wrong', async () => {
    const refused = await add(world.districtId, ' ')
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('href="#name"')
  })

  it('keeps other spellings, for old papers', async () => {
    const asked = await fill('/nodes/new', '/nodes/new', {
      name: '新华街道',
      aliases: '新华、新华办事处',
    })
    const { values } = formIn(asked.body, '/nodes/new/confirm')
    await http.call('/nodes/new/confirm', { cookie: administrator, body: values })
    const [row] =
      await world.sql`select array_to_json(aliases) as aliases from nodes where name = '新华街道'`
    expect(row?.aliases).toEqual(['新华', '新华办事处'])
  })

  it('has nothing to add below a station', async () => {
    const added = await add(await idOf('community'), '月湖社区服务站')
    expect(added.status).toBe(303)
    const below = await page(`/nodes/new?parentId=${await idOf('station')}`)
    expect(below.status).toBe(404)
  })
})

describe('the tree of places', () => {
  it('is everybody’s to read, and only administrators grow it or see who works where', async () => {
    const { status, body } = await http.call<string>('/nodes')
    expect(status).toBe(200)
    expect(body).toContain('月湖社区')
    expect(body).not.toMatch(/张社工|\/nodes\/new|\/people/)
  })

  it('is not grown by anybody else, whatever they send', async () => {
    const communityId = await idOf('community')
    const coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
    const cookie = await http.cookieOf(coordinator)
    expect((await page('/nodes/new', cookie)).status).toBe(404)
    const asked = await fill('/nodes/new', '/nodes/new', { name: '偷加街道' })
    const { values } = formIn(asked.body, '/nodes/new/confirm')
    const sent = await http.call('/nodes/new/confirm', { cookie, body: values })
    expect(sent.status).toBe(404)
    expect(await world.sql`select from nodes where name = '偷加街道'`).toHaveLength(0)
  })
})

describe('a district of many subdistricts', () => {
  it('lists them, and fetches the communities of the one that is opened', async () => {
    const many = await openWorld()
    try {
      const other = openHttp(many)
      const ids: string[] = []
      for (const name of ['东门', '南门', '西门', '北门', '中心']) {
        ids.push(await many.makeCommunity(name))
      }
      const closed = (await other.call<string>('/nodes')).body
      expect(closed).toContain('5 个街道')
      expect(closed).not.toContain(`id="node-${ids[0] ?? ''}"`)
      const [href = ''] = /\/nodes\?open=[0-9a-f-]+/.exec(closed) ?? []
      const opened = (await other.call<string>(href)).body
      expect(opened.match(/<details class="branch"/g)).toHaveLength(1)
      expect(opened.match(/class="branch branch--closed"/g)).toHaveLength(4)
    } finally {
      await many.close()
    }
  })
})
