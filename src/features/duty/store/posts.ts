import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { marked, scrub } from '../../../db/scrub.ts'
import type { Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { nodes, persons, volunteers } from '../../person/tables.ts'
import { dutyErrors } from '../errors.ts'
import type { ClaimState, NamedClaim, Post, PostClaim, PostView } from '../model/posts.ts'
import { postClaims, posts, postTypes } from '../tables/posts.ts'
import { typeColumns } from './post-types.ts'

defineConstraints({
  posts_full: dutyErrors['post-full'],
  post_claims_one_open: dutyErrors['post-claimed'],
  post_claims_not_by_oneself: dutyErrors['own-claim'],
})

export async function insertPost(tx: Tx, post: Post): Promise<void> {
  await tx.insert(posts).values(post)
}

const postKey = (communityId: Id, id: Id) =>
  and(eq(posts.communityId, communityId), eq(posts.id, id))

/** Claims of one post follow one another. */
export async function lockPost(tx: Tx, communityId: Id, id: Id): Promise<Post | undefined> {
  const rows = await tx.select().from(posts).where(postKey(communityId, id)).for('no key update')
  return rows[0]
}

/** `by` 1 for a claim, -1 when one ends. */
export async function addTaken(
  tx: Tx,
  post: Pick<Post, 'communityId' | 'id'>,
  by: number,
): Promise<void> {
  await tx
    .update(posts)
    .set({ taken: sql`${posts.taken} + ${by}` })
    .where(postKey(post.communityId, post.id))
}

export async function markClosed(tx: Tx, post: Post, closedAt: Instant): Promise<void> {
  await tx.update(posts).set({ closedAt }).where(postKey(post.communityId, post.id))
}

/** All of a community that are not closed, in the sequence of the catalogue: some dozens. */
export function selectPosts(tx: Queryable, communityId: Id): Promise<readonly PostView[]> {
  return selectViews(tx, and(eq(posts.communityId, communityId), isNull(posts.closedAt)))
}

export async function selectPost(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<PostView | undefined> {
  return (await selectViews(tx, postKey(communityId, id)))[0]
}

async function selectViews(
  tx: Queryable,
  where: ReturnType<typeof and>,
): Promise<readonly PostView[]> {
  const rows = await tx
    .select({ post: posts, type: typeColumns, stationName: nodes.name })
    .from(posts)
    .innerJoin(postTypes, eq(postTypes.code, posts.typeCode))
    .leftJoin(nodes, eq(nodes.id, posts.stationId))
    .where(where)
    .orderBy(asc(postTypes.position), asc(posts.id))
  return rows.map(({ post, ...rest }) => ({ ...post, ...rest }))
}

export async function insertClaim(tx: Tx, claim: PostClaim): Promise<void> {
  await tx.insert(postClaims).values(claim)
}

const claimKey = (communityId: Id, id: Id) =>
  and(eq(postClaims.communityId, communityId), eq(postClaims.id, id))

export async function lockClaim(tx: Tx, communityId: Id, id: Id): Promise<PostClaim | undefined> {
  const rows = await tx
    .select()
    .from(postClaims)
    .where(claimKey(communityId, id))
    .for('no key update')
  return rows[0]
}

export async function markConfirmed(
  tx: Tx,
  { communityId, id }: PostClaim,
  confirmed: Pick<PostClaim, 'confirmedById' | 'confirmedAt'>,
): Promise<void> {
  await tx
    .update(postClaims)
    .set({ ...confirmed, state: 'onDuty' })
    .where(claimKey(communityId, id))
}

export type Ending = Pick<PostClaim, 'endedById' | 'endedAt' | 'endedReason'> & {
  readonly state: Extract<ClaimState, 'declined' | 'released'>
}

export async function markEnded(
  tx: Tx,
  { communityId, id }: PostClaim,
  ending: Ending,
): Promise<void> {
  await tx.update(postClaims).set(ending).where(claimKey(communityId, id))
}

/** When a post is closed. */
export async function endClaimsOf(tx: Tx, post: Post, ending: Ending): Promise<readonly Id[]> {
  const rows = await tx
    .update(postClaims)
    .set(ending)
    .where(
      and(
        eq(postClaims.communityId, post.communityId),
        eq(postClaims.postId, post.id),
        isNull(postClaims.endedAt),
      ),
    )
    .returning({ personId: postClaims.personId })
  return rows.map(({ personId }) => personId)
}

/** Who holds a post and who did, the newest first. */
export function selectClaims(
  tx: Queryable,
  communityId: Id,
  postId: Id,
): Promise<readonly NamedClaim[]> {
  return selectNamed(
    tx,
    and(eq(postClaims.communityId, communityId), eq(postClaims.postId, postId)),
  )
}

export function selectWaitingClaims(
  tx: Queryable,
  communityId: Id,
): Promise<readonly NamedClaim[]> {
  return selectNamed(
    tx,
    and(eq(postClaims.communityId, communityId), eq(postClaims.state, 'waiting')),
  )
}

const MOST_CLAIMS = 1_000

async function selectNamed(
  tx: Queryable,
  where: ReturnType<typeof and>,
): Promise<readonly NamedClaim[]> {
  const rows = await tx
    .select({ claim: postClaims, name: persons.name, cardNumber: volunteers.cardNumber })
    .from(postClaims)
    .innerJoin(persons, eq(persons.id, postClaims.personId))
    .leftJoin(volunteers, eq(volunteers.personId, postClaims.personId))
    .where(where)
    .orderBy(desc(postClaims.id))
    .limit(MOST_CLAIMS)
  return rows.map(({ claim, ...rest }) => ({ ...claim, ...rest }))
}

/** A person's own, everywhere, the newest first. */
export function selectClaimsOf(tx: Queryable, personId: Id): Promise<readonly PostClaim[]> {
  return tx
    .select()
    .from(postClaims)
    .where(eq(postClaims.personId, personId))
    .orderBy(desc(postClaims.id))
    .limit(MOST_CLAIMS)
}

/** Why a claim ended goes; of other texts only what names the person. */
export async function erasePostTexts(tx: Tx, erased: Erased): Promise<void> {
  const { personId, words, publicWords } = erased
  const mark = ERASED_TEXT
  const reason = postClaims.endedReason
  await tx
    .update(postClaims)
    .set({ endedReason: marked(reason, mark) })
    .where(and(eq(postClaims.personId, personId), isNotNull(reason)))
  await scrub(tx, postClaims, { endedReason: reason }, { words, mark })
  await scrub(tx, posts, { place: posts.place }, { words: publicWords, mark })
}
