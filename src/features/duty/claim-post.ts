import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { requireFitness } from './require-fitness.ts'
import type { ClaimState } from './model/posts.ts'
import { requireSelfOrCoordinatorHere } from './require-coordinator.ts'
import { requireOfCommunity } from './require-persons.ts'
import { decideClaim } from './rules/posts.ts'
import { selectPostType } from './store/post-types.ts'
import { addTaken, insertClaim, lockPost } from './store/posts.ts'

export type ClaimPost = { readonly postId: Id; readonly personId: Id }
export type ClaimedPost = { readonly claimId: Id; readonly state: ClaimState }

/**
 * A volunteer claims a post (认领, SE-60), or a coordinator does it for them. Only who may be on that duty
 * today; a risky one waits for a coordinator. Of two who want the last place one gets it.
 * @throws `duty.role-needed`, `duty.person-not-found`, `duty.post-not-found`, `duty.post-closed`,
 *   `duty.post-full`, `duty.post-claimed`, and as `findFitness` refuses
 */
export const claimPost = writeUseCase<ClaimPost, ClaimedPost, unknown>({
  useCase: 'duty.claim-post',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { postId, personId } = command.input
    const claimedById = await requireSelfOrCoordinatorHere(batch, command, personId)
    const { tx } = batch.ctx
    await requireOfCommunity(tx, communityId, [personId])
    const post = accept(decideClaim(await lockPost(tx, communityId, postId)))
    const type = await selectPostType(tx, post.typeCode)
    const on = civilDateOf(batch.now)
    await requireFitness(batch, { communityId, personId, typeCode: post.typeCode, on })
    const id = newId()
    const state = type?.risky ? 'waiting' : 'onDuty'
    await insertClaim(tx, {
      ...{ communityId, id, postId, personId, state, claimedById, claimedAt: batch.now },
      ...{ confirmedById: null, confirmedAt: null },
      ...{ endedById: null, endedAt: null, endedReason: null },
    })
    await addTaken(tx, post, 1)
    await recordAct(batch, command, { act: 'duty.claim-post', subjects: [personId, postId, id] })
    return { claimId: id, state }
  }),
})
