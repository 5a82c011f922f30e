import type { Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { findMemberships, membershipKey } from '../person/find-memberships.ts'
import { findVolunteers } from '../person/find-persons.ts'
import { identifyPeople } from '../person/identify-people.ts'
import type { FileRow } from './model.ts'
import { askOf, unknownProblem, whoIsMeant } from './judge-records.ts'
import { labelOf } from './rules/columns.ts'
import { badRow, goodOf, type JudgedRow, type Judging } from './rules/judging.ts'
import { readMembershipRow } from './rules/read-people.ts'

/** Ties of known people to communities, as adding each by itself would judge them. */
export async function judgeMemberships(
  batch: Batch,
  { reading, places, seen }: Judging,
  rows: readonly FileRow[],
): Promise<readonly JudgedRow[]> {
  const { tx, sealKeys } = batch.ctx
  const today = civilDateOf(batch.now)
  const read = rows.map((row) => readMembershipRow(row, reading, places))
  const good = goodOf(read)
  const people = await identifyPeople(
    tx,
    sealKeys,
    good.map(({ value }) => askOf(value.who)),
  )
  const ids = people.flatMap((list) => list.map(({ personId }) => personId))
  const [open, volunteers] = await Promise.all([findMemberships(tx, ids), findVolunteers(tx, ids)])
  const byLine = new Map(good.map((row, index) => [row.line, { ...row, index }]))
  return read.map(({ line, problems }): JudgedRow => {
    const row = byLine.get(line)
    if (!row) return badRow(line, problems)
    const { value } = row
    const person = whoIsMeant(value.who, people[row.index] ?? [])
    if (typeof person === 'string') return badRow(line, [unknownProblem(line, value.who, person)])
    const { personId } = person
    const refused = (field: string, reason: string) =>
      badRow(line, [{ line, column: labelOf('memberships', field), reason }])
    if (value.sinceOn !== null && value.sinceOn > today) {
      return refused('sinceOn', `日期不能晚于今天：${value.sinceOn}`)
    }
    if (value.kind === 'serving' && !volunteers.has(personId)) {
      return refused('membershipKind', '还没有登记为志愿者，不能登记服务归属')
    }
    const key = membershipKey(value)
    const above = seen.lines.get(`${personId} ${key}`)
    if (above !== undefined && above !== line) return refused('community', `与第 ${above} 行重复`)
    seen.lines.set(`${personId} ${key}`, line)
    const { communityId } = value
    const found = { line, problems: [], likely: [], communityId, minutes: 0 }
    if (open.get(personId)?.has(key)) return { ...found, fate: 'known', plan: null }
    return { ...found, fate: 'ready', plan: { kind: 'membership', personId, row: value } }
  })
}
