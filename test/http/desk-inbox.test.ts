import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const path = '/api/v1/desk-inbox'
const PHONE = '13800009999'

let world: World
let http: HttpWorld
let shut: HttpWorld
let station: Station
let known: TestPerson
let token: string

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world, { inboxSecret: secret })
  shut = openHttp(world)
  station = await makeStation(world, '来信社区')
  known = await world.makePerson({ communityId: station.communityId, phone: PHONE })
  token = await http.tokenOf(station.first)
})
afterAll(() => world.close())

function message(wish: Record<string, unknown> = {}) {
  return {
    type: 'message.received',
    timestamp: world.now(),
    data: {
      ...{ channel: 'sms', label: '惠民通', id: newId(), sender: '13911112222' },
      ...{ community: '来信社区', text: `路灯不亮 ${newId()}`, receivedAt: world.now() },
      ...wish,
    },
  }
}

type Taken = { id: Id; state: string; repeated: boolean; request: { id: Id } | null; code?: string }

function send(body: unknown, wish: { secret?: string; at?: Date; tamper?: boolean } = {}) {
  const id = `msg_${newId()}`
  const at = wish.at ?? new Date(Date.now())
  const text = JSON.stringify(body)
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(wish.secret ?? secret).sign(id, at, text),
  }
  const sent = wish.tamper ? { ...(body as object), type: 'message.received', extra: 1 } : body
  return http.call<Taken>(path, { method: 'POST', body: sent, key: null, headers })
}

describe('the inbox of gateways', () => {
  it('makes a request at once of what somebody known sends, and its clock runs from then', async () => {
    const { body, status } = await send(message({ sender: PHONE, text: '医保怎样转' }))
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'registered', repeated: false })
    const requestId = body.request?.id ?? ''
    const [row] = await world.sql`
      select requester_id, channel, channel_label, kind from requests where id = ${requestId}`
    expect(row).toEqual({
      ...{ requester_id: known.id, channel: 'sms', channel_label: '惠民通', kind: 'consultation' },
    })
    const clocks =
      await world.sql`select measure from request_clocks where request_id = ${requestId}`
    expect(clocks).toHaveLength(2)
  })

  it('takes a message once, however often it is sent, also many at once', async () => {
    const body = message({ sender: PHONE })
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(body)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(new Set(answers.map((one) => one.body.request?.id)).size).toBe(1)
    expect(answers.filter((one) => !one.body.repeated)).toHaveLength(1)
  })

  it('joins the same words of the same sender within a day', async () => {
    const text = '垃圾没有人清'
    const first = await send(message({ sender: PHONE, text }))
    const again = await send(
      message({ sender: PHONE, text, label: '心连心', channel: 'microblog' }),
    )
    expect(again.body).toMatchObject({ state: 'merged', request: first.body.request })
  })

  it('keeps what strangers send until the desk registers it or sets it aside', async () => {
    const { communityId, second } = station
    const base = `/api/v1/communities/${communityId}/messages`
    const sent = [await send(message()), await send(message())]
    const [one = '', two = ''] = sent.map(({ body }) => body.id)
    const { body: list } = await http.call<{ items: { id: Id; inboxId: Id }[] }>(base, { token })
    expect(list.items.map(({ id }) => id)).toEqual(expect.arrayContaining([one, two]))
    const register = { inboxId: communityId, requesterId: known.id, kind: 'report', place: '广场' }
    const tokens = [token, await http.tokenOf(second)]
    const both = await Promise.all(
      tokens.map((who) =>
        http.call(`${base}/${one}/register`, { token: who, method: 'POST', body: register }),
      ),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const aside = { inboxId: communityId, reason: '广告' }
    const answer = await http.call(`${base}/${two}/set-aside`, {
      token,
      method: 'POST',
      body: aside,
    })
    expect(answer.status).toBe(200)
  })

  it('puts what names no known community where every desk sees it', async () => {
    const { body } = await send(message({ community: '没有这个社区' }))
    const { body: list } = await http.call<{ items: { id: Id; inboxId: Id }[] }>(
      `/api/v1/communities/${station.communityId}/messages`,
      { token },
    )
    const found = list.items.find(({ id }) => id === body.id)
    expect(found?.inboxId).toBe(world.districtId)
  })

  it('refuses what is forged, tampered with, or old, and takes nothing of it', async () => {
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
    const count = async () => (await world.sql`select count(*)::int as n from inbox_messages`)[0]?.n
    const before = await count()
    const old = new Date(Date.now() - 6 * 60_000)
    for (const wish of [{ secret: other }, { at: old }, { tamper: true }]) {
      const { status, body } = await send(message(), wish)
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'desk.inbox-signature' })
    }
    const bare = await http.call(path, { method: 'POST', body: message(), key: null })
    expect(bare.status).toBe(401)
    expect(await count()).toBe(before)
  })

  it('is shut where no secret is shared', async () => {
    const { status, body } = await shut.call(path, { method: 'POST', body: message(), key: null })
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'desk.inbox-closed' })
  })

  it('shows nobody from elsewhere what came in', async () => {
    const elsewhere = await makeStation(world)
    const foreign = await http.tokenOf(elsewhere.first)
    const { status } = await http.call(`/api/v1/communities/${station.communityId}/messages`, {
      token: foreign,
    })
    expect(status).toBe(404)
  })
})
