import { inRead, type Ctx } from '../../db/transaction.ts'
import { canonicalJson, sha256Hex } from '../../kernel/canonical-json.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { buildStanding } from './build-standing.ts'
import { incentiveErrors } from './errors.ts'
import type { Standing, StandingBody } from './model.ts'
import { selectLatestStanding, selectStanding } from './store/standings.ts'

export type Recomputation = {
  readonly standing: Standing
  /** The frozen bytes are the ones that their hash was made of. */
  readonly hashHolds: boolean
  /** The facts give the frozen bytes again. */
  readonly same: boolean
  readonly body: string
}

/**
 * Ranks again from the facts in the books, as they stood when the standing was computed, and
 * compares every byte. `standingId` null: the newest.
 * @throws `incentive.standing-not-found`
 */
export async function recomputeStanding(
  ctx: Ctx,
  input: { readonly standingId: Id | null },
): Promise<Recomputation> {
  const { standingId } = input
  const standing = await inRead(ctx, (tx) =>
    standingId === null ? selectLatestStanding(tx) : selectStanding(tx, standingId),
  )
  if (!standing) throw new DomainError(incentiveErrors['standing-not-found'])
  const { nodeId, facts, period, ...frozen } = JSON.parse(standing.body) as StandingBody
  const { cutOffAt, previousCutOffAt, asOfAt } = frozen
  const window = { period, cutOffAt, previousCutOffAt, asOfAt }
  const built = await buildStanding(ctx, { nodeId, window, recorded: facts.records })
  const body = canonicalJson(built)
  return {
    standing,
    hashHolds: sha256Hex(standing.body) === standing.bodyHash,
    same: body === standing.body,
    body,
  }
}
