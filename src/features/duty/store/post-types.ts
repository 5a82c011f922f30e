import { asc, eq } from 'drizzle-orm'
import type { Queryable } from '../../../db/client.ts'
import type { PostType } from '../model/posts.ts'
import { postTypes } from '../tables/posts.ts'

export const typeColumns = {
  code: postTypes.code,
  name: postTypes.name,
  kind: postTypes.kind,
  domain: postTypes.domain,
  skills: postTypes.skills,
  risky: postTypes.risky,
  minimumAge: postTypes.minimumAge,
  needsInsurance: postTypes.needsInsurance,
  needsTraining: postTypes.needsTraining,
  fromSeed: postTypes.fromSeed,
}

/** All of them, in their own sequence; there are sixteen. */
export function selectPostTypes(tx: Queryable): Promise<readonly PostType[]> {
  return tx.select(typeColumns).from(postTypes).orderBy(asc(postTypes.position))
}

export async function selectPostType(tx: Queryable, code: string): Promise<PostType | undefined> {
  const rows = await tx.select(typeColumns).from(postTypes).where(eq(postTypes.code, code))
  return rows[0]
}
