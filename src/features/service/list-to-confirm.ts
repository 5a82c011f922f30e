import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { RecordView } from './model.ts'
import { selectToConfirm } from './store/records.ts'

const MOST = 50

/** 我接受的服务 that wait for the word of the person served. */
export function listToConfirm(
  ctx: Ctx,
  input: { readonly personId: Id },
): Promise<readonly RecordView[]> {
  return inRead(ctx, (tx) => selectToConfirm(tx, input.personId, MOST))
}
