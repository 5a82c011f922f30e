import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { requireRole } from '../../../http/session.ts'
import type { Id } from '../../../kernel/ids.ts'
import { loadOpening, type OpenedFile } from '../load-opening.ts'
import { careRoles } from '../require-resident.ts'

/**
 * Coordinators of the community and above; whoever else asks, supervisors too, is told that there is
 * no such thing. @throws `request.not-found`
 */
export function requireCareRole(c: AppContext, communityId: Id): Promise<void> {
  return requireRole(c, visitorOf(c), careRoles, communityId)
}

/** An opening for the one who made it, who is still a coordinator, or whom it is about. */
export async function readOpening(
  c: AppContext,
  communityId: Id,
  openingId: Id,
): Promise<OpenedFile> {
  const { ctx } = c.get('services')
  const readerId = visitorOf(c).actor.personId
  const opened = await loadOpening(ctx, { communityId, openingId, readerId })
  if (opened.reasonKind !== 'ownRequest') await requireCareRole(c, communityId)
  return opened
}
