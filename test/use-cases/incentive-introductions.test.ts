import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { declineIntroduction } from '../../src/features/incentive/decline-introduction.ts'
import { getIntroductions } from '../../src/features/incentive/get-introductions.ts'
import { stateIntroduction } from '../../src/features/incentive/state-introduction.ts'
import { households } from '../../src/features/person/tables.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { insertActivity, insertAttendances } from '../support/incentive.ts'
import { openWorld, type PersonWish, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let coordinator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
})
beforeEach(() => world.setNow('2026-11-24T09:00:00+08:00'))
afterAll(() => world.close())

let count = 0
function make(wish: Partial<PersonWish> = {}): Promise<TestPerson & { readonly name: string }> {
  const name = wish.name ?? `居民${(count += 1)}号`
  return world.makePerson({ communityId, name, ...wish }).then((person) => ({ ...person, name }))
}

function state(person: TestPerson, named: string) {
  return world.run(stateIntroduction, person.actor, communityId, { named })
}

function decline(introducer: TestPerson, person: TestPerson) {
  return world.run(declineIntroduction, introducer.actor, communityId, { personId: person.id })
}

async function attend(person: TestPerson, ...days: readonly string[]): Promise<void> {
  for (const on of days) {
    const id = await insertActivity(world, { communityId, createdById: coordinator.id, on })
    await insertAttendances(world, { communityId, id }, [person], coordinator.id)
  }
}

async function statedBy(person: TestPerson): Promise<string | null> {
  const { stated } = await getIntroductions(world.ctx, { personId: person.id })
  return stated && !stated.declined ? stated.introducerName : null
}

describe('stating who brought me', () => {
  it('takes a name of the community or a card number of the district, before any contribution', async () => {
    const neighbour = await make()
    const elsewhere = await world.makeCommunity()
    const afar = await make({ communityId: elsewhere, volunteer: true })
    const [one, two] = [await make(), await make()]
    await state(one, neighbour.name)
    const [volunteer] = await world.sql<{ card: string }[]>`
      select card_number as card from volunteers where person_id = ${afar.id}`
    await state(two, volunteer?.card ?? '')
    expect([await statedBy(one), await statedBy(two)]).toEqual([neighbour.name, afar.name])
    await expect(state(one, afar.name)).rejects.toThrow('incentive.introducer-not-found')
  })

  it('asks for the card where two have the name', async () => {
    await make({ name: '同名' })
    await make({ name: '同名' })
    await expect(state(await make(), '同名')).rejects.toThrow('incentive.introducer-ambiguous')
  })

  it('refuses oneself', async () => {
    const person = await make()
    await expect(state(person, person.name)).rejects.toThrow('incentive.introduction-self')
  })

  it('refuses whoever lives with one', async () => {
    const householdId = newId()
    await world.db.transaction((tx) =>
      tx.insert(households).values({
        ...{ id: householdId, communityId, addressSealed: 'sealed', createdAt: world.now() },
      }),
    )
    const wife = await make({ householdId })
    const husband = await make({ householdId })
    await expect(state(wife, husband.name)).rejects.toThrow('incentive.introduction-household')
  })

  it('is open for thirty days after the first contribution and no longer', async () => {
    const introducer = await make()
    const person = await make()
    await attend(person, '2026-11-01')
    world.setNow('2026-12-01T23:59:00+08:00')
    await state(person, introducer.name)
    world.setNow('2026-12-02T00:00:00+08:00')
    await expect(state(person, introducer.name)).rejects.toThrow('incentive.introduction-late')
  })

  it('is one per person and may be changed until it is effective', async () => {
    const [first, second, third] = [await make(), await make(), await make()]
    const person = await make()
    await state(person, first.name)
    await attend(person, '2026-11-20')
    await state(person, second.name)
    expect(await statedBy(person)).toBe(second.name)
    await attend(person, '2026-11-21')
    await expect(state(person, third.name)).rejects.toThrow('incentive.introduction-effective')
    expect(await statedBy(person)).toBe(second.name)
  })

  it('may still be done for the first time by somebody who is effective already', async () => {
    const introducer = await make()
    const person = await make()
    await attend(person, '2026-11-18', '2026-11-19')
    await state(person, introducer.name)
    expect(await statedBy(person)).toBe(introducer.name)
  })

  it('refuses a loop of two and of three', async () => {
    const [a, b, c] = [await make(), await make(), await make()]
    await state(b, a.name)
    await expect(state(a, b.name)).rejects.toThrow('incentive.introduction-loop')
    await state(c, b.name)
    await expect(state(a, c.name)).rejects.toThrow('incentive.introduction-loop')
  })

  it('never lets two at once close a loop', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = [await make(), await make()]
      const results = await Promise.allSettled([state(a, b.name), state(b, a.name)])
      const refused = results.filter(({ status }) => status === 'rejected')
      expect(refused).toMatchObject([{ reason: { message: 'incentive.introduction-loop' } }])
    }
  })

  it('is written down in the audit with its two people', async () => {
    const [introducer, person] = [await make(), await make()]
    await state(person, introducer.name)
    const rows = await world.sql<{ actor_id: Id }[]>`
      select actor_id from audit_events where act = 'incentive.state-introduction'
         and subjects::text like ${`%${person.id}%`} and subjects::text like ${`%${introducer.id}%`}`
    expect(rows.map((row) => row.actor_id)).toEqual([person.id])
  })
})

describe('declining', () => {
  it('is for the one named, for fifteen days; silence is consent', async () => {
    const [introducer, other, person, late] = [
      await make(),
      await make(),
      await make(),
      await make(),
    ]
    await state(person, introducer.name)
    await state(late, introducer.name)
    await expect(decline(other, person)).rejects.toThrow('incentive.introduction-not-found')
    world.setNow('2026-12-09T23:59:00+08:00')
    await decline(introducer, person)
    expect(await statedBy(person)).toBeNull()
    world.setNow('2026-12-10T00:00:00+08:00')
    await expect(decline(introducer, late)).rejects.toThrow('incentive.decline-late')
    expect(await statedBy(late)).toBe(introducer.name)
  })

  it('cannot be done twice, and the same person is not named again', async () => {
    const [introducer, other, person] = [await make(), await make(), await make()]
    await state(person, introducer.name)
    await decline(introducer, person)
    await expect(decline(introducer, person)).rejects.toThrow('incentive.introduction-declined')
    await expect(state(person, introducer.name)).rejects.toThrow('incentive.introduction-declined')
    await state(person, other.name)
    expect(await statedBy(person)).toBe(other.name)
  })

  it('breaks the chain: the one who declined may be brought by the other', async () => {
    const [a, b] = [await make(), await make()]
    await state(b, a.name)
    await decline(a, b)
    await state(a, b.name)
    expect(await statedBy(a)).toBe(b.name)
  })
})

describe('my introductions', () => {
  it('tell who named me and until when I may decline', async () => {
    const [introducer, person] = [await make(), await make()]
    await state(person, introducer.name)
    const { naming } = await getIntroductions(world.ctx, { personId: introducer.id })
    expect(naming).toEqual([
      {
        ...{ personId: person.id, name: person.name, statedOn: '2026-11-24', declined: false },
        ...{ mayDecline: true, declineUntilOn: '2026-12-09' },
      },
    ])
  })

  it('tell my k of ten, nothing while I am not active myself', async () => {
    const introducer = await make({ politicalStatus: 'partyMember' })
    const person = await make({ politicalStatus: 'masses' })
    await state(person, introducer.name)
    await attend(person, '2026-11-22', '2026-11-23')
    const own = async () => (await getIntroductions(world.ctx, { personId: introducer.id })).own
    expect(await own()).toEqual({ active: 0, effective: 1, goal: 10, reached: false })
    await attend(introducer, '2026-11-20', '2026-11-21')
    expect(await own()).toEqual({ active: 1, effective: 1, goal: 10, reached: false })
  })
})
