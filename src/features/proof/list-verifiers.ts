import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { formatVerifier } from '../../kernel/signed-note.ts'
import { verifiersOf } from './rules/checkpoint.ts'
import { selectProofKeys } from './store/checkpoints.ts'

/** The public keys that sign, or have signed, a community's checkpoints, newest first. */
export async function listVerifiers(
  ctx: Ctx,
  { communityId }: { readonly communityId: Id },
): Promise<readonly string[]> {
  const keys = await inRead(ctx, selectProofKeys)
  return verifiersOf(communityId, keys).map(formatVerifier)
}
