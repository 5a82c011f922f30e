import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { selectPayers, type NamedPayer } from './store.ts'

/** The relatives who have agreed for good that this person uses their savings. */
export function listPayers(ctx: Ctx, requesterId: Id): Promise<readonly NamedPayer[]> {
  return inRead(ctx, (tx) => selectPayers(tx, requesterId))
}
