import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../src/features/ledger/give-credits.ts'
import { addMembership } from '../../src/features/person/add-membership.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import { confirmReversal } from '../../src/features/service/confirm-reversal.ts'
import { reverseRecord } from '../../src/features/service/reverse-record.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { formIn, linksIn } from '../support/clicks.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { commonsNow, fund, makeSaver, makeStation, relate, savingsNow } from '../support/savings.ts'
import type { Station } from '../support/savings.ts'
import { keyOf, submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let first: string
let second: string

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  first = await http.cookieOf(here.first)
  second = await http.cookieOf(here.second)
})
afterAll(() => world.close())

const page = (path: string, cookie = first) => http.call<string>(path, { cookie })
const pageOf = ({ id }: { id: Id }, verb = '') => `/people/${id}/savings${verb}`

/** Opens a page's form, types into it, and sends it. */
async function fill(path: string, action: string, typed: Record<string, string>, cookie = first) {
  const form = formIn((await page(path, cookie)).body, action)
  return http.call<string>(form.action, { cookie, body: { ...form.values, ...typed } })
}

/** A gift whose receiver has passed it on: it cannot be taken back by one person alone. */
async function spentGift(): Promise<{ giver: TestPerson; friend: TestPerson }> {
  const giver = await makeSaver(world, here, 60)
  const friend = await makeSaver(world, here)
  await world.run(giveCredits, giver.actor, here.communityId, {
    giverId: giver.id,
    recipientId: friend.id,
    amountMinutes: minutes(60),
  })
  await world.run(donateCredits, friend.actor, here.communityId, {
    giverId: friend.id,
    amountMinutes: minutes(60),
  })
  return { giver, friend }
}

describe('somebody’s savings', () => {
  it('are read by who keeps those books, and by nobody else', async () => {
    const saver = await makeSaver(world, here, 90)
    expect((await page(pageOf(saver))).body).toContain('调整增加')
    const auditor = await world.makePerson({
      communityId: here.communityId,
      roles: ['auditor'],
      rolesAt: world.districtId,
    })
    const read = await page(pageOf(saver), await http.cookieOf(auditor))
    expect(read.status).toBe(200)
    expect(read.body).not.toMatch(/savings\/(move|leave|reverse)/)
    const elsewhere = await makeStation(world)
    for (const stranger of [saver, elsewhere.first]) {
      const cookie = await http.cookieOf(stranger)
      for (const verb of ['', '/move', '/leave']) {
        expect((await page(pageOf(saver, verb), cookie)).status).toBe(404)
      }
    }
  })

  it('are not for their own coordinator to act on', async () => {
    const own = await page(pageOf(here.first))
    expect(own.status).toBe(200)
    expect(own.body).not.toContain('/move')
    expect((await page(pageOf(here.first, '/leave'))).status).toBe(404)
  })

  it('lead to a proposal for two people with the person filled in', async () => {
    const saver = await makeSaver(world, here)
    const links = linksIn((await page(pageOf(saver))).body)
    const grant = links.find((href) => href.includes('kind=grant')) ?? ''
    const { values } = formIn((await page(grant)).body, '/proposals/new')
    expect(values).toMatchObject({ kind: 'grant', community: here.communityId })
    expect(values.label).not.toBe('')
  })

  it('have a wrong line put right, with a reason', async () => {
    const saver = await makeSaver(world, here, 90)
    const asked = { reason: '记错了' }
    const sent = await fill(pageOf(saver), pageOf(saver, '/reverse'), asked, second)
    expect(sent.headers.get('location')).toContain('done=reversed')
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 0 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('show where two people are needed, with the journal filled in', async () => {
    const { giver } = await spentGift()
    const refused = await fill(pageOf(giver), pageOf(giver, '/reverse'), { reason: '送错了人' })
    expect(refused.status).toBe(409)
    const way = linksIn(refused.body).find((href) => href.includes('kind=reversal')) ?? ''
    const { values } = formIn((await page(way)).body, '/proposals/new')
    expect(values.journalId).toMatch(/^[0-9a-f-]{36}$/)
    const proposed = await fill(way, '/proposals/new', { reason: '送错了人，差额核销' })
    expect(proposed.headers.get('location')).toContain('done=proposed')
  })
})

describe('moving the books', () => {
  it('needs the person to live or report in elsewhere, and says where that is registered', async () => {
    const saver = await makeSaver(world, here, 60)
    const { body } = await page(pageOf(saver, '/move'))
    expect(linksIn(body)).toContain(`/people/${saver.id}?open=membership`)
  })

  it('takes the whole balance along and leads back to the person', async () => {
    const saver = await makeSaver(world, here, 60)
    const there = await makeStation(world)
    const joined = { personId: saver.id, communityId: there.communityId, kind: 'assigned' } as const
    await world.run(addMembership, there.first.actor, there.communityId, joined)
    const path = pageOf(saver, '/move')
    const refused = await fill(path, path, { reason: ' ' })
    expect([refused.status, refused.body.includes('请写明原因')]).toEqual([422, true])
    const moved = await fill(path, path, { reason: '改到那里报到' })
    expect(moved.headers.get('location')).toBe(`/people/${saver.id}?done=moved`)
    const now = await savingsNow(world, { id: saver.id, communityId: there.communityId })
    expect(now.balance).toBe(60)
    expect((await page(pageOf(saver))).status).toBe(404)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('leaving', () => {
  it('asks where the rest goes', async () => {
    const saver = await makeSaver(world, here, 60)
    const path = pageOf(saver, '/leave')
    const refused = await fill(path, path, { reason: '去世' })
    expect([refused.status, refused.body.includes('href="#rest"')]).toEqual([422, true])
  })

  it('hands the rest to the commons and closes the books', async () => {
    const saver = await makeSaver(world, here, 60)
    const before = await commonsNow(world, here.communityId)
    const path = pageOf(saver, '/leave')
    const left = await fill(path, path, { reason: '退出', rest: 'commons' })
    const closed = await page(left.headers.get('location') ?? '')
    expect(closed.body).toContain('已经停用')
    expect(closed.body).not.toContain('/move')
    expect(await commonsNow(world, here.communityId)).toBe(before + 60)
  })

  it('offers verified relatives, by name', async () => {
    const saver = await makeSaver(world, here, 60)
    const heir = await world.makePerson({ communityId: here.communityId, name: '王秀英' })
    await relate(world, saver, heir)
    const path = pageOf(saver, '/leave')
    expect((await page(path)).body).toContain('王秀英')
    await fill(path, path, { reason: '去世', rest: heir.id })
    expect(await savingsNow(world, heir)).toMatchObject({ balance: 60 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('somebody’s records', () => {
  async function approved() {
    const { communityId } = here
    const offeringId = await world.makeOffering()
    const volunteer = await world.makePerson({ communityId, volunteer: true })
    const record = await submitGreen(world, volunteer, { communityId, offeringId, hoursAgo: 3 })
    const input = { records: [keyOf(record)], opened: [] }
    await world.run(approveRecords, here.first.actor, communityId, input)
    return { volunteer, record, href: `/records/${record.id}?community=${communityId}` }
  }

  it('are found again after approval, from the person and from the line they brought', async () => {
    const { volunteer, href } = await approved()
    const file = linksIn((await page(`/people/${volunteer.id}`)).body)
    expect(file).toEqual(
      expect.arrayContaining([pageOf(volunteer), `/people/${volunteer.id}/records`]),
    )
    for (const path of [`/people/${volunteer.id}/records`, pageOf(volunteer)]) {
      expect(linksIn((await page(path)).body)).toContain(href)
    }
    const strange = await http.cookieOf(volunteer)
    expect((await page(`/people/${volunteer.id}/records`, strange)).status).toBe(404)
  })

  it('stand in the inbox while a reversal waits for the second person', async () => {
    const { volunteer, record, href } = await approved()
    await fund(world, here, null, 1)
    await world.run(donateCredits, volunteer.actor, here.communityId, {
      giverId: volunteer.id,
      amountMinutes: minutes(60),
    })
    const proposal = { ...keyOf(record), reason: '记错了人', proposeWriteOff: true }
    await world.run(reverseRecord, here.first.actor, here.communityId, proposal)
    const waiting = await page('/inbox', second)
    expect(waiting.body).toContain('待确认的更正')
    expect(linksIn(waiting.body)).toContain(href)
    await world.run(confirmReversal, here.second.actor, here.communityId, keyOf(record))
    expect((await page('/inbox', second)).body).not.toContain('待确认的更正')
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})
