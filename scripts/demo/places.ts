import { instantAt } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { addNode, type AddNode } from '../../src/features/person/add-node.ts'
import { loadTree } from '../../src/features/person/load-tree.ts'
import { makeAdministrator } from '../../src/features/person/make-administrator.ts'
import { cast, nameOf } from './cast.ts'
import type { Days } from './days.ts'
import { communities, DISTRICT, subdistricts, type PlaceKey } from './tree.ts'
import { must, perform, placeOf, play, type Act, type Moment, type Stage } from './stage.ts'

/** A district with its first administrator, the subdistricts, the communities and their stations. */
export function founding({ foundedOn }: Days): Moment[] {
  return [{ at: instantAt(foundedOn, '09:00'), play: found }]
}

const found: Moment['play'] = async (stage, at) => {
  const phone = must(cast.zhou.phone ?? undefined, 'phone')
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
    subdistricts.map(([key, name, ...aliases]) => {
      const node = { kind: 'subdistrict', parentId: districtId, name, aliases } as const
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
