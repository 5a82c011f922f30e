import { z } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import {
  communityParams,
  cursorSchema,
  idSchema,
  limitSchema,
  textSchema,
} from '../../../http/openapi.ts'
import { requireRole } from '../../../http/session.ts'

const readers = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']

/** Who works with a community's posts, or looks on. @throws `request.not-found` */
export function requireReader(c: AppContext, communityId: string): Promise<void> {
  return requireRole(c, visitorOf(c), readers, communityId)
}

/** Whoever belongs to a community or works for it. @throws `request.not-found` */
export function requireAnyRole(c: AppContext, communityId: string): Promise<void> {
  const everybody = [...readers, 'resident', 'volunteer', 'teamLeader']
  return requireRole(c, visitorOf(c), everybody, communityId)
}

export const pageQuery = z.object({ limit: limitSchema, cursor: cursorSchema.optional() })

export const idParams = communityParams.extend({
  id: idSchema.openapi({ param: { name: 'id', in: 'path' } }),
})

export const reasonField = { reason: textSchema(200) }

/** At most so many people in one list. */
export const MOST_PEOPLE = 500

export const whoSchema = z.array(textSchema(60)).min(1).max(MOST_PEOPLE)

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}
