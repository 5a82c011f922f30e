import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/db/client.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { makeFillSearchTerms } from '../../src/features/person/jobs.ts'
import { addNode } from '../../src/features/person/add-node.ts'
import { loadTree, makeReaches } from '../../src/features/person/load-tree.ts'
import { matchPeople } from '../../src/features/person/match-people.ts'
import { registerPerson } from '../../src/features/person/register-person.ts'
import { searchPeople } from '../../src/features/person/search-people.ts'
import { insertNode } from '../../src/features/person/store/nodes.ts'
import { parseCivilDate, systemNow } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
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
  const namesOf = async (query: string, communityIds: readonly Id[] | null = [communityId]) => {
    const page = await searchPeople(world.ctx, { communityIds, query, cursor: null, limit: 10 })
    return page.items.map(({ name }) => name)
  }

  beforeAll(async () => {
    for (const name of ['单雄信', '仇英', '曾国藩', '吕布', '张三丰', '欧阳小寻', '行长乐'])
      await register(name)
    await register('Anna O’Neill')
    await register('😀表情')
    await register('百分%号_')
  })

  it.each([
    ['part of a name', '小寻', '欧阳小寻'],
    ['initials', 'oyxx', '欧阳小寻'],
    ['initials, begun', 'zs', '张三丰'],
    ['initials of the given name', 'sf', '张三丰'],
    ['a mixture of initials and syllables', 'zsan', '张三丰'],
    ['whole pinyin', 'zhangsanfeng', '张三丰'],
    ['pinyin with spaces and capitals', 'Zhang San', '张三丰'],
    ['full-width letters', 'ｚｓｆ', '张三丰'],
    ['a surname by its own reading', 'shanxx', '单雄信'],
    ['a surname by the common reading of its character', 'danxx', '单雄信'],
    ['仇 as qiu', 'qiuying', '仇英'],
    ['曾 as zeng', 'zenggf', '曾国藩'],
    ['any reading of a polyphone', 'hangzhangyue', '行长乐'],
    ['another reading of it', 'xingchangle', '行长乐'],
    ['ü written as v', 'lvbu', '吕布'],
    ['ü written as u', 'lubu', '吕布'],
    ['a name in Latin letters', 'neill', 'Anna O’Neill'],
    ['an emoji', '😀', '😀表情'],
    ['a percent sign as it is written', '%', '百分%号_'],
    ['an underscore as it is written', '_', '百分%号_'],
  ])('goes by %s', async (_, query, name) => {
    expect(await namesOf(query)).toEqual([name])
  })

  it.each([
    ['letters in another order', 'sz'],
    ['a syllable that is not read', 'zhangsi'],
    ['a quote', "'"],
    ['a backslash', '\\'],
    ['a broken pattern', '(('],
    ['a NUL character', 'zs\u0000'],
    ['half of an emoji', '\ud83d'],
    ['more than anybody is called', '张'.repeat(60)],
    ['more letters than anybody is called', 'zhang'.repeat(12)],
    ['thousands of characters', 'z'.repeat(5_000)],
  ])('finds nobody by %s', async (_, query) => {
    expect(await namesOf(query)).toEqual([])
  })

  it('goes by card and certificate, by their last digits and in full-width', async () => {
    const { cardNumber, certificateNumber } = await register('持证人')
    const [card, certificate] = [cardNumber ?? '', certificateNumber ?? '']
    const wide = card.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    for (const query of [card, card.toLowerCase(), wide, card.slice(-7), certificate]) {
      expect(await namesOf(query)).toContain('持证人')
    }
    expect(await namesOf(card.slice(-2))).not.toContain('持证人')
  })

  it('goes by the whole phone number and by its last digits, not by its first', async () => {
    await register('接电话', '13711112222')
    for (const query of ['137 1111 2222', '１３７１１１１２２２２', '2222', '11112222']) {
      expect(await namesOf(query)).toEqual(['接电话'])
    }
    for (const query of ['1371111', '0222', '222 ']) expect(await namesOf(query)).toEqual([])
  })

  it('stays within the communities that are asked for, or goes through the district', async () => {
    const far = await world.makePerson({ communityId: otherId, name: '远方来客' })
    expect(await namesOf('yflk')).toEqual([])
    expect(await namesOf('yflk', [communityId, otherId])).toEqual(['远方来客'])
    expect(await namesOf('yflk', null)).toEqual(['远方来客'])
    const page = await searchPeople(world.ctx, {
      ...{ communityIds: null, query: '远方', cursor: null, limit: 1 },
    })
    expect(page.items[0]).toMatchObject({ id: far.id, booksCommunityId: otherId })
  })

  it('finds whoever was registered before there were search terms, once the job has run', async () => {
    const old = await world.makePerson({ communityId, name: '旧人', phone: '13655556666' })
    await world.sql`delete from search_terms`
    expect(await namesOf('jr')).toEqual([])
    const fill = makeFillSearchTerms()
    expect(await fill(world.ctx)).toBeGreaterThan(10)
    for (const query of ['jr', '旧', '6666']) expect(await namesOf(query)).toEqual(['旧人'])
    expect(await fill(world.ctx)).toBe(0)
    expect(await makeFillSearchTerms()(world.ctx)).toBe(0)
    expect(old.communityId).toBe(communityId)
  })

  it('pages through everybody once', async () => {
    const seen: Id[] = []
    let cursor: string | null = null
    do {
      const page = await searchPeople(world.ctx, {
        communityIds: [communityId],
        ...{ query: '', cursor, limit: 7 },
      })
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

  it('is read once until a node is added, whoever adds it', async () => {
    const add = { kind: 'subdistrict', parentId: world.districtId, name: '甲街道' } as const
    const before = await loadTree(world.ctx)
    expect(await loadTree(world.ctx)).toBe(before)
    const own = await world.run(addNode, administrator.actor, DISTRICT_SCOPE, add)
    expect((await loadTree(world.ctx)).get(own.id)).toEqual(own)
    const other = openDatabase({ target: world.test.target })
    try {
      const elsewhere = { ...world.ctx, db: other }
      await inTransaction(elsewhere, async (tx) => {
        const id = newId()
        const ancestorIds = [id, world.districtId]
        const node = { ...own, ...{ id, ancestorIds, name: '乙街道' } }
        await insertNode(tx, node, systemNow())
        expect((await loadTree({ ...elsewhere, tx })).get(id)).toEqual(node)
        expect((await loadTree(elsewhere)).has(id)).toBe(false)
      })
    } finally {
      await other.close()
    }
    expect([...(await loadTree(world.ctx)).values()].map(({ name }) => name)).toContain('乙街道')
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
