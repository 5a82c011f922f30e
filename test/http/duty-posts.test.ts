import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let http: HttpWorld
let here: Station
let volunteer: TestPerson
let tokens: Record<'first' | 'second' | 'volunteer' | 'foreign', string>

beforeAll(async () => {
  world = await openWorld()
  http = openHttp(world)
  here = await makeStation(world)
  const there = await makeStation(world)
  const { communityId } = here
  volunteer = await world.makePerson({
    ...{ communityId, volunteer: true, name: '演示甲', roles: ['volunteer', 'resident'] },
  })
  tokens = {
    first: await http.tokenOf(here.first),
    second: await http.tokenOf(here.second),
    volunteer: await http.tokenOf(volunteer),
    foreign: await http.tokenOf(there.first),
  }
})
afterAll(() => world.close())

const base = () => `/api/v1/communities/${here.communityId}`
const call = (path: string, token: string, body?: object) =>
  http.call(`${base()}${path}`, { token, ...(body ? { body } : {}) })

async function opened(wish: object = {}): Promise<Id> {
  const post = { typeCode: 'policyPromoter', place: '服务站', places: 1, ...wish }
  const { status, body } = await call('/posts', tokens.first, post)
  expect(status).toBe(201)
  return String(body['postId'])
}

describe('a post over HTTP', () => {
  it('is opened, shown with what fits, claimed, listed and released', async () => {
    const id = await opened()
    const fitting = await call('/posts/fitting', tokens.volunteer)
    expect(fitting.body['items']).toMatchObject([
      { id, free: true, refusal: null, claimId: null, type: { name: '政策宣传员' } },
    ])
    const personId = volunteer.id
    const claimed = await call(`/posts/${id}/claims`, tokens.volunteer, { personId })
    expect([claimed.status, claimed.body['state']]).toEqual([201, 'onDuty'])
    const claimId = String(claimed.body['claimId'])
    const shown = await call(`/posts/${id}`, tokens.first)
    expect(shown.body).toMatchObject({ taken: 1, claims: [{ name: '演示甲', state: 'onDuty' }] })
    const reason = { reason: '出差' }
    const release = await call(`/posts/${id}/claims/${claimId}/release`, tokens.volunteer, reason)
    expect(release.status).toBe(200)
    const again = await call(`/posts/${id}/claims/${claimId}/release`, tokens.volunteer, reason)
    expect([again.status, again.body.code]).toEqual([409, 'duty.claim-ended'])
  })

  it('of a risky kind waits for a coordinator, with everything that comes before', async () => {
    const typeCode = 'securityPatroller'
    const id = await opened({ typeCode, places: 2 })
    const personId = volunteer.id
    const training = { name: '巡逻培训', content: '安全', trainingMinutes: 60, organiser: '派出所' }
    const steps: readonly (readonly [string, string, object])[] = [
      ['/trainings', 'first', { ...training, heldOn: '2026-11-20', typeCode, who: ['演示甲'] }],
      [
        '/insurances',
        'first',
        {
          ...{ personId, insurer: '演示保险', policyNumber: 'YS-1' },
          ...{ fromOn: '2026-11-01', untilOn: '2027-10-31' },
        },
      ],
      ['/risk-acceptances', 'volunteer', { personId, typeCode }],
    ]
    for (const [path, who, body] of steps) {
      const early = await call(`/posts/${id}/claims`, tokens.volunteer, { personId })
      expect(early.status).toBe(409)
      const answer = await call(path, tokens[who as keyof typeof tokens], body)
      expect([path, answer.status]).toEqual([path, 201])
    }
    const claimed = await call(`/posts/${id}/claims`, tokens.volunteer, { personId })
    expect(claimed.body['state']).toBe('waiting')
    const path = `/posts/${id}/claims/${String(claimed.body['claimId'])}/confirm`
    expect((await call(path, tokens.volunteer, {})).status).toBe(403)
    expect((await call(path, tokens.second, {})).status).toBe(200)
    for (const list of ['/insurances', '/trainings', '/report-ins', '/posts', '/teams']) {
      expect((await call(list, tokens.first)).status).toBe(200)
    }
  })

  it.each([{ places: 0 }, { places: 501 }, { places: 1.5 }, { typeCode: '' }, { kind: 'other' }])(
    'is refused with %o',
    async (wish) => {
      const post = { typeCode: 'policyPromoter', place: '服务站', places: 1, ...wish }
      expect((await call('/posts', tokens.first, post)).status).toBe(422)
    },
  )

  it('is not for coordinators of other places, nor opened by volunteers', async () => {
    const id = await opened()
    const post = { typeCode: 'policyPromoter', place: '服务站', places: 1 }
    for (const who of ['foreign', 'volunteer'] as const) {
      expect((await call('/posts', tokens[who], post)).status).toBe(403)
      expect((await call(`/posts/${id}`, tokens[who])).status).toBe(404)
    }
  })
})

describe('a report-in', () => {
  it('files the letter once and ties the person to the community', async () => {
    const elsewhere = await world.makeCommunity()
    const cadre = await world.makePerson({ communityId: elsewhere, volunteer: true })
    const letter = { workUnit: '区税务局', letterNumber: '税〔2026〕1', letterOn: '2026-11-20' }
    const body = { personId: cadre.id, ...letter }
    expect((await call('/report-ins', tokens.first, body)).status).toBe(201)
    const again = await call('/report-ins', tokens.first, body)
    expect([again.status, again.body.code]).toEqual([409, 'duty.letter-filed'])
    const ties = await world.sql`
      select kind from memberships
       where person_id = ${cadre.id} and community_id = ${here.communityId}`
    expect(ties).toMatchObject([{ kind: 'assigned' }])
    const future = await call('/report-ins', tokens.first, { ...body, letterOn: '2026-11-25' })
    expect(future.body.code).toBe('duty.letter-future')
    const own = await call('/report-ins', tokens.first, { ...body, personId: here.first.id })
    expect(own.body.code).toBe('duty.own-letter')
  })
})

describe('a team', () => {
  it('is founded whole, joined, led, left and dissolved', async () => {
    const { communityId } = here
    await world.makePerson({ communityId, name: '演示乙' })
    const team = { kind: 'yangge', name: '秧歌队', mark580: true, who: ['演示甲'], leaders: [] }
    const unknown = await call('/teams', tokens.first, { ...team, who: ['演示甲', '没有的人'] })
    expect([unknown.status, unknown.body.code]).toEqual([404, 'duty.person-not-found'])
    const founded = await call('/teams', tokens.first, { ...team, leaders: ['演示甲'] })
    expect(founded.status).toBe(201)
    const path = `/teams/${String(founded.body['teamId'])}`
    const twice = await call('/teams', tokens.first, team)
    expect(twice.body.code).toBe('duty.team-name-taken')
    expect((await call(`${path}/members`, tokens.first, { who: ['演示乙'] })).status).toBe(200)
    const rejoin = await call(`${path}/members`, tokens.first, { who: ['演示乙'] })
    expect(rejoin.body.code).toBe('duty.team-joined')
    const leave = `${path}/members/${volunteer.id}/leave`
    expect((await call(leave, tokens.volunteer, {})).status).toBe(200)
    expect((await call(leave, tokens.volunteer, {})).body.code).toBe('duty.team-not-joined')
    const { body } = await call(path, tokens.first)
    expect(body['members']).toMatchObject([
      { name: '演示乙', leads: false, untilOn: null },
      { name: '演示甲', leads: true, untilOn: '2026-11-24' },
    ])
    expect((await call(`${path}/dissolve`, tokens.first, { reason: '并队' })).status).toBe(200)
    const late = await call(`${path}/members`, tokens.first, { who: ['演示甲'] })
    expect(late.body.code).toBe('duty.team-dissolved')
  })
})

describe('a promise', () => {
  it('is made by the volunteer and judged once, by a coordinator who is somebody else', async () => {
    const promise = { personId: volunteer.id, text: '每周来一次', dueOn: '2026-11-30' }
    const past = await call('/promises', tokens.volunteer, { ...promise, dueOn: '2026-11-23' })
    expect(past.body.code).toBe('duty.promise-past')
    const made = await call('/promises', tokens.volunteer, promise)
    expect(made.status).toBe(201)
    const path = `/promises/${String(made.body['promiseId'])}/judge`
    const judgement = { outcome: 'notKept', note: '生病住院' }
    expect((await call(path, tokens.volunteer, judgement)).status).toBe(403)
    expect((await call('/promises?overdue=yes', tokens.first)).body['items']).toEqual([])
    world.setNow('2026-12-01T09:00:00+08:00')
    const first = await http.tokenOf(here.first)
    const second = await http.tokenOf(here.second)
    const overdue = await call('/promises?overdue=yes', first)
    expect(overdue.body['items']).toMatchObject([{ name: '演示甲', dueOn: '2026-11-30' }])
    expect((await call(path, first, judgement)).status).toBe(200)
    expect((await call(path, second, judgement)).body.code).toBe('duty.promise-judged')
    const none = await call(`/promises/${newId()}/judge`, first, judgement)
    expect(none.body.code).toBe('duty.promise-not-found')
  })
})
