import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimPost } from '../../src/features/duty/claim-post.ts'
import { closePost } from '../../src/features/duty/close-post.ts'
import { confirmClaim } from '../../src/features/duty/confirm-claim.ts'
import { listFittingPosts } from '../../src/features/duty/list-fitting-posts.ts'
import { getPost, listPostTypes } from '../../src/features/duty/list-posts.ts'
import { declineClaim, releasePost } from '../../src/features/duty/release-post.ts'
import { postTypeCodes } from '../../src/features/duty/model/posts.ts'
import { recordInsurance } from '../../src/features/duty/record-insurance.ts'
import { recordTraining } from '../../src/features/duty/record-training.ts'
import { acceptRisk } from '../../src/features/duty/accept-risk.ts'
import { volunteers } from '../../src/features/person/tables.ts'
import { civilDateOf, plusDays } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { eq } from 'drizzle-orm'
import { openOne, trainingOf } from '../support/posts.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let communityId: Id

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  communityId = here.communityId
})
afterAll(() => world.close())

const volunteer = (wish: { name?: string; bornOn?: string } = {}) =>
  world.makePerson({ communityId, volunteer: true, ...wish })

const claim = (person: TestPerson, postId: Id, by = person) =>
  world.run(claimPost, by.actor, communityId, { postId, personId: person.id })

/** Insured, trained and told of the risks of patrols. */
async function prepare(person: TestPerson, typeCode = 'securityPatroller'): Promise<void> {
  const today = civilDateOf(world.now())
  const { actor } = here.first
  await world.run(
    recordTraining,
    actor,
    communityId,
    trainingOf(world, { who: [person.id], typeCode }),
  )
  await world.run(recordInsurance, actor, communityId, {
    ...{ personId: person.id, teamId: null, insurer: '演示保险', policyNumber: 'YS-1' },
    ...{ fromOn: today, untilOn: plusDays(today, 30) },
  })
  await world.run(acceptRisk, person.actor, communityId, { personId: person.id, typeCode })
}

describe('the catalogue', () => {
  it('has sixteen kinds of duty, nine of the founding document, each with what it asks for', async () => {
    const types = await listPostTypes(world.ctx)
    expect(types.map(({ code }) => code)).toEqual([...postTypeCodes])
    expect(types).toHaveLength(16)
    expect(types.filter(({ fromSeed }) => fromSeed).map(({ name }) => name)).toEqual([
      ...['政策宣传员', '环卫监督员', '交通协管员', '治安调解员', '巡回检查员'],
      ...['四点钟乐园辅导员', '社区治安巡防员', '婆媳纠纷调解员', '民情“580”联络员'],
    ])
    for (const { risky, needsInsurance, minimumAge } of types.filter((type) => type.risky)) {
      expect([risky, needsInsurance, minimumAge >= 18]).toEqual([true, true, true])
    }
  })
})

describe('claiming a post', () => {
  it('is for volunteers of the community, by themselves or a coordinator', async () => {
    const postId = await openOne(world, here.first, { places: 3 })
    expect(await claim(await volunteer(), postId)).toMatchObject({ state: 'onDuty' })
    expect(await claim(await volunteer(), postId, here.first)).toMatchObject({ state: 'onDuty' })
    const [stranger, other] = [await volunteer(), await volunteer()]
    await expect(claim(other, postId, stranger)).rejects.toThrow('duty.role-needed')
    const elsewhere = await world.makeCommunity()
    const foreign = await world.makePerson({ communityId: elsewhere, volunteer: true })
    await expect(claim(foreign, postId)).rejects.toThrow('duty.person-not-found')
  })

  it('needs registration and a card first', async () => {
    const postId = await openOne(world, here.first)
    await expect(claim(await world.makePerson({ communityId }), postId)).rejects.toThrow(
      'duty.not-registered',
    )
    const person = await volunteer()
    await world.db.transaction((tx) =>
      tx
        .update(volunteers)
        .set({ cardNumber: null, cardOn: null })
        .where(eq(volunteers.personId, person.id)),
    )
    await expect(claim(person, postId)).rejects.toThrow('duty.no-card')
  })

  it('asks the guardian of somebody under eighteen, and keeps them off risky posts', async () => {
    const postId = await openOne(world, here.first)
    const young = await volunteer({ bornOn: '2010-01-01' })
    await expect(claim(young, postId)).rejects.toThrow('duty.no-guardian-consent')
    const patrolId = await openOne(world, here.first, { typeCode: 'securityPatroller' })
    await expect(claim(young, patrolId)).rejects.toThrow('duty.too-young')
    const tooYoung = await volunteer({ bornOn: '2014-01-01' })
    await expect(claim(tooYoung, postId)).rejects.toThrow('duty.too-young')
  })

  it('of a risky kind needs training, insurance and the risks accepted, one after another', async () => {
    const typeCode = 'securityPatroller'
    const postId = await openOne(world, here.first, { typeCode })
    const person = await volunteer()
    await expect(claim(person, postId)).rejects.toThrow('duty.not-trained')
    const { actor } = here.first
    const training = trainingOf(world, { who: [person.id], typeCode })
    await world.run(recordTraining, actor, communityId, training)
    await expect(claim(person, postId)).rejects.toThrow('duty.not-insured')
    const today = civilDateOf(world.now())
    const insurance = { personId: person.id, teamId: null, insurer: '演示', policyNumber: '1' }
    const insured = (fromOn: string, untilOn: string) =>
      world.run(recordInsurance, actor, communityId, {
        ...{ ...insurance, fromOn: fromOn as never, untilOn: untilOn as never },
      })
    await insured('2020-01-01', '2020-12-31')
    await expect(claim(person, postId)).rejects.toThrow('duty.not-insured')
    await insured(today, plusDays(today, 1))
    await expect(claim(person, postId)).rejects.toThrow('duty.risk-not-accepted')
    const risk = { personId: person.id, typeCode }
    await world.run(acceptRisk, person.actor, communityId, risk)
    await expect(world.run(acceptRisk, person.actor, communityId, risk)).rejects.toThrow(
      'duty.risk-accepted',
    )
    expect(await claim(person, postId)).toMatchObject({ state: 'waiting' })
  })

  it('happens once, while a place is free', async () => {
    const postId = await openOne(world, here.first, { places: 2 })
    const person = await volunteer()
    await claim(person, postId)
    await expect(claim(person, postId)).rejects.toThrow('duty.post-claimed')
    await claim(await volunteer(), postId)
    await expect(claim(await volunteer(), postId)).rejects.toThrow('duty.post-full')
  })

  it('gives the last place to one of many at once, and tells the others that it is full', async () => {
    const postId = await openOne(world, here.first)
    const people = await Promise.all(Array.from({ length: 6 }, () => volunteer()))
    const outcomes = await Promise.all(
      people.map((person) =>
        world.attempt(claimPost, person.actor, communityId, { postId, personId: person.id }),
      ),
    )
    const refused = outcomes.flatMap(({ result }) => (isRefusal(result) ? [result] : []))
    expect(refused.map(({ error }) => error.code)).toEqual(Array(5).fill('duty.post-full'))
    const { claims, taken } = await getPost(world.ctx, { communityId, postId })
    expect([claims.length, taken]).toEqual([1, 1])
  })
})

describe('a claim of a risky post', () => {
  it('is confirmed by another coordinator, and only while all is in order', async () => {
    const typeCode = 'securityPatroller'
    const postId = await openOne(world, here.first, { typeCode, places: 2 })
    const walker = await world.makePerson({
      ...{ communityId, volunteer: true, roles: ['coordinator'] },
    })
    await prepare(walker)
    const { claimId } = await claim(walker, postId)
    const key = { postId, claimId }
    await expect(world.run(confirmClaim, walker.actor, communityId, key)).rejects.toThrow(
      'duty.own-claim',
    )
    await world.run(confirmClaim, here.first.actor, communityId, key)
    await expect(world.run(confirmClaim, here.first.actor, communityId, key)).rejects.toThrow(
      'duty.claim-confirmed',
    )
    const { claims } = await getPost(world.ctx, { communityId, postId })
    expect(claims).toMatchObject([{ state: 'onDuty', confirmedById: here.first.id }])
  })

  it('that is declined frees the place and stays as history', async () => {
    const postId = await openOne(world, here.first, { typeCode: 'securityPatroller' })
    const person = await volunteer()
    await prepare(person)
    const { claimId } = await claim(person, postId)
    const input = { postId, claimId, reason: '身体不便' }
    await world.run(declineClaim, here.first.actor, communityId, input)
    await expect(world.run(declineClaim, here.first.actor, communityId, input)).rejects.toThrow(
      'duty.claim-ended',
    )
    const { claims, taken } = await getPost(world.ctx, { communityId, postId })
    expect([taken, claims[0]?.state, claims[0]?.endedReason]).toEqual([0, 'declined', '身体不便'])
  })
})

describe('releasing a post', () => {
  it('is for the volunteer and for coordinators; claiming it again is a new claim', async () => {
    const postId = await openOne(world, here.first)
    const person = await volunteer()
    const { claimId } = await claim(person, postId)
    const input = { postId, claimId, reason: null }
    const stranger = await volunteer()
    await expect(world.run(releasePost, stranger.actor, communityId, input)).rejects.toThrow(
      'duty.role-needed',
    )
    await world.run(releasePost, person.actor, communityId, input)
    await expect(world.run(releasePost, person.actor, communityId, input)).rejects.toThrow(
      'duty.claim-ended',
    )
    await claim(person, postId)
    const { claims } = await getPost(world.ctx, { communityId, postId })
    expect(claims.map(({ state }) => state)).toEqual(['onDuty', 'released'])
  })

  it('of everybody is what closing a post does, for good', async () => {
    const postId = await openOne(world, here.first, { places: 2 })
    await claim(await volunteer(), postId)
    const input = { postId, reason: '并到别处' }
    const { released } = await world.run(closePost, here.first.actor, communityId, input)
    expect(released).toBe(1)
    await expect(claim(await volunteer(), postId)).rejects.toThrow('duty.post-closed')
    await expect(world.run(closePost, here.first.actor, communityId, input)).rejects.toThrow(
      'duty.post-closed',
    )
  })
})

describe('what a volunteer is shown', () => {
  it('begins with the posts that fit their skills and that they can claim, and says why not', async () => {
    const station = await makeStation(world)
    const at = station.communityId
    const plainId = await openOne(world, station.first)
    await openOne(world, station.first, { typeCode: 'securityPatroller' })
    const fittingId = await openOne(world, station.first, { typeCode: 'cultureOrganiser' })
    const person = await world.makePerson({ communityId: at, volunteer: true })
    await world.db.transaction((tx) =>
      tx
        .update(volunteers)
        .set({ skills: ['太极拳'] })
        .where(eq(volunteers.personId, person.id)),
    )
    const posts = await listFittingPosts(world.ctx, { communityId: at, personId: person.id })
    expect(posts.map(({ id }) => id).slice(0, 2)).toEqual([fittingId, plainId])
    expect(posts[0]?.matched).toEqual(['太极拳'])
    expect(posts[2]?.refusal?.error.code).toBe('duty.not-trained')
  })
})
