import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { findOnDuty } from './find-on-duty.ts'
import type { OnDuty } from './model/rosters.ts'

export type ShowOnDuty = {
  readonly communityId: Id
  readonly code: string
  /** Null: now. */
  readonly at: Instant | null
}

/** `findOnDuty` in a read of its own. The caller has checked the role. */
export function showOnDuty(ctx: Ctx, { communityId, code, at }: ShowOnDuty): Promise<OnDuty> {
  return inTransaction(ctx, async (tx) =>
    findOnDuty(tx, communityId, code, at ?? (await readNow(ctx, tx))),
  )
}
