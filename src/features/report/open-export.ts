import type { Ctx } from '../../db/transaction.ts'
import { civilDateOf, civilTimeOf, systemNow } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { walkBooks, type WalkBooks } from '../proof/walk-books.ts'
import { loadTree } from '../person/load-tree.ts'
import { reportErrors } from './errors.ts'
import { exportPeople } from './export-people.ts'
import { exportRecords } from './export-records.ts'
import { exportStatement } from './export-statement.ts'
import { exportTrialBalance } from './export-trial-balance.ts'
import { tabulateBooks } from './tabulate-books.ts'
import { exportNames, MINUTES_FACT } from './messages.ts'
import type { ExportScope, ExportTable, Fact } from './model.ts'
import { judgePeriod, periodText } from './rules/period.ts'

export type OpenedExport = ExportTable & {
  readonly title: string
  readonly communityName: string
}

/**
 * What a file will hold: nothing but its facts is read before its pages are asked for. Who may have
 * it is the caller's to judge.
 * @throws `report.community-not-found`, `report.period-…`, `ledger.account-not-found`
 */
export async function openExport(
  ctx: Ctx,
  scope: ExportScope,
  askedBy: string,
): Promise<OpenedExport> {
  accept(judgePeriod(scope))
  const community = (await loadTree(ctx)).get(scope.communityId)
  if (community?.kind !== 'community') throw new DomainError(reportErrors['community-not-found'])
  const now = ctx.fixedNow?.() ?? systemNow()
  const title = exportNames[scope.kind]
  const table = await openTable(ctx, scope)
  const hasPeriod = scope.kind === 'records' || scope.kind === 'statement'
  const facts: readonly Fact[] = [
    ['内容', title],
    ['社区', community.name],
    ...(hasPeriod ? [['时间段', periodText(scope)] as const] : []),
    ...table.facts,
    ['导出人', askedBy],
    ['导出时间', `${civilDateOf(now)} ${civilTimeOf(now)}（北京时间）`],
    ['单位', MINUTES_FACT],
  ]
  return { ...table, title, communityName: community.name, facts }
}

function openTable(ctx: Ctx, scope: ExportScope): ExportTable | Promise<ExportTable> {
  const { kind, communityId, personId, fromOn, untilOn, state } = scope
  switch (kind) {
    case 'people':
      return exportPeople(ctx, { communityId })
    case 'records':
      if (fromOn === null || untilOn === null) break
      return exportRecords(ctx, { communityId, fromOn, untilOn, state })
    case 'statement':
      if (personId === null) break
      return exportStatement(ctx, { communityId, personId, fromOn, untilOn })
    case 'trial-balance':
      return exportTrialBalance(ctx, { communityId })
    case 'books':
      return openBooks(ctx, { communityIds: [communityId], untilOn })
  }
  throw new Error(`an export of ${kind} without what it is of`)
}

async function openBooks(ctx: Ctx, input: WalkBooks): Promise<ExportTable> {
  const [books] = await walkBooks(ctx, input)
  if (!books) throw new Error('a walk of one community without its books')
  return tabulateBooks(books)
}
