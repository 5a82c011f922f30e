import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cancelRequest } from '../../src/features/desk/cancel-request.ts'
import { closeVisit } from '../../src/features/desk/close-visit.ts'
import { getRequest } from '../../src/features/desk/get-request.ts'
import { listOpenRequests, listOpenTasks } from '../../src/features/desk/list-open-requests.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { startVisit } from '../../src/features/desk/start-visit.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { askOwn, requestOf, serve, take } from '../support/desk.ts'
import { makeSaver, makeStation, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let offeringId: Id
let resident: TestPerson
let helper: TestPerson

beforeAll(async () => {
  world = await openWorld()
  offeringId = await world.makeOffering()
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  station = await makeStation(world)
  resident = await world.makePerson({ communityId: station.communityId })
  helper = await world.makePerson({ communityId: station.communityId, volunteer: true })
})
afterAll(() => world.close())

async function register(): Promise<Id> {
  world.passMinutes(1)
  const request = requestOf({ offeringId })
  return (await world.run(registerRequest, resident.actor, station.communityId, request)).id
}

async function missed(requestId: Id, by = resident): Promise<string> {
  const { visits } = await getRequest(world.ctx, station.communityId, requestId)
  const visitId = visits[0]?.id ?? ''
  const input = { visitId, outcome: 'noShow', reason: '等到中午' } as const
  const { result } = await world.attempt(closeVisit, by.actor, station.communityId, input)
  return isRefusal(result) ? result.error.code : result.state
}

const open = () => listOpenRequests(world.ctx, station.communityId, null)

describe('a helper who does not come', () => {
  it('leaves the request at its old place, before those who asked later', async () => {
    const { communityId } = station
    const [first, second, third] = [await register(), await register(), await register()]
    const before = await getRequest(world.ctx, communityId, first)
    await take(world, [helper], communityId, first)
    world.passMinutes(180)
    expect(await missed(first)).toBe('noShow')
    expect((await open()).map(({ id }) => id)).toEqual([first, second, third])
    const tasks = await listOpenTasks(world.ctx, communityId)
    expect(tasks.map(({ requestId }) => requestId)).toEqual([first, second, third])
    const after = await getRequest(world.ctx, communityId, first)
    expect(after.aheadCount).toBe(0)
    expect(after.request.promisedBy).toBe(before.request.promisedBy)
  })

  it('is seen at the desk until somebody else has been sent', async () => {
    const { communityId } = station
    const id = await register()
    await take(world, [helper], communityId, id)
    expect((await open())[0]?.missedAt).toBeNull()
    world.passMinutes(180)
    await missed(id)
    expect((await open())[0]).toMatchObject({ id, missedAt: world.now(), scheduled: false })
    const other = await world.makePerson({ communityId, volunteer: true })
    const visitId = await take(world, [other], communityId, id)
    expect((await open())[0]).toMatchObject({ id, missedAt: null, scheduled: true })
    await serve(world, communityId, visitId, [{ helper: other, minutes: 30 }])
    expect((await getRequest(world.ctx, communityId, id)).request).toMatchObject({
      state: 'answered',
      missedAt: null,
    })
  })

  it('is no matter any more once the request is taken back', async () => {
    const { communityId } = station
    const id = await register()
    await take(world, [helper], communityId, id)
    await missed(id)
    await world.run(cancelRequest, resident.actor, communityId, { requestId: id, reason: '好了' })
    expect((await getRequest(world.ctx, communityId, id)).request.missedAt).toBeNull()
  })

  it('costs nothing, and the next one is reserved for again by the same promise', async () => {
    const { communityId } = station
    const saver = await makeSaver(world, station, 100)
    const { id, promise } = await askOwn(world, saver, communityId, { offeringId })
    await take(world, [helper], communityId, id)
    world.passMinutes(180)
    await missed(id, saver)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 100, held: 0 })
    await take(world, [helper], communityId, id)
    expect(await savingsNow(world, saver)).toMatchObject({ balance: 100, held: 60 })
    const { request } = await getRequest(world.ctx, communityId, id)
    expect(request.promisedBy).toBe(promise?.promisedBy)
  })

  it('was there when the button at the door was pressed: that is a dispute, or for the desk', async () => {
    const { communityId, first } = station
    const id = await register()
    const visitId = await take(world, [helper], communityId, id)
    await world.run(startVisit, helper.actor, communityId, { visitId })
    expect(await missed(id)).toBe('desk.visit-begun')
    expect(await missed(id, first)).toBe('noShow')
  })
})
