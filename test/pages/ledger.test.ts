import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { SAVINGS_NOTICE } from '../../src/http/components/blocks.tsx'
import { newId } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeSaver, makeStation, relate, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let saver: TestPerson
let friend: TestPerson
let cookies: Record<'saver' | 'first' | 'second', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  saver = await makeSaver(world, here, 600)
  friend = await world.makePerson({ communityId: here.communityId, name: '王秀英' })
  cookies = {
    saver: await http.cookieOf(saver),
    first: await http.cookieOf(here.first),
    second: await http.cookieOf(here.second),
  }
})
afterAll(() => world.close())

const page = (path: string, who: keyof typeof cookies) =>
  http.call<string>(path, { cookie: cookies[who] })
const send = (path: string, who: keyof typeof cookies, form: Record<string, string>) =>
  http.call<string>(path, {
    cookie: cookies[who],
    body: { idempotencyKey: newId(), ...form },
  })

/** Text without tags, as it is read. */
const read = (html: string) => html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ')

describe('the savings pages', () => {
  it.each(['/savings', '/savings/statement', '/savings/give', '/savings/donate'])(
    '%s carries the fixed sentence and asks strangers to sign in',
    async (path) => {
      const answer = await page(path, 'saver')
      expect(answer.status).toBe(200)
      expect(read(answer.body)).toContain(SAVINGS_NOTICE)
      expect((await http.call(path)).status).toBe(401)
    },
  )

  it('says nothing that a bank would say', async () => {
    for (const path of ['/savings', '/savings/statement', '/savings/give', '/savings/donate']) {
      expect((await page(path, 'saver')).body).not.toMatch(/银行|兑付|发行|冻结|注销|资金池/)
    }
  })

  it('shows the balance in hours and minutes', async () => {
    expect(read((await page('/savings', 'saver')).body)).toContain('10 小时')
  })

  it('asks before it gives, and gives once', async () => {
    const form = { label: '王秀英', hours: '1', minutes: '30' }
    const asked = await send('/savings/give', 'saver', form)
    expect(asked.status).toBe(200)
    expect(read(asked.body)).toContain('1 小时 30 分')
    expect((await savingsNow(world, saver)).balance).toBe(600)
    const key = newId()
    for (let press = 0; press < 2; press += 1) {
      const given = await send('/savings/give/confirm', 'saver', { ...form, idempotencyKey: key })
      expect([given.status, given.headers.get('location')]).toEqual([303, '/savings?done=given'])
    }
    expect((await savingsNow(world, saver)).balance).toBe(510)
    expect((await savingsNow(world, friend)).balance).toBe(90)
  })

  it('does not tell the whole name that a number stands for', async () => {
    const asked = await send('/savings/give', 'saver', { label: '王秀英', hours: '1', minutes: '' })
    expect(read(asked.body)).toContain('王＊＊')
  })

  it('comes back filled in when it is refused', async () => {
    const form = { label: '王秀英', hours: '9', minutes: '' }
    const refused = await send('/savings/give/confirm', 'saver', form)
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('value="王秀英"')
    expect(refused.body).toContain('value="9"')
    expect(read(refused.body)).toContain('超过今年还能赠送的数额')
  })

  it.each([
    { label: '王秀英', hours: '', minutes: '' },
    { label: '王秀英', hours: '1.5', minutes: '' },
    { label: '王秀英', hours: '-1', minutes: '' },
    { label: '', hours: '1', minutes: '' },
  ])('puts a mistake at its field: %j', async (form) => {
    expect((await send('/savings/give', 'saver', form)).status).toBe(422)
  })

  it('offers relatives by name', async () => {
    const spouse = await world.makePerson({ communityId: here.communityId, name: '李建国' })
    await relate(world, saver, spouse)
    expect((await page('/savings/give', 'saver')).body).toContain('李建国')
    const form = { relative: spouse.id, label: '', hours: '', minutes: '20' }
    expect((await send('/savings/give/confirm', 'saver', form)).status).toBe(303)
    expect((await savingsNow(world, spouse)).balance).toBe(20)
  })

  it('donates after asking', async () => {
    const before = (await savingsNow(world, saver)).balance
    const asked = await send('/savings/donate', 'saver', { hours: '', minutes: '10' })
    expect(asked.status).toBe(200)
    expect((await savingsNow(world, saver)).balance).toBe(before)
    await send('/savings/donate/confirm', 'saver', { hours: '', minutes: '10' })
    expect((await savingsNow(world, saver)).balance).toBe(before - 10)
  })

  it('shows in the statement what was put right, and keeps to the days asked for', async () => {
    const { journalId } = await world.run(giveCredits, saver.actor, here.communityId, {
      giverId: saver.id,
      recipientId: friend.id,
      amountMinutes: minutes(5),
    })
    const reason = '送错了人'
    await world.run(reverseJournal, here.first.actor, here.communityId, { journalId, reason })
    const all = read((await page('/savings/statement', 'saver')).body)
    expect(all).toMatch(/更正第 \d+ 笔/)
    expect(all).toMatch(/已由第 \d+ 笔更正/)
    const none = await page('/savings/statement?from=2020-01-01&until=2020-12-31', 'saver')
    expect(read(none.body)).toContain('这段时间没有存入或使用')
  })
})

describe('the pages for two people', () => {
  it('are not there for residents', async () => {
    for (const path of ['/proposals', '/proposals/new']) {
      expect((await page(path, 'saver')).status).toBe(404)
    }
  })

  it('lead from the first hand to the second', async () => {
    const before = (await savingsNow(world, friend)).balance
    const form = { community: here.communityId, kind: 'add', label: '王秀英', hours: '1' }
    const proposed = await send('/proposals/new', 'first', { ...form, reason: '旧账转入' })
    expect(proposed.status).toBe(303)
    const list = await page('/proposals', 'second')
    const [, href = ''] =
      /href="(\/proposals\/[0-9a-f-]{36}\?community=[^"]+)"/.exec(list.body) ?? []
    const path = href.replace('?', '/confirm?')
    expect((await page(href, 'first')).body).not.toContain('/confirm?')
    expect((await send(path, 'first', {})).status).toBe(403)
    expect((await page(href, 'second')).body).toContain('/confirm?')
    expect((await send(path, 'second', {})).status).toBe(303)
    expect((await savingsNow(world, friend)).balance).toBe(before + 60)
  })

  it('come back filled in without a reason', async () => {
    const form = { community: here.communityId, kind: 'grant', label: '王秀英', hours: '1' }
    const refused = await send('/proposals/new', 'first', form)
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('value="王秀英"')
  })
})
