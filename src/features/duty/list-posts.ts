import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import type { NamedClaim, PostType, PostView } from './model/posts.ts'
import { selectPostTypes } from './store/post-types.ts'
import { selectClaims, selectPost, selectPosts, selectWaitingClaims } from './store/posts.ts'

/** The sixteen kinds of duty. */
export function listPostTypes(ctx: Ctx): Promise<readonly PostType[]> {
  return inRead(ctx, selectPostTypes)
}

export type PostList = {
  readonly posts: readonly PostView[]
  /** Claims of risky posts that a coordinator is to decide. */
  readonly waiting: readonly NamedClaim[]
}

/** A community's open posts, and what waits there, for its coordinators. */
export function listPosts(ctx: Ctx, communityId: Id): Promise<PostList> {
  return inRead(ctx, async (tx) => ({
    posts: await selectPosts(tx, communityId),
    waiting: await selectWaitingClaims(tx, communityId),
  }))
}

export type PostWithClaims = PostView & { readonly claims: readonly NamedClaim[] }

/** A post with everybody who holds it or held it. @throws `duty.post-not-found` */
export function getPost(
  ctx: Ctx,
  { communityId, postId }: { readonly communityId: Id; readonly postId: Id },
): Promise<PostWithClaims> {
  return inRead(ctx, async (tx) => {
    const post = await selectPost(tx, communityId, postId)
    if (!post) throw new DomainError(dutyErrors['post-not-found'])
    return { ...post, claims: await selectClaims(tx, communityId, postId) }
  })
}
