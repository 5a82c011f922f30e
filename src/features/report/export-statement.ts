import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { formatMinutes, minutes, type Minutes } from '../../kernel/minutes.ts'
import { reasonNames } from '../ledger/messages.ts'
import type { StatementLine, StatementSum } from '../ledger/model.ts'
import { sumStatement } from '../ledger/sum-statement.ts'
import { walkStatement } from '../ledger/walk-statement.ts'
import { findPersons } from '../person/find-persons.ts'
import { mapPages } from './map-pages.ts'
import type { ExportColumn, ExportTable, Period, Row } from './model.ts'
import { dayText } from './rules/period.ts'

const columns: readonly ExportColumn[] = [
  { header: '入账日期', kind: 'date', width: 12, paperWidth: 52 },
  { header: '事由', kind: 'text', width: 30, paperWidth: '*' },
  { header: '存入', kind: 'amount', width: 16, paperWidth: 62 },
  { header: '使用', kind: 'amount', width: 16, paperWidth: 62 },
  { header: '结余', kind: 'amount', width: 16, paperWidth: 70 },
  { header: '存入（分钟）', kind: 'whole', width: 14 },
  { header: '使用（分钟）', kind: 'whole', width: 14 },
  { header: '结余（分钟）', kind: 'whole', width: 14 },
  { header: '账簿第几笔', kind: 'whole', width: 12, paperWidth: 52 },
  { header: '更正第几笔', kind: 'whole', width: 12 },
  { header: '已由第几笔更正', kind: 'whole', width: 16 },
  { header: '发生日期', kind: 'date', width: 12 },
  { header: '入账时间', kind: 'time', width: 17 },
]

function rowOf(line: StatementLine): Row {
  const { changeMinutes, balanceAfterMinutes, sequence, reversesSequence } = line
  const incoming = changeMinutes > 0 ? changeMinutes : null
  const outgoing = changeMinutes < 0 ? minutes(-changeMinutes) : null
  return [
    civilDateOf(line.recordedAt),
    whatOf(line),
    ...amounts(incoming, outgoing, balanceAfterMinutes),
    ...[sequence, reversesSequence, line.reversedBySequence],
    civilDateOf(line.effectiveAt),
    line.recordedAt,
  ]
}

/** What it was, when it happened if that was another day, and which line put it right. */
function whatOf({ reason, changeMinutes, effectiveAt, recordedAt, ...line }: StatementLine) {
  const happenedOn = civilDateOf(effectiveAt)
  const notes = [
    happenedOn === civilDateOf(recordedAt) ? [] : [`${dayText(happenedOn)}发生`],
    line.reversesSequence === null ? [] : [`更正第 ${line.reversesSequence} 笔`],
    line.reversedBySequence === null ? [] : [`已由第 ${line.reversedBySequence} 笔更正`],
  ].flat()
  const name = reasonNames[reason][changeMinutes > 0 ? 'in' : 'out']
  return notes.length === 0 ? name : `${name}（${notes.join('，')}）`
}

/** In words, then in numbers to count with. */
function amounts(incoming: Minutes | null, outgoing: Minutes | null, balance: Minutes): Row {
  const all = [incoming, outgoing, balance]
  return [...all.map((each) => (each === null ? null : formatMinutes(each))), ...all]
}

const NOTHING_MORE: Row = [null, null, null, null, null]

function framed({ openingMinutes, inMinutes, outMinutes, closingMinutes }: StatementSum) {
  return {
    firstRow: [null, '期初结余', ...amounts(null, null, openingMinutes), ...NOTHING_MORE],
    lastRow: [
      ...[null, '合计和期末结余'],
      ...amounts(inMinutes, outMinutes, closingMinutes),
      ...NOTHING_MORE,
    ],
  }
}

/**
 * A person's 储蓄本 in a period: what there was, the lines in the order in which they were written,
 * what came in, went out and is. @throws `ledger.account-not-found`
 */
export async function exportStatement(
  ctx: Ctx,
  input: Period & { readonly communityId: Id; readonly personId: Id },
): Promise<ExportTable> {
  const { personId } = input
  const sum = await sumStatement(ctx, input)
  const lines = await walkStatement(ctx, { ...input, range: sum.range })
  const people = await inRead(ctx, (tx) => findPersons(tx, [personId]))
  return {
    facts: [
      ['储蓄人', people.get(personId)?.name ?? ''],
      ['期初结余', formatMinutes(sum.openingMinutes)],
      ['存入合计', formatMinutes(sum.inMinutes)],
      ['使用合计', formatMinutes(sum.outMinutes)],
      ['期末结余', formatMinutes(sum.closingMinutes)],
      ['笔数', `${sum.lines} 笔`],
    ],
    columns,
    ...framed(sum),
    pages: mapPages(lines, rowOf),
  }
}
