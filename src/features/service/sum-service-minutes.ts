import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { selectServiceMinutes } from './store/records.ts'

/** Approved 服务时长 of each known person since registration, in whichever books: what stars count. */
export function sumServiceMinutes(
  ctx: Ctx,
  input: { readonly personIds: readonly Id[] },
): Promise<ReadonlyMap<Id, Minutes>> {
  return inRead(ctx, (tx) => selectServiceMinutes(tx, input.personIds))
}
