import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { dutyErrors } from './errors.ts'
import type { PostClaim } from './model/posts.ts'
import { requireCoordinator, requireSelfOrCoordinatorHere } from './require-coordinator.ts'
import { decideConfirming, decideEnding } from './rules/posts.ts'
import { addTaken, lockClaim, lockPost, markEnded, type Ending } from './store/posts.ts'

export type EndClaim = {
  readonly postId: Id
  readonly claimId: Id
  readonly reason: string | null
}

type Ended = { readonly personId: Id }

/**
 * Somebody gives a post up (退出), or a coordinator takes it back with a reason; the claim stays as
 * history and the place is free again.
 * @throws `duty.role-needed`, `duty.post-not-found`, `duty.claim-not-found`, `duty.claim-ended`
 */
export const releasePost = writeUseCase<EndClaim, Ended, unknown>({
  useCase: 'duty.release-post',
  work: oneByOne(async (batch, command) => {
    const claim = accept(decideEnding(await lockBoth(batch, command), command.input.postId))
    const endedById = await requireSelfOrCoordinatorHere(batch, command, claim.personId)
    return end(batch, command, claim, { state: 'released', endedById })
  }),
})

/**
 * A coordinator declines a claim that waits, with a reason.
 * @throws `person.role-missing`, `duty.post-not-found`, `duty.claim-not-found`, `duty.claim-ended`,
 *   `duty.claim-confirmed`, `duty.own-claim`
 */
export const declineClaim = writeUseCase<EndClaim, Ended, unknown>({
  useCase: 'duty.decline-claim',
  work: oneByOne(async (batch, command) => {
    const endedById = await requireCoordinator(batch, command)
    const found = await lockBoth(batch, command)
    const claim = accept(decideConfirming(found, command.input.postId, endedById))
    return end(batch, command, claim, { state: 'declined', endedById })
  }),
})

/** The post first, as claiming does. */
async function lockBoth(
  batch: Batch,
  { scope, input }: FreshCommand<EndClaim>,
): Promise<PostClaim | undefined> {
  const post = await lockPost(batch.ctx.tx, scope, input.postId)
  if (!post) throw new DomainError(dutyErrors['post-not-found'])
  return lockClaim(batch.ctx.tx, scope, input.claimId)
}

async function end(
  batch: Batch,
  command: FreshCommand<EndClaim>,
  claim: PostClaim,
  how: Pick<Ending, 'state' | 'endedById'>,
): Promise<Ended> {
  const { communityId, postId, personId, id } = claim
  const { reason } = command.input
  await markEnded(batch.ctx.tx, claim, { ...how, endedAt: batch.now, endedReason: reason })
  await addTaken(batch.ctx.tx, { communityId, id: postId }, -1)
  const act = how.state === 'declined' ? 'duty.decline-claim' : 'duty.release-post'
  await recordAct(batch, command, { act, subjects: [personId, postId, id], reason })
  return { personId }
}
