import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { consistencyRanges } from '../../kernel/merkle.ts'
import { proofErrors } from './errors.ts'
import { readHashes } from './read-hashes.ts'
import { selectTree } from './store/trees.ts'

/** Sizes of two trees, `earlier` ≤ `later`. */
export type TwoSizes = {
  readonly communityId: Id
  readonly earlier: number
  readonly later: number
}

/** That the later tree begins with the earlier one. @throws `proof.size-out-of-range` */
export function proveConsistency(ctx: Ctx, input: TwoSizes): Promise<readonly Buffer[]> {
  const { communityId, earlier, later } = input
  return inRead(ctx, async (tx) => {
    const tree = await selectTree(tx, communityId)
    if (earlier > later || later > (tree?.size ?? 0))
      throw new DomainError(proofErrors['size-out-of-range'])
    return readHashes(tx, communityId, consistencyRanges(earlier, later))
  })
}
