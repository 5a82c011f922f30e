import { inRead, type Ctx } from '../../db/transaction.ts'
import { readInclusion, type InclusionOf } from './read-inclusion.ts'
import { leafOf } from './rules/leaf.ts'

export type InclusionProof = {
  readonly index: number
  readonly size: number
  readonly leaf: string
  readonly proof: readonly Buffer[]
}

/**
 * That a transfer is in the tree of a size.
 * @throws `proof.transfer-not-found`, `proof.not-sealed`, `proof.size-out-of-range`
 */
export async function proveInclusion(ctx: Ctx, input: InclusionOf): Promise<InclusionProof> {
  const read = await inRead(ctx, (tx) => readInclusion(tx, input))
  const { transfer, salt, index, size, proof } = read
  return { index, size, leaf: leafOf(transfer, salt), proof }
}
