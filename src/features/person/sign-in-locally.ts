import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { lookupHash } from '../../kernel/seal.ts'
import { personErrors } from './errors.ts'
import { openSession, type OpenedSession } from './open-session.ts'
import { selectByPhone } from './store/sign-in.ts'

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
    const people = await selectByPhone(tx, phoneHash)
    const named = people.filter(({ name }) => input.name === null || name === input.name)
    const [only, second] = named
    if (!only) throw new DomainError(personErrors['not-found'])
    if (second) throw new DomainError(personErrors['label-ambiguous'])
    const opening = { channel: 'program', phone: input.phone, phoneHash } as const
    return openSession({ ctx, tx, now: await readNow(ctx, tx) }, only.id, opening)
  })
}
