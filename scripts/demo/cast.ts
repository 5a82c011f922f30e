import type {
  ConsentKind,
  Gender,
  PartyTie,
  PoliticalStatus,
  Role,
} from '../../src/features/person/model.ts'
import {
  attendingCast,
  otherCast,
  otherNeighbours,
  otherStaff,
  type AttendingKey,
  type OtherKey,
} from './cast-others.ts'
import { communities, otherCommunities, type CommunityKey, type OtherCommunity } from './tree.ts'

export type CastMember = {
  readonly name: string
  /** 1380000xxxx: nobody's number. A couple shares one; null for residents who gave none. */
  readonly phone: string | null
  readonly gender: Gender
  readonly age: number
  readonly home: CommunityKey
  /** 报到: serves here and keeps the books here, lives elsewhere. */
  readonly reportsTo?: CommunityKey
  readonly status?: readonly [PoliticalStatus, PartyTie | null]
  readonly workUnit?: string
  /** What is granted beyond what comes with belonging to a community. */
  readonly role?: Exclude<Role, 'resident' | 'volunteer'>
  /** With these skills, maybe none; not there: a resident who is no volunteer. */
  readonly skills?: readonly string[]
  readonly livesAlone?: boolean
  readonly consents?: readonly ConsentKind[]
}

const member = ['partyMember', 'organInService'] as const
const retiredMember = ['partyMember', 'retired'] as const
const masses = ['masses', null] as const
const league = ['leagueMember', null] as const

const named = { consents: ['naming', 'messages'] } as const
const shown = { consents: ['naming', 'board', 'messages'] } as const

/** Who runs the district and its stations. */
const staff = {
  zhou: person('周明远', '0001', 'male', 48, 'xinhua', { role: 'districtAdministrator' }),
  wu: person('吴雅琴', '0002', 'female', 41, 'xinhua', { role: 'districtAdministrator' }),
  zheng: person('郑国栋', '0003', 'male', 52, 'jinianta', { role: 'supervisor' }),
  feng: person('冯静', '0004', 'female', 36, 'dianjian', { role: 'auditor' }),
  chen: person('陈慧', '1001', 'female', 39, 'dianjian', { role: 'coordinator', status: member }),
  luo: person('罗建军', '1002', 'male', 45, 'dianjian', { role: 'coordinator' }),
  song: person('宋丽萍', '2001', 'female', 43, 'fengqi', { role: 'coordinator', status: member }),
  xie: person('谢东', '2002', 'male', 31, 'fengqi', { role: 'coordinator' }),
  han: person('韩雪', '3001', 'female', 34, 'jinianta', { role: 'coordinator' }),
  cao: person('曹志刚', '3002', 'male', 50, 'jinianta', { role: 'coordinator', status: member }),
  lu: person('卢芳', '4001', 'female', 37, 'xinhua', { role: 'coordinator' }),
  su: person('苏伟', '4002', 'male', 29, 'xinhua', { role: 'coordinator' }),
} as const

/** Volunteers and residents; `liu` is the one who brings ten. */
const neighbours = {
  liu: person('刘玉梅', '1101', 'female', 62, 'dianjian', {
    ...{ status: retiredMember, skills: ['文艺'], role: 'teamLeader', ...shown },
  }),
  zhang: person('张志强', '1102', 'male', 44, 'xinhua', {
    ...{ status: member, workUnit: '区直机关（演示）', reportsTo: 'dianjian' },
    ...{ skills: ['就业指导'], ...shown },
  }),
  li: person('李晓燕', '1103', 'female', 38, 'dianjian', { status: masses, skills: [], ...named }),
  huang: person('黄家豪', '1104', 'male', 22, 'dianjian', { status: league, skills: [], ...named }),
  he: person('何秀珍', '1105', 'female', 66, 'dianjian', { status: masses, skills: [], ...shown }),
  tang: person('唐国华', '1106', 'male', 58, 'dianjian', { status: masses, skills: ['维修'] }),
  yang: person('杨婷婷', '1107', 'female', 17, 'dianjian', { status: league, skills: [] }),
  zhao: person('赵德福', '1201', 'male', 79, 'dianjian', { status: masses }),
  sun: person('孙桂英', '1201', 'female', 77, 'dianjian', { status: masses }),
  tian: person('田春兰', '1203', 'female', 71, 'dianjian', { status: masses, livesAlone: true }),
  jiang: person('蒋大勇', '1204', 'male', 45, 'dianjian', { status: masses }),
  peng: person('彭建国', '2101', 'male', 55, 'fengqi', {
    ...{ status: ['partyMember', 'residence'], skills: [], ...shown },
  }),
  deng: person('邓小林', '2102', 'male', 30, 'fengqi', { status: masses, skills: [], ...named }),
  zeng: person('曾丽', '2103', 'female', 41, 'fengqi', { status: masses, skills: [] }),
  pan: person('潘桂芳', '2201', 'female', 72, 'fengqi', { status: masses, livesAlone: true }),
  xu: person('许文静', '3101', 'female', 34, 'jinianta', {
    ...{ status: member, workUnit: '区直机关（演示）', skills: ['法律'], ...shown },
  }),
  shen: person('沈国平', '3102', 'male', 28, 'jinianta', {
    ...{ status: ['probationaryMember', 'otherInService'], skills: [], role: 'teamLeader' },
    ...named,
  }),
  ma: person('马晓红', '3103', 'female', 50, 'jinianta', { status: masses, skills: [], ...named }),
  ren: person('任军', '3104', 'male', 47, 'jinianta', { status: masses, skills: [] }),
  jiangShu: person('姜淑芬', '3201', 'female', 70, 'jinianta', { status: masses }),
  cai: person('蔡永明', '4101', 'male', 66, 'xinhua', {
    ...{ status: retiredMember, skills: [], ...shown },
  }),
  yuan: person('袁莉', '4102', 'female', 44, 'xinhua', {
    ...{ status: masses, skills: ['医疗保健'], ...named },
  }),
  xia: person('夏天宇', '4103', 'male', 20, 'xinhua', { status: league, skills: [], ...named }),
  shi: person('石凤英', '4201', 'female', 75, 'xinhua', { status: masses }),
} as const

const attending = attendingCast(communities.map(([key]) => key))

export type StaffKey = keyof typeof staff | OtherKey
export type NeighbourKey = keyof typeof neighbours | OtherKey | AttendingKey
export type PersonKey = StaffKey | NeighbourKey

export const cast: Readonly<Record<PersonKey, CastMember>> = {
  ...{ ...staff, ...neighbours },
  ...{ ...otherCast, ...attending },
}

export const staffKeys: readonly StaffKey[] = [
  ...(Object.keys(staff) as readonly StaffKey[]),
  ...otherStaff,
]
export const neighbourKeys: readonly NeighbourKey[] = [
  ...(Object.keys(neighbours) as readonly NeighbourKey[]),
  ...otherNeighbours,
  ...(Object.keys(attending) as readonly AttendingKey[]),
]

/** Who moved in with somebody of the cast; everybody else has a home of their own. */
export const couples: Readonly<Partial<Record<NeighbourKey, NeighbourKey>>> = { sun: 'zhao' }

/** Two at every station: nobody approves what they entered, and acts of two people have two. */
export const coordinators: Readonly<Record<CommunityKey, readonly [StaffKey, StaffKey]>> = {
  dianjian: ['chen', 'luo'],
  fengqi: ['song', 'xie'],
  jinianta: ['han', 'cao'],
  xinhua: ['lu', 'su'],
  ...(Object.fromEntries(
    otherCommunities.map((key) => [key, [`${key}-first`, `${key}-second`]]),
  ) as unknown as Record<OtherCommunity, readonly [OtherKey, OtherKey]>),
}

function person(
  name: string,
  lastDigits: string,
  gender: Gender,
  age: number,
  home: CommunityKey,
  more: Omit<CastMember, 'name' | 'phone' | 'gender' | 'age' | 'home'>,
): CastMember {
  return { name, phone: `1380000${lastDigits}`, gender, age, home, ...more }
}

/** As it is registered and shown everywhere: nobody takes it for a real person's. */
export function nameOf(key: PersonKey): string {
  return `${cast[key].name}（演示）`
}

/** The community that keeps the books. */
export function booksOf({ home, reportsTo }: CastMember): CommunityKey {
  return reportsTo ?? home
}
