import type { Id } from '../../src/kernel/ids.ts'
import type { CivilDate, Instant } from '../../src/kernel/clock.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { coordinators } from '../demo/cast.ts'
import { must, playerOf, placeOf, type Player, type Stage } from '../demo/stage.ts'
import { communities as named, subdistricts, type CommunityKey } from '../demo/tree.ts'
import type { Scale } from './scale.ts'

/** 新华路街道 and six more are named; these are numbered. */
export const NUMBERED_SUBDISTRICTS = 13

export type Community = {
  readonly index: number
  readonly key: string
  readonly name: string
  /** Of the numbered ones only: where it lies in the tree. */
  readonly subdistrict: string
  /** One of the twelve, of which the small story tells too. */
  readonly named: CommunityKey | null
}

/** A record that waits for a round; `at` is when it was handed in. */
export type Waiting = RecordKey & {
  readonly at: Instant
  readonly servedAt: Community
  readonly enteredById: Id
  /** It came in with a visit of the desk. */
  readonly visit?: true
}

/** The large district: what the plan says of it, and who is who once the story has told. */
export type District = {
  readonly scale: Scale
  readonly communities: readonly Community[]
  readonly nodeIds: Map<string, Id>
  readonly people: Map<string, Player>
  readonly waiting: Waiting[]
}

export function planDistrict(scale: Scale): District {
  const theTwelve = named.map(([key, name, subdistrict], index): Community => {
    return { index, key: `d${index + 1}`, name, subdistrict, named: key }
  })
  const others = Array.from({ length: scale.communities - named.length }, (_, n): Community => {
    const index = named.length + n
    const key = `d${index + 1}`
    return { index, key, name: `演示${index + 1}社区`, subdistrict: subdistrictOf(n), named: null }
  })
  return {
    ...{ scale, communities: [...theTwelve, ...others] },
    ...{ nodeIds: new Map(), people: new Map(), waiting: [] },
  }
}

function subdistrictOf(n: number): string {
  const turn = n % (subdistricts.length + NUMBERED_SUBDISTRICTS)
  return subdistricts[turn]?.[0] ?? `numbered-${turn - subdistricts.length + 1}`
}

export function nodeOf(stage: Stage, { nodeIds }: District, { key, named }: Community): Id {
  return named ? placeOf(stage, named) : must(nodeIds.get(key), key)
}

export function somebody({ people }: District, key: string): Player {
  return must(people.get(key), key)
}

/** Two at every station, as in the small story. */
export function coordinatorOf(
  stage: Stage,
  district: District,
  { key, named }: Community,
  which: 0 | 1,
): Player {
  if (named) return playerOf(stage, coordinators[named][which])
  return somebody(district, `${key}-${which === 0 ? 'first' : 'second'}`)
}

/** Days since the first of 1970, for turns that come round evenly. */
export function dayNumber(day: CivilDate): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000)
}
