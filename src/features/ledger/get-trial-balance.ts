import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { TrialLine } from './model.ts'
import { selectSequence, selectTrialBalance } from './store/reads.ts'

export type TrialBalance = {
  /** Of the last transfer. */
  readonly sequence: number
  readonly lines: readonly TrialLine[]
  /** Zero in books that are in order. */
  readonly totalMinutes: number
  /** Every balance is what its entries say, and all of them sum to zero. */
  readonly inOrder: boolean
}

/** A community's books by kind of account, computed from the entries and compared with the balances. */
export function getTrialBalance(
  ctx: Ctx,
  input: { readonly communityId: Id },
): Promise<TrialBalance> {
  return inRead(ctx, async (tx) => {
    const lines = await selectTrialBalance(tx, input.communityId)
    const totalMinutes = lines.reduce((sum, line) => sum + line.entriesMinutes, 0)
    const agree = lines.every(
      (line) => line.differing === 0 && line.balanceMinutes === line.entriesMinutes,
    )
    return {
      sequence: await selectSequence(tx, input.communityId),
      lines,
      totalMinutes,
      inOrder: agree && totalMinutes === 0,
    }
  })
}
