import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { judgeGroupSheet, type GroupSheetEntry } from './judge-group-sheet.ts'
import type { JudgedRow } from './model.ts'

/** How handing in would read the sheet now. @throws what is wrong with the sheet as a whole */
export function previewGroupSheet(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly readerId: Id; readonly entry: GroupSheetEntry },
): Promise<readonly JudgedRow[]> {
  return inTransaction(ctx, async (tx) => {
    const batch = { ctx: { ...ctx, tx }, now: await readNow(ctx, tx) }
    const { communityId, readerId, entry } = input
    const sheet = { communityId, sheetId: newId(), handedInById: readerId, entry }
    return (await judgeGroupSheet(batch, sheet)).rows
  })
}
