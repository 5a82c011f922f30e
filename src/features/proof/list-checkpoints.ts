import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { proofErrors } from './errors.ts'
import type { Checkpoint } from './model.ts'
import { selectCheckpoints } from './store/checkpoints.ts'

/** All that was ever signed for a community's books, newest first. @throws `proof.cursor-malformed` */
export async function listCheckpoints(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly cursor: string | null; readonly limit: number },
): Promise<Page<Checkpoint>> {
  const key =
    input.cursor === null ? [Number.MAX_SAFE_INTEGER] : decodeCursor(input.cursor, ['number'])
  if (!key) throw new DomainError(proofErrors['cursor-malformed'])
  const rows = await inRead(ctx, (tx) =>
    selectCheckpoints(tx, input.communityId, key[0] ?? 0, input.limit + 1),
  )
  return pageOf(rows, input.limit, ({ size }) => [size])
}
