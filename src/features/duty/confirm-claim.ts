import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { dutyErrors } from './errors.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { requireFitness } from './require-fitness.ts'
import { decideConfirming } from './rules/posts.ts'
import { lockClaim, lockPost, markConfirmed } from './store/posts.ts'

type ConfirmClaim = { readonly postId: Id; readonly claimId: Id }

/**
 * A coordinator lets somebody onto a risky post; never oneself, and only who may be on it today.
 * @throws `person.role-missing`, `duty.post-not-found`, `duty.claim-not-found`, `duty.claim-ended`,
 *   `duty.claim-confirmed`, `duty.own-claim`, and as `findFitness` refuses
 */
export const confirmClaim = writeUseCase<ConfirmClaim, { readonly personId: Id }, unknown>({
  useCase: 'duty.confirm-claim',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const confirmedById = await requireCoordinator(batch, command)
    const { postId, claimId } = command.input
    const { tx } = batch.ctx
    const post = await lockPost(tx, communityId, postId)
    if (!post) throw new DomainError(dutyErrors['post-not-found'])
    const found = await lockClaim(tx, communityId, claimId)
    const claim = accept(decideConfirming(found, postId, confirmedById))
    const { personId } = claim
    const on = civilDateOf(batch.now)
    await requireFitness(batch, { communityId, personId, typeCode: post.typeCode, on })
    await markConfirmed(tx, claim, { confirmedById, confirmedAt: batch.now })
    const subjects = [personId, postId, claimId]
    await recordAct(batch, command, { act: 'duty.confirm-claim', subjects })
    return { personId }
  }),
})
