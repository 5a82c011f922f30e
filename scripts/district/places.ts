import { DISTRICT_SCOPE } from '../../src/kernel/ids.ts'
import { instantAt } from '../../src/kernel/clock.ts'
import { addNode, type AddNode } from '../../src/features/person/add-node.ts'
import type { Days } from '../demo/days.ts'
import { perform, type Deed } from '../demo/perform.ts'
import { must, placeOf, playerOf, type Moment, type Stage } from '../demo/stage.ts'
import { subdistricts, type SubdistrictKey } from '../demo/tree.ts'
import { NUMBERED_SUBDISTRICTS, type Community, type District } from './district.ts'

/** After the twelve and their subdistricts: the numbered ones, each community with its station. */
export function founding(district: District, { foundedOn }: Days): Moment[] {
  const others = district.communities.filter(({ named }) => named === null)
  return [
    { at: instantAt(foundedOn, '09:05'), play: (stage, at) => found(stage, at, district, others) },
  ]
}

async function found(
  stage: Stage,
  at: Moment['at'],
  district: District,
  others: readonly Community[],
): Promise<void> {
  async function add(places: readonly (readonly [string, AddNode])[]): Promise<void> {
    const actorId = playerOf(stage, 'zhou').id
    const deeds = places.map(([key, input]): Deed<AddNode> => ({
      ...{ key: `place-${key}`, actorId, scope: DISTRICT_SCOPE, input },
    }))
    const nodes = await perform(stage.ctx, at, addNode, deeds)
    places.forEach(([key], index) => district.nodeIds.set(key, must(nodes[index], key).id))
  }
  const parentOf = (key: string) =>
    subdistricts.some(([each]) => each === key)
      ? placeOf(stage, key as SubdistrictKey)
      : must(district.nodeIds.get(key), key)
  await add(
    Array.from({ length: NUMBERED_SUBDISTRICTS }, (_, n) => {
      const name = `演示${n + 1}街道`
      const parentId = placeOf(stage, 'district')
      return [`numbered-${n + 1}`, { kind: 'subdistrict', parentId, name }]
    }),
  )
  await add(
    others.map(({ key, name, subdistrict }) => [
      key,
      { kind: 'community', parentId: parentOf(subdistrict), name },
    ]),
  )
  await add(
    others.map(({ key, name }) => {
      const parentId = must(district.nodeIds.get(key), key)
      return [`${key}-station`, { kind: 'station', parentId, name: `${name}便民利民综合服务站` }]
    }),
  )
}
