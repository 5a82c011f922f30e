import { randomBytes } from 'node:crypto'
import type { Tx } from '../../db/client.ts'
import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE, newId } from '../../kernel/ids.ts'
import { seal, unseal } from '../../kernel/seal.ts'
import { publicKeyOf } from '../../kernel/signed-note.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import type { ProofKey } from './model.ts'
import {
  insertProofKeys,
  lockProofKeys,
  retireKeysBut,
  selectProofKeys,
} from './store/checkpoints.ts'

/**
 * From now on checkpoints are signed by a new key and by the one before it, so that whoever trusts
 * the former can follow; those before sign no more. Every public key stays published.
 */
export const rotateProofKey = writeUseCase<
  Record<never, never>,
  { readonly publicKey: string },
  unknown
>({
  useCase: 'proof.rotate-proof-key',
  work: oneByOne(async (batch, command) => {
    await requireRoleInTx(batch, command, ['districtAdministrator'], DISTRICT_SCOPE)
    const { tx } = batch.ctx
    await lockProofKeys(tx)
    const former = await signingKeys(batch.ctx, tx, batch.now)
    const key = makeKey(batch.ctx, batch.now)
    await insertProofKeys(tx, [key])
    const kept = [key, ...former.slice(0, 1)].map(({ id }) => id)
    await retireKeysBut(tx, kept, batch.now)
    await recordAct(batch, command, { act: 'proof.rotate-proof-key', subjects: [key.id] })
    return { publicKey: key.publicKey }
  }),
})

/** The keys that sign, newest first; the first one is made when it is needed. */
export async function signingKeys(ctx: Ctx, tx: Tx, now: Instant): Promise<readonly ProofKey[]> {
  const known = (await selectProofKeys(tx)).filter(signs)
  if (known.length > 0) return known
  await lockProofKeys(tx)
  const meanwhile = (await selectProofKeys(tx)).filter(signs)
  if (meanwhile.length > 0) return meanwhile
  const key = makeKey(ctx, now)
  await insertProofKeys(tx, [key])
  return [key]
}

function signs({ secretSealed, retiredAt }: ProofKey): boolean {
  return secretSealed !== null && retiredAt === null
}

function makeKey(ctx: Ctx, madeAt: Instant): ProofKey {
  const id = newId()
  const secret = randomBytes(32)
  return {
    id,
    publicKey: publicKeyOf(secret).toString('base64'),
    secretSealed: seal(ctx.sealKeys, secret.toString('base64'), sealedAt(id)),
    madeAt,
    retiredAt: null,
  }
}

/** @throws Error when the master key is not the one that it was sealed with */
export function openSecret(ctx: Ctx, { id, secretSealed }: ProofKey): Buffer {
  const secret =
    secretSealed === null ? undefined : unseal(ctx.sealKeys, secretSealed, sealedAt(id))
  if (secret === undefined) throw new Error('the key that signs checkpoints cannot be unsealed')
  return Buffer.from(secret, 'base64')
}

function sealedAt(id: string): string {
  return `proof_keys:secret_sealed:${id}`
}
