import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, plusDays, type CivilDate, type Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Leave, OwnRosterDay } from './model/rosters.ts'
import type { NamedSwap } from './model/swaps.ts'
import { selectFeedsOf } from './store/calendar-feeds.ts'
import { selectLeavesOf } from './store/leaves.ts'
import { selectRosterDaysOf } from './store/rosters.ts'
import { selectOpenSwaps } from './store/swaps.ts'

export type OwnRosters = {
  readonly today: CivilDate
  readonly days: readonly OwnRosterDay[]
  readonly leaves: readonly Leave[]
  readonly swaps: readonly NamedSwap[]
  readonly feedOpenedAt: Instant | null
}

const AHEAD_DAYS = 92

/** A person's own duties of the next three months, leaves that are not over, and open swaps. */
export function listOwnRosters(ctx: Ctx, personId: Id): Promise<OwnRosters> {
  return inTransaction(ctx, async (tx) => {
    const today = civilDateOf(await readNow(ctx, tx))
    const period = { fromOn: today, untilOn: plusDays(today, AHEAD_DAYS) }
    const feeds = await selectFeedsOf(tx, personId)
    return {
      today,
      days: await selectRosterDaysOf(tx, { personId }, period),
      leaves: await selectLeavesOf(tx, personId, today),
      swaps: await selectOpenSwaps(tx, personId, today),
      feedOpenedAt: feeds.find(({ communityId }) => communityId === null)?.openedAt ?? null,
    }
  })
}
