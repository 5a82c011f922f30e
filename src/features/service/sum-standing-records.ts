import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import type { RecordKey } from './model.ts'
import { sumStanding } from './store/approved.ts'

/** What has become of a person's records that were approved once: how many were taken back, what stands now. */
export function sumStandingRecords(
  ctx: Ctx,
  input: { readonly personId: Id; readonly keys: readonly RecordKey[] },
): Promise<{ readonly corrected: number; readonly serviceMinutes: Minutes }> {
  return inRead(ctx, (tx) => sumStanding(tx, input.personId, input.keys))
}
