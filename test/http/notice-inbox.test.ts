import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Notice } from '../../src/features/notice/model/notices.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { formIn } from '../support/clicks.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { noticeTo, post } from '../support/notices.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let communityId: Id
let reader: TestPerson
let token: string
let cookie: string
let foreign: string

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  communityId = await world.makeCommunity()
})
beforeEach(async () => {
  foreign = await http.tokenOf(await world.makePerson({ communityId }))
  reader = await world.makePerson({ communityId })
  token = await http.tokenOf(reader)
  cookie = await http.cookieOf(reader)
})
afterAll(() => world.close())

type Inbox = { items: Notice[]; unread: number; nextCursor: string | null }
const PATH = '/api/v1/me/notices'

const inbox = async (query = '', as = token) =>
  (await http.call<Inbox>(`${PATH}${query}`, { token: as })).body
const read = (noticeIds: readonly Id[] | null, as = token) =>
  http.call(`${PATH}/read`, { token: as, body: { noticeIds } })
const texts = ({ items }: Inbox) => items.map(({ text }) => text)

async function postTexts(...all: string[]): Promise<void> {
  for (const text of all) {
    world.passMinutes(1)
    await post(world, noticeTo(reader.id, { text }))
  }
}

describe('the inbox over HTTP', () => {
  it('has what is unread first, then the newest, a page at a time', async () => {
    await postTexts('一', '二', '三', '四', '五')
    const { items } = await inbox()
    expect(items.map(({ text }) => text)).toEqual(['五', '四', '三', '二', '一'])
    await read([items[0]?.id ?? '', items[2]?.id ?? ''])
    const seen: string[] = []
    let query = '?limit=2'
    for (;;) {
      const page = await inbox(query)
      expect(page.unread).toBe(3)
      seen.push(...texts(page))
      if (page.nextCursor === null) break
      query = `?limit=2&cursor=${page.nextCursor}`
    }
    expect(seen).toEqual(['四', '二', '一', '五', '三'])
  })

  it('keeps the time of the first reading, and answers a repeat as before', async () => {
    await postTexts('一')
    const [notice] = (await inbox()).items
    const ids = [notice?.id ?? '']
    expect((await read(ids)).body).toEqual({ count: 1 })
    const first = (await inbox()).items[0]?.readAt
    world.passMinutes(5)
    expect((await read(ids)).body).toEqual({ count: 0 })
    expect((await inbox()).items[0]?.readAt).toBe(first)
  })

  it('shows nothing before its time', async () => {
    const notBeforeAt = plusMinutes(world.now(), 5)
    await post(world, noticeTo(reader.id, { text: '晚些', notBeforeAt }))
    expect(await inbox()).toMatchObject({ items: [], unread: 0 })
    expect((await read(null)).body).toEqual({ count: 0 })
    world.passMinutes(5)
    expect(await inbox()).toMatchObject({ items: [{ text: '晚些', readAt: null }], unread: 1 })
  })

  it('counts a hundred unread at most', async () => {
    await post(world, ...Array.from({ length: 120 }, () => noticeTo(reader.id)))
    expect((await inbox()).unread).toBe(100)
    expect((await read(null)).body).toEqual({ count: 120 })
    expect((await inbox()).unread).toBe(0)
  })

  it('is its reader’s only: another’s notice is not found, and none is marked with it', async () => {
    await postTexts('只给一个人看')
    const id = (await inbox()).items[0]?.id ?? ''
    expect(texts(await inbox('', foreign))).toEqual([])
    const forged = await read([id], foreign)
    expect([forged.status, forged.body.code]).toEqual([404, 'notice.not-found'])
    const mixed = await read([id, newId()])
    expect([mixed.status, mixed.body.code]).toEqual([404, 'notice.not-found'])
    expect((await inbox()).unread).toBe(1)
  })

  it.each(['?limit=0', '?limit=101', '?cursor=nonsense', `?cursor=WzIsIjIwMjYi`])(
    'refuses %s',
    async (query) => {
      expect((await http.call(`${PATH}${query}`, { token })).status).toBe(422)
    },
  )

  it('asks to sign in', async () => {
    expect((await http.call(PATH)).status).toBe(401)
    expect((await http.call('/notices')).status).toBe(401)
  })
})

describe('the pages', () => {
  const page = async (path = '/notices') => (await http.call<string>(path, { cookie })).body

  it('say so where there is nothing, and how many are unread on every other page', async () => {
    expect(await page()).toContain('没有通知')
    expect(await page('/me')).not.toContain('未读通知')
    await postTexts('一', '二')
    expect(await page('/me')).toContain('<span class="hidden">未读通知 </span>2')
    expect(await page('/more')).toContain('2 条未读')
  })

  it('lead to what a notice is about and have it read', async () => {
    await post(world, noticeTo(reader.id, { link: '/savings', text: '存入 60 分钟' }))
    const id = (await inbox()).items[0]?.id ?? ''
    const { action, values } = formIn(await page(), `/notices/${id}/read`)
    const answer = await http.call(action, { cookie, body: values })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/savings'])
    expect((await inbox()).unread).toBe(0)
  })

  it('mark all as read, and page on', async () => {
    await post(world, ...Array.from({ length: 25 }, () => noticeTo(reader.id, { link: null })))
    const first = await page()
    const [next = ''] = /\/notices\?cursor=[^"]+/.exec(first) ?? []
    expect((await page(next)).split('<article').length - 1).toBe(5)
    const { action, values } = formIn(first, '/notices/read')
    expect((await http.call(action, { cookie, body: values })).status).toBe(303)
    expect((await inbox()).unread).toBe(0)
  })

  it('open no notice of somebody else', async () => {
    const other = await world.makePerson({ communityId })
    await post(world, noticeTo(other.id))
    const [row] = await world.sql<
      { id: Id }[]
    >`select id from notices where recipient_id = ${other.id}`
    const body = { idempotencyKey: newId() }
    const answer = await http.call(`/notices/${row?.id}/read`, { cookie, body })
    expect(answer.status).toBe(404)
  })

  it('let somebody do without texts, and have them again', async () => {
    const turn = async () => {
      const { action, values } = formIn(await page('/notices/channels'), '/notices/channels')
      await http.call(action, { cookie, body: values })
      return page('/notices/channels?done=1')
    }
    expect(await page('/notices/channels')).toContain('21:00 到次日 08:00 不发')
    expect(await turn()).toContain('登录验证码照发')
    const settings = await http.call('/api/v1/me/notice-channels', { token })
    expect(settings.body).toEqual({ sms: false })
    expect(await turn()).toContain('不收短信通知')
    await http.call('/api/v1/me/notice-channels', { token, body: { sms: false } })
    const twice = await http.call('/api/v1/me/notice-channels', { token, body: { sms: false } })
    expect(twice.body).toEqual({ sms: false })
  })
})
