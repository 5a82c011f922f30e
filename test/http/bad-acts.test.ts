import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { households } from '../../src/features/person/tables.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { askOwn, take } from '../support/desk.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { basePath, makeRefusals, told, type Refusals, type Reply } from '../support/refusals.ts'
import { fund, makeSaver, savingsNow } from '../support/savings.ts'
import { submitGreen, submitWith } from '../support/service.ts'
import { untilSomebodyWaits } from '../support/waiting.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'
import { openScene, recordBody, type Scene } from '../support/write-routes.ts'

let world: World
let scene: Scene
let refusals: Refusals

beforeAll(async () => {
  world = await openWorld()
  scene = await openScene(world)
  refusals = makeRefusals(scene)
})
afterAll(async () => {
  expect(await findBrokenPromises(world.sql)).toEqual([])
  await world.close()
})

const base = (communityId = scene.here.communityId) => basePath(communityId)
const send: Refusals['send'] = (...call) => refusals.send(...call)
const isRefused: Refusals['isRefused'] = (...call) => refusals.isRefused(...call)

describe('times that cannot be', () => {
  it.each([
    ['end before start', -60, -61, '422 service.time-reversed'],
    ['no time at all', -60, -60, '422 service.time-reversed'],
    ['more than a day', -1_501, -60, '422 service.time-too-long'],
    ['the future', -60, 1, '422 service.time-in-future'],
    ['half a minute', -60.5, -30, '422 service.minutes-malformed'],
  ])('%s', async (_, from, to, expected) => {
    const times = { startsAt: plusMinutes(world.now(), from), endsAt: plusMinutes(world.now(), to) }
    await isRefused(expected, 'helper', `${base()}/records`, recordBody(scene, times))
  })

  it('a visit or a wish in the past', async () => {
    const past = plusMinutes(world.now(), -60)
    const { people, offeringId } = scene
    const { communityId } = scene.here
    const { id: requestId } = await askOwn(world, people.saver, communityId, { offeringId })
    const visit = { scheduledAt: past, helperIds: [people.helper.id] }
    await isRefused(
      '422 desk.schedule-past',
      'helper',
      `${base()}/requests/${requestId}/visits`,
      visit,
    )
    const wish = { kind: 'help', content: '代买', place: '演示路', offeringId, wishedAt: past }
    await isRefused('422 desk.wish-past', 'saver', `${base()}/requests`, wish)
  })
})

let hours = 40

/** Another green hour of a volunteer, before all others. */
const green = (person: TestPerson) =>
  submitGreen(world, person, {
    communityId: scene.here.communityId,
    offeringId: scene.offeringId,
    hoursAgo: (hours += 2),
  })

const approvePath = (id: Id) => `${base()}/records/${id}/approve`

describe('an approval', () => {
  async function makeHousehold(): Promise<Id> {
    const id = newId()
    const { communityId } = scene.here
    await world.db.transaction((tx) =>
      tx.insert(households).values({ id, communityId, addressSealed: '-', createdAt: world.now() }),
    )
    return id
  }

  it('of one’s own record, of the household’s, of what one entered without evidence', async () => {
    const { communityId } = scene.here
    const householdId = await makeHousehold()
    const wish = { communityId, volunteer: true, householdId }
    const clerk = await world.makePerson({ ...wish, roles: ['coordinator'] })
    const spouse = await world.makePerson(wish)
    const token = await scene.http.tokenOf(clerk)
    const own = await green(clerk)
    await isRefused('403 service.own-record', token, approvePath(own.id), {})
    const family = await green(spouse)
    await isRefused('403 service.household-record', token, approvePath(family.id), {})
    const entry = { personId: scene.people.helper.id, offeringId: scene.offeringId }
    const paper = await submitWith(world, clerk.id, communityId, { ...entry, ...span(200) }, {})
    await isRefused('403 service.entered-by-yourself', token, approvePath(paper.id), {})
  })

  const span = (hoursAgo: number) => ({
    startsAt: plusMinutes(world.now(), -60 * hoursAgo),
    endsAt: plusMinutes(world.now(), -60 * hoursAgo + 30),
  })

  it('a second time', async () => {
    const { id } = await green(scene.people.helper)
    expect((await send('first', approvePath(id), {})).status).toBe(200)
    await isRefused('409 service.record-decided', 'second', approvePath(id), {})
    const bulk = await changesBulk([{ id }])
    expect(bulk).toEqual(['service.record-decided'])
  })

  async function changesBulk(records: readonly { id: Id }[]) {
    const reply = await send('second', `${base()}/records/approve`, { records })
    return reply.body.outcomes?.map(({ approved, refusal }) =>
      approved ? 'approved' : refusal?.code,
    )
  }

  it('by two at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await green(scene.people.helper)
      const replies = await Promise.all(
        (['first', 'second'] as const).map((who) => send(who, approvePath(id), {})),
      )
      expect(replies.map(told).sort()).toEqual(['200 undefined', '409 service.record-decided'])
    }
  })

  it('of overlapping hours, one after the other or in one bulk', async () => {
    const volunteer = await world.makePerson({
      communityId: scene.here.communityId,
      volunteer: true,
    })
    const at = { communityId: scene.here.communityId, offeringId: scene.offeringId, hoursAgo: 20 }
    const [one, other, third] = [
      await submitGreen(world, volunteer, at),
      await submitGreen(world, volunteer, at, 30),
      await submitGreen(world, volunteer, at, 45),
    ]
    expect(await changesBulk([{ id: one.id }, { id: other.id }])).toEqual([
      'approved',
      'service.overlap',
    ])
    await isRefused('409 service.overlap', 'first', approvePath(third.id), {})
    expect(await savingsNow(world, volunteer)).toMatchObject({ balance: 60, version: 1 })
  })
})

describe('savings', () => {
  it('are not given away beyond what is there', async () => {
    const poor = await makeSaver(world, scene.here, 50)
    const token = await scene.http.tokenOf(poor)
    const gift = { recipientId: scene.people.helper.id, amountMinutes: 51 }
    const expected = '409 ledger.insufficient-credits'
    await isRefused(expected, token, `${base()}/ledger/gifts`, gift)
    await isRefused(expected, token, `${base()}/ledger/donations`, { amountMinutes: 51 })
  })

  it('are not reserved beyond what is there, and help comes all the same', async () => {
    const poor = await makeSaver(world, scene.here, 50)
    const token = await scene.http.tokenOf(poor)
    const ask = { kind: 'help', content: '代买', place: '演示路', offeringId: scene.offeringId }
    const reply = await send(token, `${base()}/redemptions`, { ...ask, expectedMinutes: 51 })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ savingsUsed: false, quote: { reason: 'notEnough' } })
    expect(await savingsNow(world, poor)).toMatchObject({ balance: 50, held: 0, version: 1 })
  })

  it('whose hold was resolved are not resolved again', async () => {
    const saver = await makeSaver(world, scene.here, 100)
    const { communityId } = scene.here
    const { id } = await askOwn(world, saver, communityId, { offeringId: scene.offeringId })
    const visitId = await take(world, [scene.people.helper], communityId, id)
    const close = { outcome: 'absent', reason: '没人' }
    const path = `${base()}/visits/${visitId}`
    expect((await send('helper', `${path}/close`, close)).status).toBe(200)
    await isRefused('409 desk.visit-state', 'helper', `${path}/close`, close)
    await isRefused('409 desk.visit-state', 'helper', `${path}/start`, {})
    const token = await scene.http.tokenOf(saver)
    const withdraw = `${base()}/requests/${id}/savings/withdraw`
    expect((await send(token, withdraw, {})).status).toBe(200)
    await isRefused('409 redemption.not-used', token, withdraw, {})
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 100, held: 0 })
  })

  it('are not granted by one alone, nor twice', async () => {
    await fund(world, scene.here, null, 60)
    const path = `${base()}/ledger/proposals/${scene.proposalId}/confirm`
    await isRefused('403 ledger.second-person-needed', 'first', path, {})
    expect((await send('second', path, {})).status).toBe(200)
    await isRefused('409 ledger.proposal-decided', 'second', path, {})
  })
})

describe('a role', () => {
  it('of another community opens nothing here', async () => {
    const { id } = await green(scene.people.helper)
    await isRefused('404 service.record-not-found', 'foreign', approvePath(id), {})
    const records = { records: [{ id }] }
    await isRefused('403 person.role-missing', 'foreign', `${base()}/records/approve`, records)
    await isRefused('403 person.role-missing', 'foreign', `${base()}/records/reject`, {
      ...records,
      reason: '错',
    })
    await isRefused(
      '403 person.role-missing',
      'foreign',
      `${base()}/requests/${scene.requestId}/take`,
      { reason: null },
    )
  })

  it('that is revoked in mid-flight approves nothing', async () => {
    const clerk = await world.makePerson({
      communityId: scene.here.communityId,
      roles: ['coordinator'],
    })
    const token = await scene.http.tokenOf(clerk)
    const { id } = await green(scene.people.helper)
    let approving: Promise<Reply> | undefined
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`update role_grants set revoked_at = now() where person_id = ${clerk.id}`
      approving = send(token, `${base()}/records/approve`, { records: [{ id }] })
      await untilSomebodyWaits(world)
    })
    expect(approving && told(await approving)).toBe('403 person.role-missing')
    const [row] = await world.sql`select state from service_records where id = ${id}`
    expect(row?.['state']).toBe('submitted')
    await isRefused('404 service.record-not-found', token, approvePath(id), {})
  })
})
