import { exportJWK, generateKeyPair } from 'jose'
import type { Tx } from '../../db/client.ts'
import { readNow } from '../../db/clock.ts'
import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE, newId } from '../../kernel/ids.ts'
import { seal } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import {
  insertSigningKey,
  lockSigningKeys,
  retireKeysBut,
  selectActiveKey,
  type SigningKeyRow,
} from './store/signing-keys.ts'

/**
 * A new key signs from now on, on other processes within a minute; the old public keys stay
 * published until the last token that they signed has expired.
 */
export const rotateSigningKey = writeUseCase<
  Record<never, never>,
  { readonly kid: string },
  unknown
>({
  useCase: 'person.rotate-signing-key',
  work: oneByOne(async (batch, command) => {
    await requireRoleInTx(batch, command, ['districtAdministrator'], DISTRICT_SCOPE)
    await lockSigningKeys(batch.ctx.tx)
    const { kid } = await makeKey(batch.ctx, batch.ctx.tx, batch.now)
    await recordAct(batch, command, { act: 'person.rotate-signing-key', subjects: [kid] })
    return { kid }
  }),
})

/** The key that signs; the first one is made when there is none, or when `replacing` it. */
export function ensureSigningKey(ctx: Ctx, replacing?: string): Promise<SigningKeyRow> {
  return inTransaction(ctx, async (tx) => {
    await lockSigningKeys(tx)
    const active = await selectActiveKey(tx)
    if (active && active.kid !== replacing) return active
    return makeKey(ctx, tx, await readNow(ctx, tx))
  })
}

async function makeKey(ctx: Ctx, tx: Tx, now: Instant): Promise<SigningKeyRow> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const kid = newId()
  const { kty, crv, x } = await exportJWK(pair.publicKey)
  const privateJwk = JSON.stringify(await exportJWK(pair.privateKey))
  const row: SigningKeyRow = {
    kid,
    publicJwk: { kty: kty ?? '', crv: crv ?? '', x: x ?? '', kid, alg: 'EdDSA', use: 'sig' },
    privateSealed: seal(ctx.sealKeys, privateJwk, privateKeyContext(kid)),
    createdAt: now,
  }
  await insertSigningKey(tx, row)
  await retireKeysBut(tx, kid, now)
  return row
}

export function privateKeyContext(kid: string): string {
  return `signing_keys:private_sealed:${kid}`
}
