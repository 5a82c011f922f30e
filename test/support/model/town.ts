import {
  memberships,
  nodes,
  persons,
  relations,
  roleGrants,
} from '../../../src/features/person/tables.ts'
import { policies } from '../../../src/features/policy/tables.ts'
import type { RelationKind } from '../../../src/features/person/model.ts'
import { civilDateOf, type CivilDate } from '../../../src/kernel/clock.ts'
import { newId } from '../../../src/kernel/ids.ts'
import type { World } from '../world.ts'
import { Book, type Id } from './book.ts'

/** What every town of a database shares: what is served, and rules small enough to be reached. */
export type Land = {
  readonly world: World
  readonly offerings: readonly Offering[]
}

export type Offering = { readonly id: Id; readonly factor: number }

/** Three communities, each with two savers and two coordinators. */
export type Town = {
  readonly land: Land
  readonly communities: readonly Id[]
  /** Two of each community, in its order, then the first coordinators. */
  readonly savers: readonly Id[]
  readonly clerks: readonly (readonly [Id, Id])[]
}

const CAP = 300
const OTHERS_YEAR = 240
const FACTORS = { general: '1', technical: '1', professional: '1.5' }

export async function makeLand(world: World): Promise<Land> {
  const rules = [
    { code: 'credits', value: { capMinutes: CAP, multipliers: FACTORS } },
    { code: 'gifts', value: { othersYearMinutes: OTHERS_YEAR } },
  ]
  await world.db.transaction((tx) =>
    tx.insert(policies).values(
      rules.map((rule) => ({
        ...rule,
        id: newId(),
        version: 1,
        effectiveFromOn: '2020-01-01' as CivilDate,
        reason: '小规模',
        proposedAt: world.now(),
        proposedById: newId(),
        confirmedAt: world.now(),
        confirmedById: newId(),
      })),
    ),
  )
  const offerings = [
    { id: await world.makeOffering(), factor: 1 },
    { id: await world.makeOffering({ multiplierClass: 'professional' }), factor: 1.5 },
    { id: await world.makeOffering({ counts: 'time' }), factor: 0 },
  ]
  return { world, offerings }
}

const PLACES = [0, 1, 2]

/** Who is what to whom, by their places among the savers: near and far, within and across. */
const TIES: readonly (readonly [number, number, RelationKind])[] = [
  [0, 1, 'spouse'],
  [2, 0, 'child'],
  [3, 4, 'sibling'],
  [5, 1, 'grandparent'],
]

/** Savers who also report in at another community, where their books may move. */
const BELONGS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 2],
  [2, 2],
  [3, 0],
  [4, 0],
  [6, 1],
]

export async function makeTown(land: Land): Promise<Town> {
  const communities = PLACES.map(() => newId())
  const at = (place: number) => communities[place] ?? ''
  const clerks = PLACES.map(() => [newId(), newId()] as const)
  const residents = [0, 0, 1, 1, 2, 2].map((place) => ({ id: newId(), place }))
  const savers = [...residents.map(({ id }) => id), ...clerks.map(([first]) => first)]
  const people = [
    ...residents,
    ...clerks.flatMap((pair, place) => pair.map((id) => ({ id, place }))),
  ]
  const second = BELONGS.map(([who, place]) => ({ id: savers[who] ?? '', place }))
  await insertTown(land.world, {
    communities,
    people: people.map(({ id, place }) => ({ id, communityId: at(place) })),
    roles: clerks.flatMap((pair, place) => pair.map((id) => ({ id, communityId: at(place) }))),
    second: second.map(({ id, place }) => ({ id, communityId: at(place) })),
    ties: TIES.map(([who, whom, kind]) => [savers[who] ?? '', savers[whom] ?? '', kind] as const),
  })
  return { land, communities, savers, clerks }
}

type Place = { readonly id: Id; readonly communityId: Id }

type TownRows = {
  readonly communities: readonly Id[]
  readonly people: readonly Place[]
  readonly roles: readonly Place[]
  readonly second: readonly Place[]
  readonly ties: readonly (readonly [Id, Id, RelationKind])[]
}

async function insertTown(world: World, rows: TownRows): Promise<void> {
  const { db, districtId } = world
  const createdAt = world.now()
  const sinceOn = civilDateOf(createdAt)
  const subdistrictId = newId()
  const node = (id: Id, kind: 'subdistrict' | 'community', above: readonly Id[]) => ({
    ...{ id, kind, parentId: above.at(-1) ?? null, ancestorIds: [...above, id] },
    ...{ name: `演示${id}`, createdAt },
  })
  const tie = (kind: 'home' | 'assigned') => (one: Place) => ({
    ...{ id: newId(), personId: one.id, communityId: one.communityId, kind, sinceOn },
  })
  await db.transaction(async (tx) => {
    const above = [districtId, subdistrictId]
    await tx.insert(nodes).values(node(subdistrictId, 'subdistrict', [districtId]))
    await tx.insert(nodes).values(rows.communities.map((id) => node(id, 'community', above)))
    await tx.insert(persons).values(
      rows.people.map(({ id, communityId }) => ({
        ...{ id, name: `演示${id.slice(-4)}`, booksCommunityId: communityId },
        ...{ registeredOn: sinceOn, createdAt },
      })),
    )
    await tx
      .insert(memberships)
      .values([...rows.people.map(tie('home')), ...rows.second.map(tie('assigned'))])
    await tx.insert(roleGrants).values(
      rows.roles.map(({ id, communityId }) => ({
        ...{ id: newId(), personId: id, role: 'coordinator' as const },
        ...{ nodeId: communityId, grantedAt: createdAt },
      })),
    )
    await tx.insert(relations).values(
      rows.ties.map(([personId, relativeId, kind]) => ({
        ...{ personId, relativeId, kind, verifiedById: newId(), verifiedAt: createdAt },
      })),
    )
  })
}

/** The town's books before anything has happened in it. */
export function bookOf(town: Town): Book {
  const book = new Book({ cap: CAP, othersYear: OTHERS_YEAR })
  const { communities, savers, clerks } = town
  const add = (id: Id, place: number, roles: readonly Id[] = []) => {
    const home = communities[place] ?? ''
    const second = BELONGS.filter(([who]) => savers[who] === id).map(([, to]) => communities[to])
    const belongs = new Set([home, ...second.map((one) => one ?? '')])
    const person = { id, books: home, left: false, opened: false, belongs }
    book.people.set(id, { ...person, roles: new Set(roles) })
  }
  savers.slice(0, 6).forEach((id, n) => add(id, Math.floor(n / 2)))
  clerks.forEach((pair, place) => pair.forEach((id) => add(id, place, [communities[place] ?? ''])))
  for (const [who, whom, kind] of TIES) book.relations.set(`${savers[who]} ${savers[whom]}`, kind)
  return book
}

/** As nobody may: the owner of the tables changes rows of the town's first community. */
export async function tamper({ land, communities }: Town, table: string, set: string) {
  const column = table === 'persons' ? 'books_community_id' : 'community_id'
  const query = `update ${table} set ${set} where ${column} = $1`
  await land.world.sql.unsafe(query, [communities[0] ?? ''])
}
