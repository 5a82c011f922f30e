import type { Tx } from '../../db/client.ts'
import { readNow } from '../../db/clock.ts'
import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { equalSecrets, unseal } from '../../kernel/seal.ts'
import { foldDigits } from '../../kernel/text.ts'
import { signInErrors } from './errors.ts'
import { forgiveTry, limitTries } from './limit-tries.ts'
import {
  fileSignIn,
  openChoice,
  openSession,
  type Channel,
  type OpenedSession,
} from './open-session.ts'
import { codeHashOf } from './request-code.ts'
import {
  markCodeUsed,
  selectByPhone,
  selectCodePhone,
  takeTry,
  type NamedPerson,
} from './store/sign-in.ts'

const MOST_TRIES = 5

export type VerifyCode = {
  readonly challengeId: Id
  readonly code: string
  readonly address: string
  readonly channel: Channel
}

/** Signed in at once, or several people to choose from, or nobody: then one may register. */
export type SignInStep =
  | ({ readonly step: 'signedIn' } & OpenedSession)
  | {
      readonly step: 'choose' | 'register'
      readonly secret: string
      readonly people: readonly NamedPerson[]
    }

/**
 * Exchanges a code for a session, once, within five minutes and five tries; a try is counted even
 * when it fails, in a transaction of its own that is committed before the answer.
 * @throws `sign-in.code-wrong` for whatever is not right, `sign-in.too-many-tries`
 */
export async function verifyCode(ctx: Ctx, input: VerifyCode): Promise<SignInStep> {
  const phoneHash = await inRead(ctx, (tx) => selectCodePhone(tx, input.challengeId))
  await limitTries(ctx, phoneHash, input.address)
  const step = await inTransaction(ctx, (tx) => exchange(ctx, tx, input))
  if (!step) throw new DomainError(signInErrors['code-wrong'])
  if (phoneHash) await forgiveTry(ctx, phoneHash, input.address)
  return step
}

async function exchange(
  ctx: Ctx,
  tx: Tx,
  { challengeId, code, channel }: VerifyCode,
): Promise<SignInStep | undefined> {
  const now = await readNow(ctx, tx)
  const within = { ctx, tx, now }
  const row = await takeTry(tx, challengeId, now, MOST_TRIES)
  const digits = foldDigits(code).replace(/\s/g, '')
  const isRight = row && equalSecrets(row.codeHash, codeHashOf(ctx, challengeId, digits))
  const phone =
    isRight && unseal(ctx.sealKeys, row.phoneSealed, `sign_in_codes:phone_sealed:${row.id}`)
  if (!phone) {
    await fileSignIn(within, 'sign-in.code-wrong', null, [challengeId])
    return undefined
  }
  await markCodeUsed(tx, row.id, now)
  const opening = { channel, phone, phoneHash: row.phoneHash }
  const people = await selectByPhone(tx, row.phoneHash)
  const [only, second] = people
  if (only && !second) {
    return { step: 'signedIn', ...(await openSession(within, only.id, opening)) }
  }
  const secret = await openChoice(within, opening)
  return { step: only ? 'choose' : 'register', secret, people }
}
