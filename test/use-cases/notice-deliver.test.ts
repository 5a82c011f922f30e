import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { gatewaySms } from '../../src/features/notice/adapters/gateway-sms.ts'
import { makeSendWebhook } from '../../src/features/notice/adapters/webhook.ts'
import { makeSendNotices } from '../../src/features/notice/jobs.ts'
import type { NewNotice } from '../../src/features/notice/model/notices.ts'
import { muteChannel } from '../../src/features/notice/mute-channel.ts'
import { findPhones } from '../../src/features/person/find-phones.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
import { seal } from '../../src/kernel/seal.ts'
import { erase, makeLeaver } from '../support/erasure.ts'
import { openGateway, type Gateway, type Received } from '../support/gateway.ts'
import { noticeTo, post } from '../support/notices.ts'
import { makeStation } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let gateway: Gateway
let communityId: Id
let phones: number

beforeEach(async () => {
  world = await openWorld()
  gateway = await openGateway()
  communityId = await world.makeCommunity()
  phones = 0
})
afterEach(async () => {
  await gateway.close()
  await world.close()
})

/** A sweep of a process of its own. */
const makeSweep = () =>
  makeSendNotices({
    sender: gatewaySms(gateway),
    sendWebhook: makeSendWebhook(() => true),
    phonesOf: (tx, ids) => findPhones(world.ctx, tx, ids),
  })
const sweep = () => makeSweep()(world.ctx)

const makeReader = () =>
  world.makePerson({ communityId, phone: `139${String((phones += 1)).padStart(8, '0')}` })
async function makePhoneless(): Promise<TestPerson> {
  const person = await world.makePerson({ communityId })
  await world.sql`
    update persons set phone_sealed = null, phone_hash = null where id = ${person.id}`
  return person
}

const tell = (reader: TestPerson, text: string, wish: Partial<NewNotice> = {}) =>
  post(world, noticeTo(reader.id, { text, ...wish }))
const textsOf = (all: readonly Received[]) => all.map(({ message }) => message.data.text)
const deliveries = () =>
  world.sql<{ state: string; tries: number }[]>`
    select state, tries from notice_deliveries order by sequence`
const attempts = () =>
  world.sql<{ number: number; answer: string | null }[]>`
    select number, answer from notice_attempts order by number`

async function subscribe(kinds: readonly string[], url = gateway.url): Promise<Id> {
  const id = newId()
  const secret = seal(
    world.ctx.sealKeys,
    gateway.secret,
    `notice_subscriptions:secret_sealed:${id}`,
  )
  await world.sql`
    insert into notice_subscriptions (id, url, secret_sealed, kinds, created_by_id, created_at)
    values (${id}, ${url}, ${secret}, string_to_array(${kinds.join(' ')}, ' '), ${newId()}, ${world.now()})`
  return id
}

describe('a notice', () => {
  it('goes to the phone once, signed, however often and by how many it is swept', async () => {
    const readers = await Promise.all(Array.from({ length: 30 }, makeReader))
    for (const reader of readers) await tell(reader, `给 ${reader.id}`)
    await Promise.all([sweep(), makeSweep()(world.ctx), makeSweep()(world.ctx)])
    await sweep()
    expect(textsOf(gateway.received).toSorted()).toEqual(
      readers.map(({ id }) => `给 ${id}`).toSorted(),
    )
    expect(gateway.forged).toEqual([])
    expect(gateway.received[0]?.message).toMatchObject({ type: 'sms.send' })
    expect(await sweep()).toBe(0)
  })

  it('of somebody without a phone, or who has left, stays in the inbox', async () => {
    const without = await makePhoneless()
    const left = await makeReader()
    await world.sql`update persons set left_at = now() where id = ${left.id}`
    await tell(without, '没有手机')
    await tell(left, '已退出')
    await sweep()
    expect(gateway.received).toEqual([])
    expect(await world.sql`select from notices where routed_at is not null`).toHaveLength(2)
  })

  it('waits for its time', async () => {
    const reader = await makeReader()
    await tell(reader, '晚些', { notBeforeAt: '2026-11-24T02:00:00.000Z' as never })
    await tell(reader, '现在')
    await sweep()
    expect(textsOf(gateway.received)).toEqual(['现在'])
    world.setNow('2026-11-24T10:00:00+08:00')
    await sweep()
    expect(textsOf(gateway.received)).toEqual(['现在', '晚些'])
  })
})

describe('a gateway that fails', () => {
  it('is tried again later with the same id; what comes after waits, others do not', async () => {
    const [reader, other] = [await makeReader(), await makeReader()]
    gateway.answer = ({ message }) => (message.data.text === '一' ? 503 : 200)
    await tell(reader, '一')
    await tell(reader, '二')
    await tell(other, '三')
    await sweep()
    expect(textsOf(gateway.read)).toEqual(['三'])
    world.passMinutes(1)
    await sweep()
    expect(textsOf(gateway.read)).toEqual(['三'])
    gateway.answer = () => 200
    world.passMinutes(2)
    await sweep()
    expect(textsOf(gateway.read)).toEqual(['三', '一', '二'])
    const ids = gateway.received.filter(({ message }) => message.data.text === '一')
    expect(ids).toHaveLength(3)
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1)
    expect((await deliveries())[0]).toEqual({ state: 'sent', tries: 3 })
  })

  it('is given up after ten tries, each written down, and the next goes on', async () => {
    const reader = await makeReader()
    gateway.answer = ({ message }) => (message.data.text === '一' ? 500 : 200)
    await tell(reader, '一')
    await tell(reader, '二')
    for (let n = 0; n < 12; n += 1) {
      await sweep()
      world.setNow('2026-11-24T12:00:00+08:00')
      world.passMinutes(n * 80)
      world.setNow(world.now() < '2026-11-24T12:50' ? world.now() : '2026-11-25T09:00:00+08:00')
      await world.sql`update notice_deliveries set try_at = ${world.now()} where state = 'waiting'`
    }
    expect((await deliveries())[0]).toEqual({ state: 'givenUp', tries: 10 })
    expect(textsOf(gateway.read)).toEqual(['二'])
    const tried = await attempts()
    expect(tried.filter(({ answer }) => answer === 'status 500')).toHaveLength(10)
  })

  it.each([302, 404])('has not taken it with %i', async (status) => {
    gateway.answer = () => status
    await tell(await makeReader(), '一')
    expect(await sweep()).toBe(0)
    expect(await attempts()).toEqual([{ number: 1, answer: `status ${status}` }])
  })

  it('that is not there is told apart', async () => {
    await tell(await makeReader(), '一')
    await gateway.close()
    expect(await sweep()).toBe(0)
    expect(await attempts()).toEqual([{ number: 1, answer: 'ECONNREFUSED' }])
  })
})

describe('a process that is killed after sending and before it says so', () => {
  it('has sent what the next one sends under the same id: the reader gets it once', async () => {
    const reader = await makeReader()
    await tell(reader, '一')
    await tell(reader, '二')
    let arrived: () => void = () => undefined
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    const dead = new Promise<null>(() => undefined)
    gateway.answer = (received) => {
      // The gateway has taken it; the answer never comes.
      gateway.read.push(received)
      arrived()
      return dead
    }
    const child = spawn(
      process.execPath,
      [
        ...['--import', 'tsx', 'test/support/send-notices-child.ts'],
        ...[JSON.stringify(world.test.target), world.now(), gateway.url, gateway.secret],
      ],
      { stdio: 'inherit' },
    )
    await arrival
    child.kill('SIGKILL')
    await once(child, 'exit')
    gateway.answer = () => 200
    expect(await sweep()).toBe(0)
    world.passMinutes(1)
    expect(await sweep()).toBe(2)
    expect(textsOf(gateway.received)).toEqual(['一', '一', '二'])
    expect(gateway.received[1]?.id).toBe(gateway.received[0]?.id)
    expect(textsOf(gateway.read)).toEqual(['一', '二'])
    expect((await attempts())[0]).toEqual({ number: 1, answer: null })
  })
})

describe('at night', () => {
  it('only what is urgent goes to phones, the rest in the morning; webhooks go on', async () => {
    const reader = await makeReader()
    await subscribe(['desk.*'])
    world.setNow('2026-11-24T21:00:00+08:00')
    await tell(reader, '不急')
    await tell(reader, '急', { urgent: true })
    await tell(reader, '别的系统', { kind: 'desk.answered' })
    await sweep()
    expect(textsOf(gateway.received).toSorted()).toEqual(['别的系统', '急'])
    world.setNow('2026-11-25T07:59:00+08:00')
    expect(await sweep()).toBe(0)
    world.setNow('2026-11-25T08:00:00+08:00')
    expect(await sweep()).toBe(2)
    expect(textsOf(gateway.received).slice(2)).toEqual(['不急', '别的系统'])
  })
})

describe('a text that could not be sent', () => {
  const due = '2026-11-25T09:00:00+08:00'

  it.each([
    ['within a day of its time is sent', '2026-11-26T09:00:00+08:00', ['一'], 'sent'],
    ['for longer stays in the inbox', '2026-11-26T09:00:01+08:00', [], 'skipped'],
  ])('%s', async (_, now, texts, state) => {
    const reader = await makeReader()
    await tell(reader, '一', { urgent: true, notBeforeAt: '2026-11-25T01:00:00.000Z' as never })
    gateway.answer = () => 500
    world.setNow(due)
    await sweep()
    gateway.answer = () => 200
    world.setNow(now)
    await sweep()
    expect(textsOf(gateway.read)).toEqual(texts)
    expect(await deliveries()).toEqual([{ state, tries: 2 }])
    expect(await world.sql`select from notices`).toHaveLength(1)
  })

  it('keeps nobody from a newer one, nor a webhook from going out', async () => {
    const reader = await makeReader()
    await subscribe(['desk.*'])
    await tell(reader, '旧', { kind: 'desk.answered' })
    world.setNow('2026-11-26T09:00:00+08:00')
    await tell(reader, '新')
    await sweep()
    expect(textsOf(gateway.read).toSorted()).toEqual(['新', '旧'])
    expect(gateway.read.map(({ message }) => message.type).toSorted()).toEqual([
      'desk.answered',
      'sms.send',
    ])
  })
})

describe('somebody who does not want texts', () => {
  it('gets none, also of what is already waiting', async () => {
    const reader = await makeReader()
    gateway.answer = () => 500
    await tell(reader, '一')
    await sweep()
    await world.run(muteChannel, reader.actor, DISTRICT_SCOPE, { channel: 'sms', muted: true })
    gateway.answer = () => 200
    await tell(reader, '二')
    world.passMinutes(5)
    await sweep()
    expect(gateway.read).toEqual([])
    expect(await deliveries()).toEqual([{ state: 'skipped', tries: 2 }])
    await world.run(muteChannel, reader.actor, DISTRICT_SCOPE, { channel: 'sms', muted: false })
    await tell(reader, '三')
    await sweep()
    expect(textsOf(gateway.read)).toEqual(['三'])
  })
})

describe('a subscription', () => {
  it('hears of its kinds, with who, what and where to, and of nothing once it is ended', async () => {
    const reader = await makePhoneless()
    const id = await subscribe(['duty.*', 'desk.answered'])
    await tell(reader, '班次', { communityId })
    await tell(reader, '答复', { kind: 'desk.answered' })
    await tell(reader, '别的', { kind: 'desk.taken' })
    await sweep()
    expect(textsOf(gateway.read)).toEqual(['班次', '答复'])
    expect(gateway.read[0]?.message).toMatchObject({
      type: 'duty.shift-reminder',
      data: { recipientId: reader.id, communityId, link: '/activities', urgent: false },
    })
    await world.sql`update notice_subscriptions set ended_at = now() where id = ${id}`
    await tell(reader, '结束以后')
    await sweep()
    expect(gateway.read).toHaveLength(2)
  })

  it.each(['http://127.0.0.1:1/', 'http://localhost:1/', 'http://[::1]:1/', 'http://10.0.0.1/'])(
    'that leads to %s is not connected to',
    async (url) => {
      await subscribe(['*'], url)
      await tell(await makePhoneless(), '一')
      const guarded = makeSendNotices({
        sender: gatewaySms(gateway),
        sendWebhook: makeSendWebhook(() => false),
        phonesOf: async () => new Map(),
      })
      expect(await guarded(world.ctx)).toBe(0)
      expect(await attempts()).toEqual([{ number: 1, answer: 'address refused' }])
    },
  )
})

describe('somebody who is erased', () => {
  it('takes along what was on its way to them', async () => {
    const here = await makeStation(world)
    const phone = '13911112222'
    const reader = await world.makePerson({ communityId: here.communityId, phone })
    gateway.answer = () => 500
    await tell(reader, '一')
    await sweep()
    const { erasureId } = await makeLeaver(world, here, reader)
    await erase(world, here.second, erasureId)
    expect(await deliveries()).toEqual([])
    expect(await attempts()).toEqual([])
    world.passMinutes(5)
    expect(await sweep()).toBe(0)
  })
})
