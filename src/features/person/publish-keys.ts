import { inRead, type Ctx } from '../../db/transaction.ts'
import { plusMinutes, systemNow } from '../../kernel/clock.ts'
import { selectPublicKeys } from './store/signing-keys.ts'

/** A token's 15 minutes, a minute in which others still sign, and room for their clocks. */
const KEPT_MINUTES = 20

export type PublicKey = Readonly<Record<string, string>>

/** The public keys of every token that may still be good, newest first (JWKS, RFC 7517). */
export async function publishKeys(ctx: Ctx): Promise<readonly PublicKey[]> {
  const now = ctx.fixedNow?.() ?? systemNow()
  const rows = await inRead(ctx, (tx) => selectPublicKeys(tx, plusMinutes(now, -KEPT_MINUTES)))
  return rows.map((row) => row.publicJwk)
}
