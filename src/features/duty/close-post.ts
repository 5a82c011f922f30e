import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { dutyErrors } from './errors.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { addTaken, endClaimsOf, lockPost, markClosed } from './store/posts.ts'

type ClosePost = { readonly postId: Id; readonly reason: string }

/**
 * Closes a post for good; who held it or waited for it is released with the reason, and the history
 * stays. By a coordinator. @throws `person.role-missing`, `duty.post-not-found`, `duty.post-closed`
 */
export const closePost = writeUseCase<ClosePost, { readonly released: number }, unknown>({
  useCase: 'duty.close-post',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const endedById = await requireCoordinator(batch, command)
    const { postId, reason } = command.input
    const { tx } = batch.ctx
    const post = await lockPost(tx, communityId, postId)
    if (!post) throw new DomainError(dutyErrors['post-not-found'])
    if (post.closedAt !== null) throw new DomainError(dutyErrors['post-closed'])
    const personIds = await endClaimsOf(tx, post, {
      ...{ state: 'released', endedById, endedAt: batch.now, endedReason: reason },
    })
    await addTaken(tx, post, -personIds.length)
    await markClosed(tx, post, batch.now)
    const subjects = [postId, ...personIds]
    await recordAct(batch, command, { act: 'duty.close-post', subjects, reason })
    return { released: personIds.length }
  }),
})
