import { readNow } from '../../db/clock.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import { plusMinutes } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { lookupHash, randomDigits, seal } from '../../kernel/seal.ts'
import { normalisePhone } from '../../kernel/text.ts'
import type { MessageSender } from '../notice/model/messages.ts'
import { signInErrors } from './errors.ts'
import { limitRequests } from './limit-tries.ts'
import { codeMessage } from './messages.ts'
import { insertCode } from './store/sign-in.ts'

export const CODE_MINUTES = 5

/**
 * Sends a one-time code. Whether the phone is known is not even looked up, so that neither answer
 * nor time can tell; a code for an unknown phone lets its holder register.
 * @returns the id that the code belongs to: it is good for this request only
 * @throws `sign-in.phone-malformed`, `sign-in.too-many-requests`, `sign-in.message-failed`
 */
export async function requestCode(
  ctx: Ctx,
  sender: MessageSender,
  input: { readonly phone: string; readonly address: string },
): Promise<{ readonly challengeId: Id; readonly expiresInSeconds: number }> {
  const phone = normalisePhone(input.phone)
  if (!phone) throw new DomainError(signInErrors['phone-malformed'])
  const phoneHash = lookupHash(ctx.sealKeys, phone)
  await limitRequests(ctx, phoneHash, input.address)
  const id = newId()
  const code = randomDigits(6)
  await inTransaction(ctx, async (tx) => {
    const now = await readNow(ctx, tx)
    await insertCode(tx, {
      id,
      phoneHash,
      phoneSealed: seal(ctx.sealKeys, phone, `sign_in_codes:phone_sealed:${id}`),
      codeHash: codeHashOf(ctx, id, code),
      requestedAt: now,
      expiresAt: plusMinutes(now, CODE_MINUTES),
    })
  })
  try {
    await sender.send({ id, phone, text: codeMessage(code, CODE_MINUTES) })
  } catch {
    throw new DomainError(signInErrors['message-failed'])
  }
  return { challengeId: id, expiresInSeconds: CODE_MINUTES * 60 }
}

/** Keyed, because six digits are soon guessed from a plain hash. */
export function codeHashOf(ctx: Ctx, challengeId: Id, code: string): string {
  return lookupHash(ctx.sealKeys, `${challengeId} ${code}`)
}
