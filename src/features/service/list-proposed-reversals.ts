import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { RecordView } from './model.ts'
import { selectProposedReversals } from './store/records.ts'

const MOST = 50

/** Reversals at a place of service that wait for the second person, the longest waiting first. */
export function listProposedReversals(
  ctx: Ctx,
  input: { readonly communityId: Id },
): Promise<readonly RecordView[]> {
  return inRead(ctx, (tx) => selectProposedReversals(tx, input.communityId, MOST))
}
