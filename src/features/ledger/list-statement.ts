import { inRead, type Ctx } from '../../db/transaction.ts'
import { instantAt, plusDays, type CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { ledgerErrors } from './errors.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import type { StatementLine } from './model.ts'
import {
  selectStatement,
  selectStatementBetween,
  type AccountKey,
  type StatementLimit,
} from './store/reads.ts'

export type ListStatement = AccountOf & {
  /** Days on which it happened, both included; null is open. */
  readonly fromOn: CivilDate | null
  readonly untilOn: CivilDate | null
  readonly cursor: string | null
  /** At most 100. */
  readonly limit: number
}

const FIRST_DAY = '1900-01-01' as CivilDate
const LAST_DAY = '2199-12-31' as CivilDate

/**
 * The lines of a 储蓄本, newest first. The cursor is the version of the last line seen, so a page
 * stays what it was when lines are added. @throws `ledger.cursor-malformed`, `ledger.account-not-found`
 */
export async function listStatement(ctx: Ctx, input: ListStatement): Promise<Page<StatementLine>> {
  const seen = input.cursor === null ? [Number.MAX_SAFE_INTEGER] : readCursor(input.cursor)
  const { accountId } = await getBalance(ctx, input)
  if (accountId === null) return { items: [], nextCursor: null }
  const key = { communityId: input.communityId, accountId }
  const [before = 0] = seen
  const rows = await readLines(ctx, { ...key, ...input }, before, 101)
  return pageOf(rows, input.limit, ({ accountVersion }) => [accountVersion])
}

export type LinesOf = AccountKey & Pick<ListStatement, 'fromOn' | 'untilOn'>

/** The lines before a version, newest first. */
export function readLines(
  ctx: Ctx,
  { communityId, accountId, fromOn, untilOn }: LinesOf,
  before: number,
  limit: StatementLimit,
): Promise<readonly StatementLine[]> {
  const key = { communityId, accountId }
  return inRead(ctx, (tx) => {
    if (fromOn === null && untilOn === null) return selectStatement(tx, key, before, limit)
    const from = instantAt(fromOn ?? FIRST_DAY)
    const until = instantAt(plusDays(untilOn ?? LAST_DAY, 1))
    return selectStatementBetween(tx, key, before, { from, until }, limit)
  })
}

function readCursor(cursor: string): readonly number[] {
  const key = decodeCursor(cursor, ['number'])
  if (!key) throw new DomainError(ledgerErrors['cursor-malformed'])
  return key
}
