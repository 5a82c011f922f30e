import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { requireRole } from '../../../http/session.ts'
import type { Id } from '../../../kernel/ids.ts'

/** Who reads a community's books. */
export const keepers = ['coordinator', 'auditor', 'supervisor', 'districtAdministrator'] as const

/** Who acts for others in them. */
export const clerks = ['coordinator', 'districtAdministrator'] as const

/** Who takes the whole books along. */
export const auditors = ['auditor', 'districtAdministrator'] as const

/** One's own account, or any as a keeper of the community. @throws `request.not-found` */
export async function requireReader(
  c: AppContext,
  { communityId, personId }: { readonly communityId: Id; readonly personId: Id },
): Promise<void> {
  const visitor = visitorOf(c)
  if (visitor.actor.personId === personId) return
  await requireRole(c, visitor, keepers, communityId)
}

/** The commons is everybody's whose books are here. @throws `request.not-found` */
export async function requireCommonsReader(c: AppContext, communityId: Id): Promise<void> {
  const visitor = visitorOf(c)
  if (visitor.booksCommunityId === communityId) return
  await requireRole(c, visitor, keepers, communityId)
}

/** @throws `request.not-found` */
export function requireKeeper(c: AppContext, communityId: Id): Promise<void> {
  return requireRole(c, visitorOf(c), keepers, communityId)
}

/** @throws `request.not-found` */
export function requireAuditor(c: AppContext, communityId: Id): Promise<void> {
  return requireRole(c, visitorOf(c), auditors, communityId)
}

/** @throws `request.not-found` */
export function requireClerk(c: AppContext, communityId: Id): Promise<void> {
  return requireRole(c, visitorOf(c), clerks, communityId)
}

/** For one's own savings, or for another's as a clerk. @throws `request.not-found` */
export async function requireGiver(c: AppContext, communityId: Id, giverId: Id): Promise<void> {
  if (visitorOf(c).actor.personId !== giverId) await requireClerk(c, communityId)
}
