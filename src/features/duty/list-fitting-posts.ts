import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import { isRefusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findVolunteers } from '../person/find-persons.ts'
import { loadFitness } from './find-fitness.ts'
import type { PostClaim, PostView } from './model/posts.ts'
import { matchSkills, sortFitting, type Fitting } from './rules/posts.ts'
import { selectClaimsOf, selectPosts } from './store/posts.ts'

export type FittingPost = PostView &
  Fitting & {
    /** The person's claim of it that stands. */
    readonly claim: PostClaim | null
  }

/**
 * The posts of a community as one volunteer sees them: those that they can claim and that fit their
 * skills and hobbies first, each with what fits (`matched`) and why not (`refusal`).
 */
export async function listFittingPosts(
  ctx: Ctx,
  { communityId, personId }: { readonly communityId: Id; readonly personId: Id },
): Promise<readonly FittingPost[]> {
  const on = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const fitnessOf = await loadFitness(ctx, { communityId, personIds: [personId], on })
  return inRead(ctx, async (tx) => {
    const posts = await selectPosts(tx, communityId)
    const skills = (await findVolunteers(tx, [personId])).get(personId)?.skills ?? []
    const claims = (await selectClaimsOf(tx, personId)).filter(({ endedAt }) => endedAt === null)
    return sortFitting(
      posts.map((post) => {
        const fitness = fitnessOf(personId, post.type)
        return {
          ...post,
          matched: matchSkills(skills, post.type),
          refusal: isRefusal(fitness) ? fitness : null,
          free: post.taken < post.places,
          claim: claims.find(({ postId }) => postId === post.id) ?? null,
        }
      }),
    )
  })
}
