import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { redrawPhoto } from '../../src/features/desk/redraw-photo.ts'
import { addPhoto } from '../../src/features/desk/add-photo.ts'
import { addTask } from '../../src/features/desk/add-task.ts'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { closeDeliberation } from '../../src/features/desk/close-deliberation.ts'
import { closeReferral } from '../../src/features/desk/close-referral.ts'
import { closeTask } from '../../src/features/desk/close-task.ts'
import { getCasework } from '../../src/features/desk/get-casework.ts'
import { getPhoto } from '../../src/features/desk/get-photo.ts'
import { openDeliberation } from '../../src/features/desk/open-deliberation.ts'
import { referRequest } from '../../src/features/desk/refer-request.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { statePosition } from '../../src/features/desk/state-position.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { DomainError, isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { answerOf, requestOf } from '../support/desk.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let station: Station
let resident: TestPerson
let requestId: Id

beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  world.setNow('2026-11-24T09:00:00+08:00')
  station = await makeStation(world)
  resident = await world.makePerson({ communityId: station.communityId })
  const { first, communityId } = station
  const ask = requestOf({ kind: 'report', content: '楼道灯不亮' })
  requestId = (await world.run(registerRequest, resident.actor, communityId, ask)).id
  await world.run(takeRequest, first.actor, communityId, { requestId, reason: null })
})
afterAll(() => world.close())

const codeOf = async (attempt: ReturnType<World['attempt']>) => {
  const { result } = await attempt
  return isRefusal(result) ? result.error.code : 'accepted'
}
const casework = () => getCasework(world.ctx, { communityId: station.communityId, id: requestId })
const answer = () =>
  codeOf(
    world.attempt(answerRequest, station.first.actor, station.communityId, answerOf(requestId)),
  )

describe('a case that is split', () => {
  const task = (handlerId: Id | null = null) => ({
    ...{ requestId, content: '请电工看线路', handlerId, dueAt: null },
  })

  it('is not answered before its parts are done or dropped', async () => {
    const { first, second, communityId } = station
    const one = await world.run(addTask, first.actor, communityId, task(second.id))
    const two = await world.run(addTask, first.actor, communityId, task())
    expect(await answer()).toBe('desk.tasks-open')
    const close = (taskId: Id, done: boolean) =>
      codeOf(
        world.attempt(closeTask, second.actor, communityId, {
          ...{ requestId, taskId, done, result: '已看' },
        }),
      )
    expect(await close(one.id, true)).toBe('accepted')
    expect(await close(one.id, true)).toBe('desk.task-closed')
    expect(await answer()).toBe('desk.tasks-open')
    expect(await close(two.id, false)).toBe('accepted')
    expect(await answer()).toBe('accepted')
    expect((await casework()).tasks.map(({ state }) => state)).toEqual(['done', 'dropped'])
  })

  it('tells whoever is to do a part', async () => {
    const { first, second, communityId } = station
    const { id } = await world.run(addTask, first.actor, communityId, task(second.id))
    const [notice] = await world.sql`
      select recipient_id from notices where once_key = ${`task-${id}`}`
    expect(notice).toMatchObject({ recipient_id: second.id })
  })
})

describe('a referral', () => {
  it('has an outcome, once', async () => {
    const { first, communityId } = station
    const { id } = await world.run(referRequest, first.actor, communityId, {
      ...{ requestId, organisation: '演示供电所', reason: '查线路' },
    })
    const close = () =>
      codeOf(
        world.attempt(closeReferral, first.actor, communityId, {
          ...{ requestId, referralId: id, helped: true, outcome: '已换线' },
        }),
      )
    expect(await close()).toBe('accepted')
    expect(await close()).toBe('desk.referral-closed')
    expect((await casework()).referrals).toMatchObject([{ helped: true, outcome: '已换线' }])
  })
})

describe('the five parties', () => {
  it('are heard before there is a result', async () => {
    const { first, communityId } = station
    const open = () =>
      codeOf(
        world.attempt(openDeliberation, first.actor, communityId, {
          ...{ requestId, topic: '电费谁出' },
        }),
      )
    const say = (party: 'propertyCompany' | 'ownersCommittee') =>
      codeOf(
        world.attempt(statePosition, first.actor, communityId, {
          ...{ requestId, party, speaker: '演示代表', position: '各出一半' },
        }),
      )
    const close = () =>
      codeOf(
        world.attempt(closeDeliberation, first.actor, communityId, {
          ...{ requestId, result: '各出一半' },
        }),
      )
    expect(await say('propertyCompany')).toBe('desk.deliberation-none')
    expect(await open()).toBe('accepted')
    expect(await open()).toBe('desk.deliberation-open')
    await say('propertyCompany')
    expect(await close()).toBe('desk.deliberation-quiet')
    await say('ownersCommittee')
    expect(await close()).toBe('accepted')
    const [held] = (await casework()).deliberations
    expect(held).toMatchObject({ result: '各出一半', positions: [{}, {}] })
  })
})

describe('a photo', () => {
  const picture = (format: 'jpeg' | 'png' | 'gif', width = 2_000) =>
    sharp({ create: { width, height: 1_000, channels: 3, background: '#c33' } })
      .withExif({ IFD3: { GPSLatitude: '26/1 34/1 0/1' } })
      [format]()
      .toBuffer()
  const refusal = async (bytes: Uint8Array) => {
    try {
      await redrawPhoto(bytes)
    } catch (error) {
      if (error instanceof DomainError) return error.refusal.error.code
      throw error
    }
    return 'accepted'
  }

  it('is drawn anew without the place where it was taken, and kept sealed', async () => {
    const { communityId } = station
    const taken = await picture('jpeg')
    expect((await sharp(taken).metadata()).exif).toBeDefined()
    const redrawn = await redrawPhoto(taken)
    const { format, width, exif } = await sharp(redrawn).metadata()
    expect({ format, width, exif }).toEqual({ format: 'jpeg', width: 1_600, exif: undefined })
    const image = redrawn.toString('base64')
    const input = { requestId, caption: '灯', image }
    const { id } = await world.run(addPhoto, resident.actor, communityId, input)
    const [row] = await world.sql`select image_sealed from request_photos where id = ${id}`
    expect(JSON.stringify(row)).not.toContain(image.slice(0, 40))
    expect(await getPhoto(world.ctx, { communityId, id: requestId }, id)).toEqual(redrawn)
  })

  it.each([
    ['a text that calls itself one', Buffer.from('not a photo at all'), 'desk.photo-unreadable'],
    ['a program', Buffer.from('MZ\u0090\u0000\u0003'), 'desk.photo-unreadable'],
    ['nothing', Buffer.alloc(0), 'desk.photo-unreadable'],
    ['fifty megabytes', Buffer.alloc(50 * 1024 * 1024), 'desk.photo-large'],
  ])('is refused when it is %s', async (_, bytes, code) => {
    expect(await refusal(bytes)).toBe(code)
  })

  it('is refused when it is of another kind, cut off, or a bomb', async () => {
    expect(await refusal(await picture('gif'))).toBe('desk.photo-unreadable')
    const whole = await picture('jpeg')
    expect(await refusal(whole.subarray(0, whole.length / 2))).toBe('desk.photo-unreadable')
    const vast = sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#fff' } })
    expect(await refusal(await vast.png().toBuffer())).toBe('desk.photo-large')
  })

  it('is added by the asker or the desk, twelve at most', async () => {
    const { communityId, first } = station
    const stranger = await world.makePerson({ communityId })
    const image = (await redrawPhoto(await picture('png', 300))).toString('base64')
    const add = (who: TestPerson) =>
      codeOf(world.attempt(addPhoto, who.actor, communityId, { requestId, caption: '灯', image }))
    expect(await add(stranger)).toBe('desk.request-not-found')
    for (let count = 0; count < 12; count += 1) expect(await add(first)).toBe('accepted')
    expect(await add(first)).toBe('desk.photo-many')
  })
})
