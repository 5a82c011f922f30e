import { inRead, type Ctx } from '../../db/transaction.ts'
import { instantAt, plusDays, type CivilDate } from '../../kernel/clock.ts'
import { ZERO } from '../../kernel/minutes.ts'
import { getBalance, type AccountOf } from './get-balance.ts'
import type { StatementSum } from './model.ts'
import { sumEntries } from './store/sums.ts'

const nothing: StatementSum = {
  range: { after: 0, before: 1 },
  lines: 0,
  openingMinutes: ZERO,
  inMinutes: ZERO,
  outMinutes: ZERO,
  closingMinutes: ZERO,
}

/**
 * The sums of a 储蓄本 over days, both included. A period goes by the day on which a line was written
 * down, as in a passbook: a month that is over stays as it was, whatever is recorded later.
 * @throws `ledger.account-not-found`
 */
export async function sumStatement(
  ctx: Ctx,
  input: AccountOf & { readonly fromOn: CivilDate | null; readonly untilOn: CivilDate | null },
): Promise<StatementSum> {
  const { accountId, version } = await getBalance(ctx, input)
  if (accountId === null) return nothing
  const from = input.fromOn === null ? null : instantAt(input.fromOn)
  const until = input.untilOn === null ? null : instantAt(plusDays(input.untilOn, 1))
  const key = { communityId: input.communityId, accountId }
  return inRead(ctx, (tx) => sumEntries(tx, key, version, { from, until }))
}
