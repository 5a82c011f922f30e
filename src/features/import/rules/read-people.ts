import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { FileRow, RowProblem } from '../model.ts'
import {
  membershipKinds,
  type Gender,
  type MembershipKind,
  type PartyTie,
  type PoliticalStatus,
} from '../../person/model.ts'
import type { Places } from './places.ts'
import { readWord, readYes } from './read-cells.ts'
import { makeRowReader, type Reading, type RowReader } from './read-row.ts'

/** Whom a row means: a card says more than a name. */
export type Who = {
  readonly cardNumber: string | null
  readonly name: string | null
  readonly phone: string | null
}

export type RowOf<T> = {
  readonly line: number
  readonly problems: readonly RowProblem[]
  /** Only where nothing is wrong. */
  readonly value: T | null
}

export type PersonRow = {
  readonly name: string
  readonly gender: Gender | null
  readonly bornOn: CivilDate | null
  readonly phone: string | null
  readonly homeId: Id | null
  readonly assignedId: Id | null
  readonly politicalStatus: PoliticalStatus | null
  readonly partyTie: PartyTie | null
  readonly workUnit: string | null
  readonly address: string | null
  readonly isVolunteer: boolean
  readonly skills: readonly string[]
  readonly registeredOn: CivilDate | null
  readonly certificateNumber: string | null
  readonly cardNumber: string | null
  readonly cardOn: CivilDate | null
  readonly guardianConsent: boolean
}

export type MembershipRow = {
  readonly who: Who
  readonly communityId: Id
  readonly kind: MembershipKind
  readonly sinceOn: CivilDate | null
}

const genders: Readonly<Record<Gender, readonly string[]>> = {
  female: ['女', '女性', 'F'],
  male: ['男', '男性', 'M'],
}

const politicalStatuses: Readonly<Record<PoliticalStatus, readonly string[]>> = {
  partyMember: ['党员', '中共党员', '正式党员', '共产党员', '中国共产党党员'],
  probationaryMember: ['预备党员', '中共预备党员'],
  leagueMember: ['团员', '共青团员', '中国共青团员'],
  masses: ['群众', '普通群众', '普通居民'],
}

const partyTies: Readonly<Record<PartyTie, readonly string[]>> = {
  organInService: ['机关在职', '机关', '在职党员', '机关事业单位', '机关在职党员'],
  otherInService: ['其他在职', '企业在职', '其他在职党员', '企业'],
  retired: ['退休', '离退休', '退休党员', '离退休党员'],
  residence: ['居住地', '社区', '居住地党员', '社区党员'],
}

const kinds: Readonly<Record<MembershipKind, readonly string[]>> = {
  home: ['居住', '居住地', '常住', '户籍', '住'],
  assigned: ['报到', '双报到', '在职报到', '报到党员'],
  serving: ['服务', '志愿服务', '在此服务'],
}

const MOST_SKILLS = 20

export function readPersonRow(row: FileRow, reading: Reading, places: Places): RowOf<PersonRow> {
  const reader = makeRowReader(row, reading)
  const person = {
    name: reader.need('name', reader.text('name', 60)) ?? '',
    gender: reader.as('gender', (cell) => readWord(cell, genders)),
    bornOn: reader.date('bornOn'),
    phone: reader.phone('phone'),
    homeId: readPlace(reader, places, 'community'),
    assignedId: readPlace(reader, places, 'assigned'),
    politicalStatus: reader.as('politicalStatus', (cell) => readWord(cell, politicalStatuses)),
    partyTie: reader.as('partyTie', (cell) => readWord(cell, partyTies)),
    workUnit: reader.text('workUnit', 100),
    address: reader.text('address', 200),
    skills: readSkills(reader),
    registeredOn: reader.date('registeredOn'),
    certificateNumber: reader.number('certificateNumber'),
    cardNumber: reader.number('cardNumber'),
    cardOn: reader.date('cardOn'),
    guardianConsent: reader.as('guardianConsent', readYes) ?? false,
  }
  const saidVolunteer = reader.as('volunteer', readYes)
  const hasNumbers = person.certificateNumber !== null || person.cardNumber !== null
  if (saidVolunteer === false && hasNumbers) {
    reader.refuse('volunteer', '写了“否”，又有服务卡号或登记证号；请核对')
  }
  if (person.homeId === null && person.assignedId === null) {
    if (!reader.has('community') && !reader.has('assigned')) reader.need('community', null)
  }
  if (person.partyTie !== null && person.politicalStatus === null) {
    reader.refuse('politicalStatus', '写了党组织关系，也要写政治面貌')
  }
  return finished(reader, { ...person, isVolunteer: saidVolunteer ?? hasNumbers })
}

function readSkills(reader: RowReader): readonly string[] {
  const skills = (reader.text('skills', 400) ?? '').split(/[、，,;；/\s]+/).filter(Boolean)
  const tooLong = skills.find((skill) => [...skill].length > 20)
  if (tooLong) reader.refuse('skills', `一项技能最多 20 个字：${tooLong}`)
  if (skills.length > MOST_SKILLS) reader.refuse('skills', `技能最多 ${MOST_SKILLS} 项`)
  return [...new Set(skills)]
}

export function readMembershipRow(
  row: FileRow,
  reading: Reading,
  places: Places,
): RowOf<MembershipRow> {
  const reader = makeRowReader(row, reading)
  const who = readWho(reader)
  const communityId = reader.need('community', readPlace(reader, places, 'community'))
  const kind = reader.need(
    'membershipKind',
    reader.as('membershipKind', (cell) => readWord(cell, kinds)),
  )
  const sinceOn = reader.date('sinceOn')
  return finished(reader, {
    who,
    communityId: communityId ?? '',
    kind: kind ?? membershipKinds[0],
    sinceOn,
  })
}

export function readWho(reader: RowReader): Who {
  const who = {
    cardNumber: reader.number('cardNumber'),
    name: reader.text('name', 60),
    phone: reader.phone('phone'),
  }
  const isFlawed = reader.problems.length > 0
  if (isFlawed || who.cardNumber !== null || (who.name !== null && who.phone !== null)) return who
  const reason = '认不出是谁：请填服务卡号，或姓名和手机号'
  reader.refuse(who.name === null ? 'name' : 'phone', reason)
  return who
}

export function readPlace(reader: RowReader, places: Places, field: string): Id | null {
  const subdistrict = reader.text('subdistrict', 60)
  return reader.as(field, (cell) => {
    const within = field === 'assigned' ? null : subdistrict
    return places.find(cell, within)
  })
}

export function finished<T>(reader: RowReader, value: T): RowOf<T> {
  const isGood = reader.problems.length === 0
  return { line: reader.line, problems: reader.problems, value: isGood ? value : null }
}
