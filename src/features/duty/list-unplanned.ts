import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { NamedCheckIn } from './model/sign-ups.ts'
import { selectUnplanned } from './store/check-ins.ts'

/** Who came without a shift and waits for a coordinator to say what they did. */
export function listUnplanned(
  ctx: Ctx,
  input: { readonly communityId: Id },
): Promise<readonly NamedCheckIn[]> {
  return inRead(ctx, (tx) => selectUnplanned(tx, input.communityId))
}
