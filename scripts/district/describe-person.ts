import type { CivilDate } from '../../src/kernel/clock.ts'
import type { RegisterPerson } from '../../src/features/person/register-person.ts'
import { dice } from '../demo/chance.ts'
import { must } from '../demo/stage.ts'
import type { Community, District } from './district.ts'

const surnames = Array.from(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈',
)
const given = Array.from(
  '秀桂玉春淑丽凤小美翠建志国德福永家文海宏伟芳敏静强磊军洋勇艳杰娟涛明超霞平刚华兰梅英红云龙林波辉鹏宇晨欣怡佳浩然婷雪慧琳颖博',
)
const skills = ['文艺', '维修', '法律', '医疗保健', '心理', '就业指导']

type Kind = 'first' | 'second' | 'm' | 's' | 'r'

export type Description = Omit<RegisterPerson, 'memberships' | 'sessionHash'> & {
  readonly home: Community
}

/** Somebody of the district, told by their key alone: the same whenever the story is played. */
export function describePerson(
  key: string,
  where: Community,
  district: District,
  foundedOn: CivilDate,
): Description {
  const kind = (/-(first|second|[msr])\d*$/.exec(key)?.[1] ?? 'r') as Kind
  const age = ageOf(kind, key)
  return {
    name: `${nameOf(key)}（演示）`,
    gender: dice(`${key} gender`, 2) === 0 ? 'female' : 'male',
    bornOn: bornOn(key, age, foundedOn),
    phone: phoneOf(kind, key, where),
    workUnit: kind === 'm' ? `区直机关 ${1 + dice(`${key} unit`, 24)}（演示）` : null,
    livesAlone: kind === 'r' && age >= 65 && dice(`${key} alone`, 4) === 0,
    household: { address: `演示地址 ${1 + dice(`${key} address`, 900)} 号` },
    status: statusOf(kind, age),
    consents: dice(`${key} consents`, 10) < 7 ? ['recording', 'naming'] : ['recording'],
    volunteer: volunteerOf(kind, key),
    home: kind === 'm' ? homeOf(key, where, district) : where,
  }
}

function nameOf(key: string): string {
  const surname = surnames[dice(`${key} surname`, surnames.length)] ?? ''
  const first = given[dice(`${key} given`, given.length)] ?? ''
  const isLong = dice(`${key} length`, 5) > 0
  return surname + first + (isLong ? (given[dice(`${key} second`, given.length)] ?? '') : '')
}

function ageOf(kind: Kind, key: string): number {
  const [from, span] = { first: [26, 24], second: [30, 25], m: [24, 35], s: [18, 52], r: [18, 68] }[
    kind
  ] as [number, number]
  return from + dice(`${key} age`, span)
}

function bornOn(key: string, age: number, foundedOn: CivilDate): CivilDate {
  const [month, day] = [1 + dice(`${key} month`, 12), 1 + dice(`${key} day`, 28)]
  const birthday = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return `${Number(foundedOn.slice(0, 4)) - age - 1}-${birthday}` as CivilDate
}

/** 13800006000 and on, nobody's numbers: those who sign in for the stations have one. */
function phoneOf(kind: Kind, key: string, { index }: Community): string | null {
  if (kind === 'first' || kind === 'second') {
    return `1380000${6_000 + 2 * index + (kind === 'first' ? 0 : 1)}`
  }
  return key.endsWith('-m0') ? `1380000${7_000 + index}` : null
}

function statusOf(kind: Kind, age: number): RegisterPerson['status'] {
  const sinceOn = null
  if (kind === 'm') return { politicalStatus: 'partyMember', partyTie: 'organInService', sinceOn }
  const politicalStatus = age < 28 ? 'leagueMember' : 'masses'
  return { politicalStatus, partyTie: null, sinceOn }
}

function volunteerOf(kind: Kind, key: string): RegisterPerson['volunteer'] {
  if (kind !== 'm' && kind !== 's') return null
  const skill = skills[dice(`${key} skill`, skills.length * 2)]
  return {
    ...{ skills: skill ? [skill] : [], guardianConsent: false },
    recruitment: kind === 'm' ? 'organised' : 'public',
  }
}

/** 报到: they serve where they do not live. */
function homeOf(key: string, { index }: Community, { communities }: District): Community {
  const step = 1 + dice(`${key} home`, communities.length - 1)
  return must(communities[(index + step) % communities.length], 'home')
}
