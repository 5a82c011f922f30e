import { DISTRICT_SCOPE, type Id } from '../../src/kernel/ids.ts'
import { instantAt, plusDays, type CivilDate } from '../../src/kernel/clock.ts'
import { grantRole, type GrantRole } from '../../src/features/person/grant-role.ts'
import { registerPerson, type RegisterPerson } from '../../src/features/person/register-person.ts'
import type { Days } from '../demo/days.ts'
import { perform, type Deed } from '../demo/perform.ts'
import { must, playerOf, type Moment, type Stage } from '../demo/stage.ts'
import { coordinatorOf, nodeOf, somebody, type Community, type District } from './district.ts'
import { describePerson } from './describe-person.ts'
import { shareOf } from './scale.ts'

type Newcomer = { readonly key: string; readonly where: Community }

const BATCH = 1_000
/** The residents who are there from the beginning; the others come month by month. */
export const EARLY_SHARE = 0.6

/** Staff, volunteers and the first residents in the first days, the others month by month. */
export function people(district: District, days: Days): Moment[] {
  const { communities } = district
  const first = days.workdayAfter(days.foundedOn)
  const of = (kind: 'members' | 'social', letter: string) =>
    communities.flatMap((where) => keysOf(where, letter, 0, shareOf(kind, where.index)))
  return [
    { at: instantAt(days.foundedOn, '11:00'), play: appointStaff(district) },
    { at: instantAt(first, '10:00'), play: register(district, of('members', 'm')) },
    { at: instantAt(first, '11:00'), play: appointLeaders(district) },
    { at: instantAt(first, '14:00'), play: register(district, of('social', 's')) },
    ...residentWaves(district, days),
  ]
}

function residentWaves(district: District, days: Days): Moment[] {
  const weekdays = [0, 1, 2, 3, 4].map((n) => plusDays(days.foundedOn, n))
  const early = weekdays.map((day, n): Moment => {
    const those = district.communities.filter(({ index }) => index % weekdays.length === n)
    return {
      at: instantAt(day, '16:00'),
      play: register(
        district,
        those.flatMap((where) => keysOf(where, 'r', 0, earlyResidents(where))),
      ),
    }
  })
  const firsts = days.served.filter((day) => day.endsWith('-05'))
  const later = firsts.map((day, month): Moment => {
    const newcomers = district.communities.flatMap((where) => {
      const [early, all] = [earlyResidents(where), shareOf('residents', where.index)]
      const upTo = (n: number) => early + Math.floor(((all - early) * n) / firsts.length)
      return keysOf(where, 'r', upTo(month), upTo(month + 1))
    })
    return { at: instantAt(day, '15:00'), play: register(district, newcomers) }
  })
  return [...early, ...later]
}

export function earlyResidents({ index }: Community): number {
  return Math.floor(shareOf('residents', index) * EARLY_SHARE)
}

function keysOf(where: Community, letter: string, from: number, until: number): Newcomer[] {
  return Array.from({ length: until - from }, (_, n) => ({
    ...{ key: `${where.key}-${letter}${from + n}`, where },
  }))
}

function register(district: District, newcomers: readonly Newcomer[]): Moment['play'] {
  return async (stage, at) => {
    for (let from = 0; from < newcomers.length; from += BATCH) {
      const some = newcomers.slice(from, from + BATCH)
      await registerSome(
        stage,
        at,
        district,
        some,
        ({ where }) => coordinatorOf(stage, district, where, 0).id,
      )
    }
  }
}

async function registerSome(
  stage: Stage,
  at: Moment['at'],
  district: District,
  newcomers: readonly Newcomer[],
  by: (newcomer: Newcomer) => Id,
): Promise<void> {
  const deeds = newcomers.map((one): Deed<RegisterPerson> => {
    const { home, ...entry } = describePerson(one.key, one.where, district, stage.days.foundedOn)
    const scope = nodeOf(stage, district, one.where)
    const homeId = nodeOf(stage, district, home)
    const memberships: RegisterPerson['memberships'] =
      homeId === scope
        ? [{ kind: 'home', communityId: scope }]
        : [
            { kind: 'home', communityId: homeId },
            { kind: 'assigned', communityId: scope },
          ]
    const input = { ...entry, sessionHash: null, memberships }
    return { key: `register-${one.key}`, actorId: by(one), scope, input }
  })
  const registered = await perform(stage.ctx, at, registerPerson, deeds)
  deeds.forEach(({ input }, index) => {
    const key = must(newcomers[index], 'newcomer').key
    const { personId, booksCommunityId, cardNumber } = must(registered[index], key)
    district.people.set(key, { id: personId, name: input.name, booksCommunityId, cardNumber })
  })
}

function appointStaff(district: District): Moment['play'] {
  return async (stage, at) => {
    const staff = district.communities
      .filter(({ named }) => named === null)
      .flatMap((where) => ['first', 'second'].map((n) => ({ key: `${where.key}-${n}`, where })))
    const administratorId = playerOf(stage, 'zhou').id
    await registerSome(stage, at, district, staff, () => administratorId)
    await grant(stage, at, district, staff, 'coordinator', () => administratorId)
  }
}

/** The first of the members who report in hands in the sheets of the patrol. */
function appointLeaders(district: District): Moment['play'] {
  return async (stage, at) => {
    const leaders = district.communities.flatMap((where) => keysOf(where, 'm', 0, 1))
    await grant(
      stage,
      at,
      district,
      leaders,
      'teamLeader',
      ({ where }) => coordinatorOf(stage, district, where, 0).id,
    )
  }
}

async function grant(
  stage: Stage,
  at: Moment['at'],
  district: District,
  those: readonly Newcomer[],
  role: GrantRole['role'],
  by: (newcomer: Newcomer) => Id,
): Promise<void> {
  const deeds = those.map((one): Deed<GrantRole> => {
    const nodeId = nodeOf(stage, district, one.where)
    const input = { personId: somebody(district, one.key).id, role, nodeId }
    return { key: `grant-${one.key}`, actorId: by(one), scope: DISTRICT_SCOPE, input }
  })
  await perform(stage.ctx, at, grantRole, deeds)
}

/** Whether somebody of the residents is there on a day: they come in the order of their numbers. */
export function residentsOn(where: Community, days: Days, day: CivilDate): number {
  const firsts = days.served.filter((each) => each.endsWith('-05'))
  const [early, all] = [earlyResidents(where), shareOf('residents', where.index)]
  const months = firsts.filter((each) => each < day).length
  if (firsts.length === 0) return early
  return early + Math.floor(((all - early) * months) / firsts.length)
}
