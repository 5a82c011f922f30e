import { instantAt } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { addNode, type AddNode } from '../../src/features/person/add-node.ts'
import { loadTree } from '../../src/features/person/load-tree.ts'
import { makeAdministrator } from '../../src/features/person/make-administrator.ts'
import { cast, nameOf } from './cast.ts'
import type { Days } from './days.ts'
import { must, perform, placeOf, play, type Act, type Moment, type Stage } from './stage.ts'

export type CommunityKey = 'dianjian' | 'fengqi' | 'jinianta' | 'xinhua'
export type SubdistrictKey = 'taici' | 'xinhualu'
export type PlaceKey = 'district' | SubdistrictKey | CommunityKey

/** The code that every certificate and card of the demonstration begins with: 演示. */
export const DISTRICT = { name: '南明区（演示）', code: 'YS' }

/** Names from the founding document, with its second spellings as aliases. */
export const subdistricts: readonly (readonly [SubdistrictKey, string, string])[] = [
  ['taici', '太慈桥街道', '太慈街道'],
  ['xinhualu', '新华路街道', '新华街道'],
]

export const communities: readonly (readonly [CommunityKey, string, SubdistrictKey])[] = [
  ['dianjian', '电建一社区', 'taici'],
  ['fengqi', '凤栖社区', 'taici'],
  ['jinianta', '纪念塔社区', 'xinhualu'],
  ['xinhua', '新华路社区', 'xinhualu'],
]

/** A district with its first administrator, two subdistricts, four communities and their stations. */
export function founding({ foundedOn }: Days): Moment[] {
  return [{ at: instantAt(foundedOn, '09:00'), play: found }]
}

const found: Moment['play'] = async (stage, at) => {
  const { phone } = cast.zhou
  const { personId } = await play(stage, at, makeAdministrator, {
    ...{ key: 'administrator', by: null, at: null },
    input: { phone, name: nameOf('zhou'), district: DISTRICT },
  })
  const tree = await loadTree(stage.ctx)
  const district = [...tree.values()].find(({ kind }) => kind === 'district')
  const districtId = must(district, 'district').id
  stage.places.set('district', districtId)
  stage.players.set('zhou', {
    ...{ id: personId, name: nameOf('zhou') },
    ...{ booksCommunityId: districtId, cardNumber: null },
  })
  await addAll(
    stage,
    at,
    subdistricts.map(([key, name, alias]) => {
      const node = { kind: 'subdistrict', parentId: districtId, name, aliases: [alias] } as const
      return [key, node]
    }),
  )
  await addAll(
    stage,
    at,
    communities.map(([key, name, above]) => [
      key,
      { kind: 'community', parentId: placeOf(stage, above), name },
    ]),
  )
  await perform(stage, at, addNode, communities.map(stationAct(stage)))
}

type Place = readonly [PlaceKey, AddNode]

async function addAll(stage: Stage, at: Parameters<Moment['play']>[1], places: readonly Place[]) {
  const acts = places.map(([key, input]) => nodeAct(key, input))
  const nodes = await perform(stage, at, addNode, acts)
  places.forEach(([key], index) => stage.places.set(key, must(nodes[index], key).id))
}

function stationAct(stage: Stage) {
  return ([key, name]: (typeof communities)[number]): Act<AddNode> => {
    const parentId: Id = placeOf(stage, key)
    const kind = 'station'
    return nodeAct(`${key}-station`, { kind, parentId, name: `${name}便民利民综合服务站` })
  }
}

function nodeAct(key: string, input: AddNode): Act<AddNode> {
  return { key: `place-${key}`, by: 'zhou', at: null, input }
}

export function communityName(key: CommunityKey): string {
  return must(
    communities.find(([each]) => each === key),
    key,
  )[1]
}
