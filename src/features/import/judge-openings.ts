import type { Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { findOpened } from '../ledger/find-opened.ts'
import { identifyPeople } from '../person/identify-people.ts'
import type { FileRow } from './model.ts'
import { askOf, unknownProblem, whoIsMeant } from './judge-records.ts'
import { labelOf } from './rules/columns.ts'
import { badRow, goodOf, type JudgedRow, type Judging } from './rules/judging.ts'
import { readOpeningRow } from './rules/read-records.ts'

/** Balances brought in from paper: once a person, in the file and in the books. */
export async function judgeOpenings(
  batch: Batch,
  { reading, seen, importerId }: Judging,
  rows: readonly FileRow[],
): Promise<readonly JudgedRow[]> {
  const { tx, sealKeys } = batch.ctx
  const today = civilDateOf(batch.now)
  const read = rows.map((row) => readOpeningRow(row, reading))
  const good = goodOf(read)
  const people = await identifyPeople(
    tx,
    sealKeys,
    good.map(({ value }) => askOf(value.who)),
  )
  const opened = await findOpened(
    tx,
    people.flatMap((list) => list.map(({ personId }) => personId)),
  )
  const byLine = new Map(good.map((row, index) => [row.line, { ...row, index }]))
  return read.map(({ line, problems }): JudgedRow => {
    const row = byLine.get(line)
    if (!row) return badRow(line, problems)
    const { value } = row
    const person = whoIsMeant(value.who, people[row.index] ?? [])
    if (typeof person === 'string') return badRow(line, [unknownProblem(line, value.who, person)])
    const { personId, booksCommunityId: communityId } = person
    const refused = (field: string, reason: string) =>
      badRow(line, [{ line, column: labelOf('openings', field), reason }])
    if (value.openedOn > today) return refused('openedOn', `日期不能晚于今天：${value.openedOn}`)
    if (value.openedOn < '2000-01-01') return refused('openedOn', `日期太早：${value.openedOn}`)
    if (personId === importerId) return refused('name', '不能导入自己的期初余额；请由另一位办理')
    const above = seen.lines.get(`opening ${personId}`)
    if (above !== undefined && above !== line)
      return refused('name', `期初余额每人一次，与第 ${above} 行重复`)
    seen.lines.set(`opening ${personId}`, line)
    if (opened.has(personId)) return refused('name', '期初余额已经记过；有误请用调整')
    const minutes = value.amountMinutes
    return {
      ...{ line, fate: 'ready', problems: [], likely: [], communityId, minutes },
      plan: { kind: 'opening', personId, communityId, row: value },
    }
  })
}
