import { inRead, type Ctx } from '../../db/transaction.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { ledgerErrors } from './errors.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import type { StatementLine } from './model.ts'
import { selectStatement } from './store/reads.ts'
import { sumStatement } from './sum-statement.ts'

export type ListStatement = AccountOf & {
  /** Days on which it was written down, both included; null is open. */
  readonly fromOn: CivilDate | null
  readonly untilOn: CivilDate | null
  readonly cursor: string | null
  /** At most 100. */
  readonly limit: number
}

/**
 * The lines of a 储蓄本, newest first. The cursor is the version of the last line seen, so a page
 * stays what it was when lines are added. @throws `ledger.cursor-malformed`, `ledger.account-not-found`
 */
export async function listStatement(ctx: Ctx, input: ListStatement): Promise<Page<StatementLine>> {
  const [seen] = input.cursor === null ? [Number.MAX_SAFE_INTEGER] : readCursor(input.cursor)
  const { accountId } = await getBalance(ctx, input)
  if (accountId === null) return { items: [], nextCursor: null }
  const isWhole = input.fromOn === null && input.untilOn === null
  const { after, before } = isWhole ? EVERYTHING : (await sumStatement(ctx, input)).range
  const range = { after, before: Math.min(before, seen ?? 0) }
  const key = { communityId: input.communityId, accountId }
  const rows = await inRead(ctx, (tx) => selectStatement(tx, key, range, 'newest first', 101))
  return pageOf(rows, input.limit, ({ accountVersion }) => [accountVersion])
}

const EVERYTHING = { after: 0, before: Number.MAX_SAFE_INTEGER }

function readCursor(cursor: string): readonly number[] {
  const key = decodeCursor(cursor, ['number'])
  if (!key) throw new DomainError(ledgerErrors['cursor-malformed'])
  return key
}
