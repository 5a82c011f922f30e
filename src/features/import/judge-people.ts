import type { Tx } from '../../db/client.ts'
import type { Batch } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { isRefusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findMemberships, membershipKey } from '../person/find-memberships.ts'
import { findVolunteers } from '../person/find-persons.ts'
import { findLikelyPeople, type LikelyMatch } from '../person/find-likely-people.ts'
import { booksCommunityOf, decideRegistration, type MembershipAt } from '../person/rules.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicyValues } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'
import { reasonOf } from './messages.ts'
import type { DuplicateChoice, FileRow, LikelyPerson, RowProblem } from './model.ts'
import { badRow, goodOf, type JudgedRow, type Judging, type Plan } from './rules/judging.ts'
import { labelOf } from './rules/columns.ts'
import { readPersonRow, type PersonRow, type RowOf } from './rules/read-people.ts'

type Good = { readonly line: number; readonly value: PersonRow; readonly at: MembershipAt[] }

/** A roster: who is new, who is known already, and who may be somebody known. */
export async function judgePeople(
  batch: Batch,
  judging: Judging,
  rows: readonly FileRow[],
): Promise<readonly JudgedRow[]> {
  const read = rows.map((row) => readPersonRow(row, judging.reading, judging.places))
  const today = civilDateOf(batch.now)
  const ages = policyAt(await loadPolicies(batch.ctx), 'ages', today)
  const checked = read.map((row) => checkRow(row, judging, ages, today))
  const good = goodOf(checked).map((row) => ({ ...row, at: membershipsOf(row.value) }))
  const matches = await findLikelyPeople(
    batch.ctx.tx,
    batch.ctx.sealKeys,
    good.map(({ value, at }) => ({ ...value, communityId: booksCommunityOf(at) ?? '' })),
  )
  const byLine = new Map(good.map((row, n) => [row.line, { row, likely: matches[n] ?? [] }]))
  const judged = checked.map((row) => {
    const found = byLine.get(row.line)
    return found ? fateOf(judging, found.row, found.likely) : badRow(row.line, row.problems)
  })
  return withMissing(batch.ctx.tx, judged)
}

export function membershipsOf({ homeId, assignedId }: PersonRow): MembershipAt[] {
  const at: MembershipAt[] = []
  if (homeId !== null) at.push({ communityId: homeId, kind: 'home' })
  if (assignedId !== null) at.push({ communityId: assignedId, kind: 'assigned' })
  return at
}

function checkRow(
  row: RowOf<PersonRow>,
  judging: Judging,
  ages: PolicyValues['ages'],
  today: CivilDate,
): RowOf<PersonRow> {
  const { value } = row
  if (!value) return row
  const problems: RowProblem[] = []
  const refuse = (field: string, reason: string) =>
    problems.push({ line: row.line, column: labelOf('people', field), reason })
  for (const field of ['registeredOn', 'cardOn'] as const) {
    const day = value[field]
    if (day !== null && day > today) refuse(field, `日期不能晚于今天：${day}`)
    if (day !== null && value.bornOn !== null && day <= value.bornOn) {
      refuse(field, `日期早于出生日期：${day}`)
    }
  }
  const registration = decideRegistration(
    {
      ...value,
      memberships: membershipsOf(value),
      consents: ['recording'],
      bySelf: false,
    },
    ages,
    today,
  )
  if (isRefusal(registration)) refuse(columnOf(registration.error.code), reasonOf(registration))
  for (const twin of twinsOf(row.line, value, judging)) refuse(twin.field, twin.reason)
  return problems.length > 0 ? { line: row.line, problems, value: null } : row
}

function columnOf(code: string): string {
  if (code.endsWith('guardian-consent-missing')) return 'guardianConsent'
  return code.endsWith('membership-needed') ? 'community' : 'bornOn'
}

/** Lines above that say the same person or number; a good line is remembered for those below. */
function twinsOf(line: number, row: PersonRow, { seen }: Judging) {
  const { name, phone, bornOn, cardNumber, certificateNumber } = row
  const keys = [
    { field: 'cardNumber', key: cardNumber && `card ${cardNumber}`, what: '服务卡号' },
    {
      field: 'certificateNumber',
      key: certificateNumber && `certificate ${certificateNumber}`,
      what: '注册登记证号',
    },
    { field: 'phone', key: phone && `phone ${phone} ${name}`, what: '姓名和手机号' },
    { field: 'bornOn', key: bornOn && !phone && `born ${bornOn} ${name}`, what: '姓名和出生日期' },
  ]
  const twins = keys.flatMap(({ field, key, what }) => {
    const other = key ? seen.lines.get(key) : undefined
    return other === undefined || other === line
      ? []
      : [{ field, reason: `与第 ${other} 行的${what}相同` }]
  })
  if (twins.length === 0) for (const { key } of keys) if (key) seen.lines.set(key, line)
  return twins
}

function fateOf(judging: Judging, good: Good, matches: readonly LikelyMatch[]): JudgedRow {
  const { line, value, at } = good
  const communityId = booksCommunityOf(at) ?? null
  const register: JudgedRow = {
    ...{ line, problems: [], likely: [], communityId, minutes: 0, fate: 'ready' },
    plan: { kind: 'person', row: value },
  }
  const [first] = matches
  if (!first) return register
  const numbered = matches.filter(({ why }) => why === 'card' || why === 'certificate')
  const [holder] = numbered
  if (holder) {
    const sure = numbered.every((one) => one.personId === holder.personId)
    if (sure && holder.name === value.name) return completed(good, holder.personId, communityId)
    const field = holder.why === 'card' ? 'cardNumber' : 'certificateNumber'
    const column = labelOf('people', field)
    return badRow(line, [{ line, column, reason: `${column}已是另一个人的；请核对` }])
  }
  const choice = judging.options.decisions[String(line)] ?? judging.options.duplicates
  const likely = [...new Map(matches.map((one) => [one.personId, one])).values()]
  return decided(judging, { good, likely, register, communityId }, choice)
}

function decided(
  judging: Judging,
  {
    good,
    likely,
    register,
    communityId,
  }: {
    good: Good
    likely: readonly LikelyMatch[]
    register: JudgedRow
    communityId: Id | null
  },
  choice: DuplicateChoice | null,
): JudgedRow {
  const { line } = good
  const shown: LikelyPerson[] = likely.map((one) => ({
    personId: one.personId,
    name: one.name,
    bornOn: one.bornOn,
    communityName: judging.places.nameOf(one.communityId),
  }))
  if (choice === 'new') return { ...register, likely: shown }
  const open = { ...register, plan: null, likely: shown }
  if (choice === null) return { ...open, fate: 'undecided' }
  if (choice === 'skip') return { ...open, fate: 'skipped' }
  const [first, second] = likely
  if (first && (!second || first.why !== second.why)) {
    return { ...completed(good, first.personId, communityId), likely: shown }
  }
  const reason = '有几个可能的人，说不准是哪一位；请填服务卡号'
  return badRow(line, [{ line, column: labelOf('people', 'name'), reason }])
}

type Completion = Extract<Plan, { readonly kind: 'complete' }>

function completed({ line, value, at }: Good, personId: Id, communityId: Id | null): JudgedRow {
  const plan: Completion = {
    ...{ kind: 'complete', personId, row: value, memberships: at, enrols: value.isVolunteer },
  }
  return { line, fate: 'known', problems: [], likely: [], communityId, minutes: 0, plan }
}

/** Of somebody known only what the books lack is written; a row without that is known. */
async function withMissing(tx: Tx, judged: readonly JudgedRow[]): Promise<readonly JudgedRow[]> {
  const ids = judged.flatMap(({ plan }) => (plan?.kind === 'complete' ? [plan.personId] : []))
  if (ids.length === 0) return judged
  const [open, volunteers] = await Promise.all([findMemberships(tx, ids), findVolunteers(tx, ids)])
  return judged.map((row) => {
    if (row.plan?.kind !== 'complete') return row
    const { plan } = row
    const held = open.get(plan.personId) ?? new Set()
    const memberships = plan.memberships.filter((one) => !held.has(membershipKey(one)))
    const enrols = plan.enrols && !volunteers.has(plan.personId)
    if (memberships.length === 0 && !enrols) return { ...row, fate: 'known', plan: null }
    return { ...row, fate: 'ready', plan: { ...plan, memberships, enrols } }
  })
}
