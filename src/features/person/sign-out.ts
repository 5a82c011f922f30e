import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { fileSignIn } from './open-session.ts'
import { endSession, endSessionsOf } from './store/sign-in.ts'

/** Ends this session, or with `everywhere` all of the person; no token or cookie of it goes on. */
export function signOut(
  ctx: Ctx,
  input: { readonly personId: Id; readonly sessionId: Id; readonly everywhere: boolean },
): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const now = await readNow(ctx, tx)
    const ended = { endedAt: now, endedReason: 'signed-out' }
    if (input.everywhere) await endSessionsOf(tx, input.personId, ended)
    else await endSession(tx, input.sessionId, ended)
    const act = input.everywhere ? 'sign-in.ended-everywhere' : 'sign-in.ended'
    await fileSignIn({ ctx, tx, now }, act, input.personId, [input.sessionId])
  })
}
