import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { lookupHash } from '../../kernel/seal.ts'
import { findByPhone } from './find-by-phone.ts'
import { openSession, type OpenedSession } from './open-session.ts'

/**
 * A session without a code, from the command line of the machine that keeps the data. `name` tells
 * apart several people of one phone. @throws `person.not-found`, `person.label-ambiguous`
 */
export function signInLocally(
  ctx: Ctx,
  input: { readonly phone: string; readonly name: string | null },
): Promise<OpenedSession> {
  return inTransaction(ctx, async (tx) => {
    const phoneHash = lookupHash(ctx.sealKeys, input.phone)
    const only = await findByPhone({ ...ctx, tx }, input)
    const opening = { channel: 'program', phone: input.phone, phoneHash } as const
    return openSession({ ctx, tx, now: await readNow(ctx, tx) }, only.id, opening)
  })
}
