import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { incentiveErrors } from './errors.ts'
import type { Standing } from './model.ts'
import { selectStanding } from './store/standings.ts'

/** The frozen bytes, for whoever wants to hash them. @throws `incentive.standing-not-found` */
export async function getStandingBody(
  ctx: Ctx,
  input: { readonly standingId: Id },
): Promise<Pick<Standing, 'nodeId' | 'body' | 'bodyHash'>> {
  const standing = await inRead(ctx, (tx) => selectStanding(tx, input.standingId))
  if (!standing) throw new DomainError(incentiveErrors['standing-not-found'])
  return standing
}
