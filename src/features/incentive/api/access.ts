import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { holdsRole, requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { incentiveErrors } from '../errors.ts'
import { explainStanding, type ExplainedStanding } from '../explain-standing.ts'

/** Who computes standings, and who checks them. */
export const standingKeepers = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']

/** @throws `request.not-found` */
export function requireKeeper(c: AppContext, nodeId: Id): Promise<void> {
  return requireRole(c, visitorOf(c), standingKeepers, nodeId)
}

export type OpenedStanding = { readonly standing: ExplainedStanding; readonly keeps: boolean }

/**
 * Whole for those who compute or check standings there; of a published one everybody may see the rules
 * and their own row, if they have one. Everything else is not found.
 * @throws `incentive.standing-not-found`
 */
export async function openStanding(c: AppContext, standingId: Id): Promise<OpenedStanding> {
  const visitor = visitorOf(c)
  const { ctx } = c.get('services')
  const { personId } = visitor.actor
  const own = await explainStanding(ctx, { standingId, onlyPersonId: personId })
  if (await holdsRole(c, visitor, standingKeepers, own.nodeId)) {
    const standing = await explainStanding(ctx, { standingId, onlyPersonId: null })
    return { standing, keeps: true }
  }
  if (own.publishedAt === null) {
    throw new DomainError(incentiveErrors['standing-not-found'])
  }
  return { standing: { ...own, lateRecordIds: [] }, keeps: false }
}
