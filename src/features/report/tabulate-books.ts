import { civilDateOf } from '../../kernel/clock.ts'
import { accountNames, transferNames } from '../ledger/messages.ts'
import type { Books, BooksTransfer } from '../proof/model.ts'
import type { ExportColumn, ExportTable, Row } from './model.ts'

const columns: readonly ExportColumn[] = [
  { header: '账簿第几笔', kind: 'whole', width: 12 },
  { header: '入账日期', kind: 'date', width: 12 },
  { header: '发生日期', kind: 'date', width: 12 },
  { header: '事由', kind: 'text', width: 12 },
  { header: '账户', kind: 'text', width: 14 },
  { header: '账户编号', kind: 'text', width: 38 },
  { header: '往来社区编号', kind: 'text', width: 38 },
  { header: '变动（分钟）', kind: 'whole', width: 14 },
  { header: '更正第几笔', kind: 'whole', width: 12 },
  { header: '已由第几笔更正', kind: 'whole', width: 16 },
  { header: '来源', kind: 'text', width: 12 },
  { header: '划转组', kind: 'text', width: 38 },
  { header: '入账时间', kind: 'time', width: 17 },
  { header: '发生时间', kind: 'time', width: 17 },
]

/** Debited, then credited: what an account lost and another got. */
function rowsOf(transfer: BooksTransfer): readonly Row[] {
  const { sequence, debit, credit, amountMinutes, recordedAt, effectiveAt } = transfer
  const sides = [
    { ...debit, id: transfer.debitAccountId, change: -amountMinutes },
    { ...credit, id: transfer.creditAccountId, change: amountMinutes },
  ]
  return sides.map(({ kind, ownerId, id, change }) => [
    sequence,
    civilDateOf(recordedAt),
    civilDateOf(effectiveAt),
    transferNames[transfer.reason],
    accountNames[kind],
    id,
    kind === 'clearing' ? ownerId : null,
    change,
    transfer.reversesSequence,
    transfer.reversedBySequence,
    transfer.source.kind,
    transfer.journalId,
    recordedAt,
    effectiveAt,
  ])
}

/** Books as one row an entry, with what every form of them says of itself. */
export function tabulateBooks(books: Books): ExportTable {
  const { sequence, untilOn, pages } = books
  return {
    facts: [
      ['账簿记到', `第 ${sequence} 笔`],
      ['截至', untilOn === null ? '导出时' : `${untilOn}（含当日，按入账时间）`],
      ['日期', '按入账日期排列，发生的时间另列；都是北京时间的日期'],
      ['正负', '存入账户为正，从账户转出为负；每笔合计为 0，各账户结余与试算表相同'],
      ['账户', '个人储蓄只写账户编号，不含姓名'],
    ],
    columns,
    pages: entriesOf(pages),
    books,
  }
}

async function* entriesOf(pages: Books['pages']): AsyncGenerator<readonly Row[]> {
  for await (const transfers of pages) yield transfers.flatMap(rowsOf)
}
