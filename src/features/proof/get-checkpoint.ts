import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { proofErrors } from './errors.ts'
import type { Checkpoint } from './model.ts'
import { selectNewest } from './store/checkpoints.ts'

/** The newest checkpoint of a community's books. @throws `proof.no-checkpoint` */
export async function getCheckpoint(
  ctx: Ctx,
  { communityId }: { readonly communityId: Id },
): Promise<Checkpoint> {
  const newest = await inRead(ctx, (tx) => selectNewest(tx, communityId))
  if (!newest) throw new DomainError(proofErrors['no-checkpoint'])
  return newest
}
