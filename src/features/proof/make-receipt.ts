import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import type { PostedTransfer } from './model.ts'
import { readInclusion, type InclusionOf } from './read-inclusion.ts'
import { leafOf, openingsOf } from './rules/leaf.ts'
import { formatReceipt } from './rules/receipt.ts'

export type MadeReceipt = {
  readonly file: string
  readonly transfer: PostedTransfer
  /** When the checkpoint in it was signed. */
  readonly signedAt: Instant
}

/**
 * One file that proves a transfer to whoever has the public key, without us. A person's receipt is of
 * a transfer of their own savings, and tells of no one else.
 * @throws `proof.transfer-not-found`, `proof.not-sealed`
 */
export async function makeReceipt(
  ctx: Ctx,
  input: Omit<InclusionOf, 'size'>,
): Promise<MadeReceipt> {
  const read = await inRead(ctx, (tx) => readInclusion(tx, { ...input, size: null }))
  const { transfer, salt, checkpoint, index, proof } = read
  const shows = (id: Id) => input.personId === null || id === input.personId
  const file = formatReceipt({
    leaf: leafOf(transfer, salt),
    openings: openingsOf(transfer, salt, shows),
    index,
    proof,
    checkpoint: checkpoint.note,
  })
  return { file, transfer, signedAt: checkpoint.signedAt }
}
