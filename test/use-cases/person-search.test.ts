import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNode } from '../../src/features/person/add-node.ts'
import { makeReaches } from '../../src/features/person/load-tree.ts'
import { matchPeople } from '../../src/features/person/match-people.ts'
import { registerPerson } from '../../src/features/person/register-person.ts'
import { searchPeople } from '../../src/features/person/search-people.ts'
import { parseCivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../src/kernel/ids.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let otherId: Id
let coordinator: TestPerson
let administrator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  otherId = await world.makeCommunity()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  administrator = await world.makePerson({
    communityId,
    roles: ['districtAdministrator'],
    rolesAt: world.districtId,
  })
  for (let n = 0; n < 8; n += 1) await world.makePerson({ communityId })
})

afterAll(() => world.close())

const codeOf = (outcome: { readonly result: unknown }) =>
  isRefusal(outcome.result) ? outcome.result.error.code : 'accepted'

function register(name: string, phone: string | null = null) {
  return world.run(registerPerson, coordinator.actor, communityId, {
    sessionHash: null,
    name,
    gender: null,
    bornOn: parseCivilDate('1960-01-01') ?? null,
    phone,
    workUnit: null,
    livesAlone: false,
    household: null,
    memberships: [{ kind: 'home', communityId }],
    status: null,
    consents: ['recording'],
    volunteer: { skills: [], recruitment: 'public', guardianConsent: false },
  })
}

describe('finding people', () => {
  const search = (query: string) =>
    searchPeople(world.ctx, { communityId, query, cursor: null, limit: 10 })

  it('goes by part of a name, by card number and by the whole phone number', async () => {
    const { personId, cardNumber } = await register('欧阳小寻', '13711112222')
    for (const query of ['小寻', cardNumber ?? '', '137 1111 2222']) {
      expect((await search(query)).items.map(({ id }) => id)).toEqual([personId])
    }
    expect((await search('1371111')).items).toEqual([])
  })

  it('takes what looks like a pattern as it is written', async () => {
    expect((await search('%')).items).toEqual([])
  })

  it('stays within the community', async () => {
    const page = await searchPeople(world.ctx, {
      communityId: otherId,
      query: '小寻',
      cursor: null,
      limit: 10,
    })
    expect(page.items).toEqual([])
  })

  it('pages through everybody once', async () => {
    const seen: Id[] = []
    let cursor: string | null = null
    do {
      const page = await searchPeople(world.ctx, { communityId, query: '', cursor, limit: 7 })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(7)
  })

  it('tells a sheet whom its labels mean, and all of those of one name', async () => {
    const [one, two] = [await register('同名'), await register('同名')]
    const { personId, cardNumber } = await register('持卡人')
    const labels = ['同名', cardNumber ?? '', '查无此人']
    const found = await world.db.read((tx) => matchPeople(tx, communityId, labels))
    expect(
      found
        .get('同名')
        ?.map((match) => match.personId)
        .sort(),
    ).toEqual([one.personId, two.personId].sort())
    expect(found.get(cardNumber ?? '')?.map((match) => match.personId)).toEqual([personId])
    expect(found.has('查无此人')).toBe(false)
  })
})

describe('the tree', () => {
  it('grows by a district administrator, and is reached at once', async () => {
    const reaches = makeReaches(world.ctx)
    expect(await reaches(world.districtId, communityId)).toBe(true)
    const add = { kind: 'subdistrict', parentId: world.districtId, name: '新街道' } as const
    const node = await world.run(addNode, administrator.actor, DISTRICT_SCOPE, add)
    expect(node.ancestorIds).toEqual([node.id, world.districtId])
    const twice = await world.attempt(addNode, administrator.actor, DISTRICT_SCOPE, add)
    expect(codeOf(twice)).toBe('person.node-name-taken')
  })

  it('is not changed by a coordinator', async () => {
    const outcome = await world.attempt(addNode, coordinator.actor, DISTRICT_SCOPE, {
      kind: 'station',
      parentId: communityId,
      name: '服务站',
    })
    expect(codeOf(outcome)).toBe('person.role-missing')
  })

  it('lets the nil scope stand for the district', async () => {
    const reaches = makeReaches(world.ctx)
    expect(await reaches(world.districtId, DISTRICT_SCOPE)).toBe(true)
    expect(await reaches(communityId, DISTRICT_SCOPE)).toBe(false)
  })
})
