import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { reasonNames } from '../ledger/messages.ts'
import type { StatementLine } from '../ledger/model.ts'
import { walkStatement } from '../ledger/walk-statement.ts'
import { findPersons } from '../person/find-persons.ts'
import { mapPages } from './map-pages.ts'
import type { ExportColumn, ExportTable, Period, Row } from './model.ts'

const columns: readonly ExportColumn[] = [
  { header: '日期', kind: 'date', width: 12 },
  { header: '事由', kind: 'text', width: 18 },
  { header: '存入（分钟）', kind: 'whole', width: 14 },
  { header: '使用（分钟）', kind: 'whole', width: 14 },
  { header: '结余（分钟）', kind: 'whole', width: 14 },
  { header: '账簿第几笔', kind: 'whole', width: 12 },
  { header: '更正第几笔', kind: 'whole', width: 12 },
  { header: '已由第几笔更正', kind: 'whole', width: 16 },
  { header: '入账时间', kind: 'time', width: 17 },
]

function rowOf(line: StatementLine): Row {
  const { changeMinutes } = line
  return [
    civilDateOf(line.effectiveAt),
    reasonNames[line.reason][changeMinutes > 0 ? 'in' : 'out'],
    changeMinutes > 0 ? changeMinutes : null,
    changeMinutes < 0 ? -changeMinutes : null,
    line.balanceAfterMinutes,
    line.sequence,
    line.reversesSequence,
    line.reversedBySequence,
    line.recordedAt,
  ]
}

/** A person's 储蓄本 in a period, newest first as its page shows it. @throws `ledger.account-not-found` */
export async function exportStatement(
  ctx: Ctx,
  input: Period & { readonly communityId: Id; readonly personId: Id },
): Promise<ExportTable> {
  const { personId } = input
  const lines = await walkStatement(ctx, input)
  const people = await inRead(ctx, (tx) => findPersons(tx, [personId]))
  return {
    facts: [['储蓄人', people.get(personId)?.name ?? '']],
    columns,
    pages: mapPages(lines, rowOf),
  }
}
