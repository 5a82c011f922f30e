import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSendNotices } from '../../src/features/notice/jobs.ts'
import { SendFailure } from '../../src/features/notice/model/deliveries.ts'
import { findPhones } from '../../src/features/person/find-phones.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { formIn } from '../support/clicks.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { noticeTo, post } from '../support/notices.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let reader: TestPerson
let tokens: Record<'administrator' | 'coordinator', string>
let cookie: string

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  const communityId = await world.makeCommunity()
  const administrator = await world.makePerson({
    ...{ communityId, roles: ['districtAdministrator'], rolesAt: world.districtId },
  })
  const coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  reader = await world.makePerson({ communityId })
  tokens = {
    administrator: await http.tokenOf(administrator),
    coordinator: await http.tokenOf(coordinator),
  }
  cookie = await http.cookieOf(administrator)
})
afterAll(() => world.close())

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const wish = { url: 'https://outside.example/notices', secret, kinds: ['duty.*'] }
const SUBSCRIPTIONS = '/api/v1/notice-subscriptions'
const GIVEN_UP = '/api/v1/notice-deliveries/given-up'

const add = (body: object = wish, token = tokens.administrator) =>
  http.call<{ subscriptionId: Id; code?: string }>(SUBSCRIPTIONS, { token, body })

describe('subscriptions', () => {
  it('are added, listed without their secret, which is kept sealed, and ended once', async () => {
    const { status, body } = await add()
    expect(status).toBe(201)
    const list = await http.call(SUBSCRIPTIONS, { token: tokens.administrator })
    expect(list.body.items).toMatchObject([{ id: body.subscriptionId, kinds: ['duty.*'] }])
    expect(JSON.stringify(list.body)).not.toContain('whsec_')
    const [row] = await world.sql<{ sealed: string }[]>`
      select secret_sealed as sealed from notice_subscriptions`
    expect(row?.sealed).toMatch(/^v1\./)
    const end = () =>
      http.call(`${SUBSCRIPTIONS}/${body.subscriptionId}/end`, {
        ...{ token: tokens.administrator, body: {} },
      })
    expect((await end()).status).toBe(200)
    expect((await end()).body.code).toBe('notice.subscription-not-found')
  })

  it('are for district administrators', async () => {
    const token = tokens.coordinator
    expect((await add(wish, token)).status).toBe(403)
    expect((await http.call(SUBSCRIPTIONS, { token })).status).toBe(404)
    expect((await http.call(GIVEN_UP, { token })).status).toBe(404)
  })

  it.each([
    [{ url: 'http://outside.example/' }, 'notice.url-malformed'],
    [{ url: 'ftp://outside.example/' }, 'notice.url-malformed'],
    [{ url: 'https://name:word@outside.example/' }, 'notice.url-malformed'],
    [{ url: 'outside.example' }, 'request.invalid'],
    [{ secret: 'whsec_short' }, 'notice.secret-malformed'],
    [{ kinds: ['everything'] }, 'request.invalid'],
    [{ kinds: ['desk.Everything'] }, 'notice.kinds-malformed'],
  ])('refuse %o', async (changed, code) => {
    const answer = await add({ ...wish, ...changed })
    expect([answer.status, answer.body.code]).toEqual([422, code])
  })

  it('are added and ended on their page, and a refused form comes back filled in', async () => {
    const page = async () => (await http.call<string>('/notices/subscriptions', { cookie })).body
    const { action, values } = formIn(await page(), '/notices/subscriptions')
    expect(values.secret).toMatch(/^whsec_/)
    const refused = await http.call<string>(action, {
      ...{ cookie, body: { ...values, url: 'http://outside.example/', kinds: 'desk.*' } },
    })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('value="desk.*"')
    const anew = formIn(refused.body, '/notices/subscriptions').values
    expect(anew.secret).toBe(values.secret)
    const body = { ...anew, url: 'https://page.example/', kinds: 'desk.*，duty.*' }
    expect((await http.call(action, { cookie, body })).status).toBe(303)
    const listed = await page()
    expect(listed).toContain('https://page.example/')
    const [, path = ''] = /href="(\/notices\/subscriptions\/[^"]+\/end)"/.exec(listed) ?? []
    const confirm = formIn((await http.call<string>(path, { cookie })).body, path)
    await http.call(confirm.action, { cookie, body: confirm.values })
    expect(await page()).not.toContain('https://page.example/')
  })
})

describe('what was given up', () => {
  it('is seen with every try, without what it says, and is sent again under its id', async () => {
    const sent: string[] = []
    let works = false
    const sweep = () =>
      makeSendNotices({
        sender: {
          reaches: 'phone',
          send: ({ id }) => {
            if (!works) return Promise.reject(new SendFailure('status 500'))
            sent.push(id)
            return Promise.resolve()
          },
        },
        sendWebhook: () => Promise.resolve(),
        phonesOf: (tx, ids) => findPhones(world.ctx, tx, ids),
      })(world.ctx)
    await post(world, noticeTo(reader.id, { text: '只有本人该看到' }))
    for (let n = 0; n < 10; n += 1) {
      await sweep()
      await world.sql`update notice_deliveries set try_at = ${world.now()} where state = 'waiting'`
    }
    const list = await http.call<{ items: { id: Id; attempts: object[] }[] }>(GIVEN_UP, {
      token: tokens.administrator,
    })
    const [one] = list.body.items
    expect(one).toMatchObject({ channel: 'sms', attempts: { length: 10 } })
    expect(JSON.stringify(list.body)).not.toContain('只有本人该看到')
    const path = '/notices/given-up'
    const again = (id = one?.id) =>
      http.call(`/api/v1/notice-deliveries/${id}/send-again`, {
        ...{ token: tokens.administrator, body: {} },
      })
    const page = (await http.call<string>(path, { cookie })).body
    const { action, values } = formIn(page, `${path}/${one?.id}`)
    const moveDue = (days: number) => world.sql`
      update notices set not_before_at = not_before_at + make_interval(days => ${days}),
                         created_at = created_at + make_interval(days => ${days})`
    await moveDue(-2)
    expect(await again()).toMatchObject({ status: 409, body: { code: 'notice.text-late' } })
    const refused = await http.call<string>(action, { cookie, body: values })
    expect(refused.status).toBe(409)
    await moveDue(2)
    const body = formIn(refused.body, action).values
    expect((await http.call(action, { cookie, body })).status).toBe(303)
    works = true
    expect(await sweep()).toBe(1)
    expect(sent).toEqual([one?.id])
    expect((await again()).body.code).toBe('notice.not-given-up')
    expect((await again(newId())).body.code).toBe('notice.delivery-not-found')
  })
})
