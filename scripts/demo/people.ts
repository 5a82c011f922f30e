import { instantAt, type CivilDate } from '../../src/kernel/clock.ts'
import { allowSavings } from '../../src/features/person/allow-savings.ts'
import { grantRole, type GrantRole } from '../../src/features/person/grant-role.ts'
import { registerPerson, type RegisterPerson } from '../../src/features/person/register-person.ts'
import { verifyRelation } from '../../src/features/person/verify-relation.ts'
import {
  booksOf,
  cast,
  coordinators,
  couples,
  nameOf,
  neighbourKeys,
  staffKeys,
  type CastMember,
  type PersonKey,
} from './cast.ts'
import { dice } from './chance.ts'
import type { Days } from './days.ts'
import type { PlaceKey } from './tree.ts'
import {
  must,
  perform,
  placeOf,
  play,
  playerOf,
  type Act,
  type Moment,
  type Stage,
} from './stage.ts'

/** Staff first, then the neighbours whom they register, then what ties some of them. */
export function people({ foundedOn, workdayAfter }: Days): Moment[] {
  const next = workdayAfter(foundedOn)
  return [
    { at: instantAt(foundedOn, '10:00'), play: registerStaff },
    { at: instantAt(foundedOn, '10:30'), play: grantStaff },
    { at: instantAt(next, '09:30'), play: registerNeighbours },
    { at: instantAt(next, '15:00'), play: moveTogether },
    { at: instantAt(next, '15:30'), play: tieCouple },
    { at: instantAt(next, '16:00'), play: grantLeaders },
  ]
}

const registerStaff: Moment['play'] = (stage, at) =>
  register(
    stage,
    at,
    staffKeys.filter((key) => key !== 'zhou'),
    () => 'zhou',
  )

const registerNeighbours: Moment['play'] = (stage, at) =>
  register(
    stage,
    at,
    neighbourKeys.filter((key) => couples[key] === undefined),
    registrarOf,
  )

const moveTogether: Moment['play'] = (stage, at) =>
  register(
    stage,
    at,
    neighbourKeys.filter((key) => couples[key] !== undefined),
    registrarOf,
  )

function registrarOf(key: PersonKey): PersonKey {
  return coordinators[booksOf(cast[key])][0]
}

async function register(
  stage: Stage,
  at: Parameters<Moment['play']>[1],
  keys: readonly PersonKey[],
  by: (key: PersonKey) => PersonKey,
): Promise<void> {
  const acts = keys.map((key) => ({
    ...{ key: `register-${key}`, by: by(key), at: booksOf(cast[key]) },
    input: registrationOf(stage, key),
  }))
  const registered = await perform(stage, at, registerPerson, acts)
  keys.forEach((key, index) => {
    const { personId, booksCommunityId, cardNumber } = must(registered[index], key)
    stage.players.set(key, { id: personId, name: nameOf(key), booksCommunityId, cardNumber })
  })
}

function registrationOf(stage: Stage, key: PersonKey): RegisterPerson {
  const one: CastMember = cast[key]
  const home = { communityId: placeOf(stage, one.home), kind: 'home' } as const
  const { reportsTo, status } = one
  const assigned = reportsTo && {
    communityId: placeOf(stage, reportsTo),
    kind: 'assigned' as const,
  }
  return {
    sessionHash: null,
    name: nameOf(key),
    gender: one.gender,
    bornOn: bornOn(key, stage.days.foundedOn),
    phone: one.phone,
    workUnit: one.workUnit ?? null,
    livesAlone: one.livesAlone ?? false,
    household: householdOf(stage, key),
    memberships: assigned ? [home, assigned] : [home],
    status: status ? { politicalStatus: status[0], partyTie: status[1], sinceOn: null } : null,
    consents: ['recording', ...(one.consents ?? [])],
    volunteer: one.skills
      ? { skills: one.skills, recruitment: recruitmentOf(one), guardianConsent: one.age < 18 }
      : null,
  }
}

function householdOf(stage: Stage, key: PersonKey): RegisterPerson['household'] {
  const other = key in couples ? couples[key as keyof typeof couples] : undefined
  if (other) return { withPersonId: playerOf(stage, other).id }
  return { address: `演示地址 ${1 + dice(`${key} address`, 400)} 号` }
}

/** Party members come through their organisation, neighbours answer the notice at the station. */
function recruitmentOf({ workUnit }: CastMember) {
  return workUnit ? ('organised' as const) : ('public' as const)
}

/** So many years old when the district begins. */
function bornOn(key: PersonKey, foundedOn: CivilDate): CivilDate {
  const [month, day] = [1 + dice(`${key} month`, 12), 1 + dice(`${key} day`, 28)]
  const birthday = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const isAhead = birthday > foundedOn.slice(5)
  const year = Number(foundedOn.slice(0, 4)) - cast[key].age - (isAhead ? 1 : 0)
  return `${year}-${birthday}` as CivilDate
}

const grantStaff: Moment['play'] = async (stage, at) => {
  const keys = staffKeys.filter((key) => key !== 'zhou')
  await perform(
    stage,
    at,
    grantRole,
    keys.map((key) => grantAct(stage, key, 'zhou')),
  )
}

const grantLeaders: Moment['play'] = async (stage, at) => {
  const keys = neighbourKeys.filter((key) => cast[key].role !== undefined)
  await perform(
    stage,
    at,
    grantRole,
    keys.map((key) => grantAct(stage, key, registrarOf(key))),
  )
}

function grantAct(stage: Stage, key: PersonKey, by: PersonKey): Act<GrantRole> {
  const one = cast[key]
  const role = must(one.role, `role of ${key}`)
  const inCommunity = role === 'coordinator' || role === 'teamLeader'
  const where: PlaceKey = inCommunity ? booksOf(one) : 'district'
  const input = { personId: playerOf(stage, key).id, role, nodeId: placeOf(stage, where) }
  return { key: `grant-${key}`, by, at: inCommunity ? where : null, input }
}

/** Husband and wife on one phone; she may use what he has saved. */
const tieCouple: Moment['play'] = async (stage, at) => {
  const [zhao, sun] = [playerOf(stage, 'zhao').id, playerOf(stage, 'sun').id]
  await play(stage, at, verifyRelation, {
    ...{ key: 'couple', by: 'chen', at: 'dianjian' },
    input: { personId: zhao, relativeId: sun, kind: 'spouse' },
  })
  await play(stage, at, allowSavings, {
    ...{ key: 'couple-savings', by: 'zhao', at: 'dianjian' },
    input: { personId: zhao, relativeId: sun, allowed: true },
  })
}
