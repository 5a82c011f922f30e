import { readNow } from '../../db/clock.ts'
import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import { systemNow } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { hashSecret, unseal } from '../../kernel/seal.ts'
import { signInErrors } from './errors.ts'
import { openSession, type Channel, type OpenedSession } from './open-session.ts'
import {
  endSession,
  lockSession,
  selectByPhone,
  selectSession,
  type NamedPerson,
} from './store/sign-in.ts'

export type ChoosePerson = {
  /** What the code was exchanged for; on pages also the cookie of somebody who switches. */
  readonly secret: string
  readonly personId: Id
  readonly channel: Channel
}

/**
 * Goes on as one of the people whom the proven phone serves: the session of before ends and a new
 * one begins under a new id. @throws `sign-in.choice-expired`, `sign-in.person-not-yours`
 */
export function choosePerson(ctx: Ctx, input: ChoosePerson): Promise<OpenedSession> {
  return inTransaction(ctx, async (tx) => {
    const now = await readNow(ctx, tx)
    const before = await lockSession(tx, hashSecret(input.secret), now)
    // A page's cookie is never turned into a program's tokens.
    const fits = before && (input.channel === 'page' || before.personId === null)
    const phone =
      fits && unseal(ctx.sealKeys, before.phoneSealed, `sessions:phone_sealed:${before.id}`)
    if (!phone) throw new DomainError(signInErrors['choice-expired'])
    const people = await selectByPhone(tx, before.phoneHash)
    if (!people.some(({ id }) => id === input.personId)) {
      throw new DomainError(signInErrors['person-not-yours'])
    }
    await endSession(tx, before.id, { endedAt: now, endedReason: 'chosen' })
    const opening = { channel: input.channel, phone, phoneHash: before.phoneHash }
    return openSession({ ctx, tx, now }, input.personId, opening)
  })
}

/** Who may be chosen with this secret. @throws `sign-in.choice-expired` */
export async function listChoices(ctx: Ctx, secret: string): Promise<readonly NamedPerson[]> {
  return inRead(ctx, async (tx) => {
    const now = ctx.fixedNow?.() ?? systemNow()
    const session = await selectSession(tx, hashSecret(secret), now)
    if (!session) throw new DomainError(signInErrors['choice-expired'])
    return selectByPhone(tx, session.phoneHash)
  })
}
