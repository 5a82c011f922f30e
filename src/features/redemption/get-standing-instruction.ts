import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { StandingInstruction } from './model.ts'
import { selectInstruction } from './store.ts'

/** Null: never asked; there is no default. */
export async function getStandingInstruction(
  ctx: Ctx,
  personId: Id,
): Promise<StandingInstruction | null> {
  const row = await inRead(ctx, (tx) => selectInstruction(tx, personId))
  return row ? { kind: row.kind, setAt: row.setAt } : null
}
