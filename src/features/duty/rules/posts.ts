import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { dutyErrors } from '../errors.ts'
import type { Post, PostClaim, PostType } from '../model/posts.ts'

export function decideClaim(post: Post | undefined): Post | Refusal {
  if (!post) return refuse(dutyErrors['post-not-found'])
  if (post.closedAt !== null) return refuse(dutyErrors['post-closed'])
  return post.taken < post.places ? post : refuse(dutyErrors['post-full'], { places: post.places })
}

/** A claim of the post that still stands. */
export function decideEnding(claim: PostClaim | undefined, postId: Id): PostClaim | Refusal {
  if (claim?.postId !== postId) return refuse(dutyErrors['claim-not-found'])
  return claim.endedAt === null ? claim : refuse(dutyErrors['claim-ended'])
}

/** A claim that waits, decided by somebody else. */
export function decideConfirming(
  claim: PostClaim | undefined,
  postId: Id,
  byId: Id,
): PostClaim | Refusal {
  const standing = decideEnding(claim, postId)
  if ('refused' in standing) return standing
  if (standing.state === 'onDuty') return refuse(dutyErrors['claim-confirmed'])
  return standing.personId === byId ? refuse(dutyErrors['own-claim']) : standing
}

/** Which of somebody's skills and hobbies (爱好特长) fit a kind of duty; a part of a word is enough. */
export function matchSkills(
  skills: readonly string[],
  type: Pick<PostType, 'skills'>,
): readonly string[] {
  return skills.filter((skill) =>
    type.skills.some((word) => skill.includes(word) || word.includes(skill)),
  )
}

export type Fitting = {
  readonly matched: readonly string[]
  readonly refusal: Refusal | null
  readonly free: boolean
}

/** First what can be claimed now, of that what fits most skills; the rest as it was. */
export function sortFitting<T extends Fitting>(posts: readonly T[]): readonly T[] {
  const weight = ({ matched, refusal, free }: Fitting) =>
    (free ? 10_000 : 0) + (refusal === null ? 1_000 : 0) + matched.length
  return posts
    .map((post, index) => ({ post, index }))
    .sort((a, b) => weight(b.post) - weight(a.post) || a.index - b.index)
    .map(({ post }) => post)
}
