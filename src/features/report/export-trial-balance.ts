import type { Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { getTrialBalance } from '../ledger/get-trial-balance.ts'
import { accountNames } from '../ledger/messages.ts'
import type { TrialLine } from '../ledger/model.ts'
import type { ExportColumn, ExportTable, Row } from './model.ts'

const columns: readonly ExportColumn[] = [
  { header: '账户', kind: 'text', width: 16 },
  { header: '账户数', kind: 'whole', width: 10 },
  { header: '结余（分钟）', kind: 'whole', width: 16 },
  { header: '其中预留（分钟）', kind: 'whole', width: 16 },
  { header: '分录合计（分钟）', kind: 'whole', width: 16 },
  { header: '不符的账户数', kind: 'whole', width: 14 },
]

function rowOf(line: TrialLine): Row {
  const { kind, accounts, balanceMinutes, heldMinutes, entriesMinutes, differing } = line
  return [accountNames[kind], accounts, balanceMinutes, heldMinutes, entriesMinutes, differing]
}

/** A community's books by kind of account, as they are now. */
export async function exportTrialBalance(
  ctx: Ctx,
  input: { readonly communityId: Id },
): Promise<ExportTable> {
  const { sequence, lines, totalMinutes, inOrder } = await getTrialBalance(ctx, input)
  return {
    facts: [
      ['账簿记到', `第 ${sequence} 笔`],
      ['合计', `${totalMinutes} 分钟（应为 0）`],
      ['核对', inOrder ? '平衡，结余与分录相符' : '不平衡，请联系审计员'],
    ],
    columns,
    pages: onePage(lines.map(rowOf)),
  }
}

async function* onePage(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  if (rows.length > 0) yield rows
}
