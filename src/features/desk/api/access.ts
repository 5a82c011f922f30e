import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { holdsRole, requireRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { loadProfile } from '../../person/load-profile.ts'
import { deskErrors } from '../errors.ts'
import { getRequest, type RequestDetail } from '../get-request.ts'

/** Who works at a desk, or watches over it. */
export const deskReaders = [
  'coordinator',
  'districtAdministrator',
  'supervisor',
  'auditor',
] as const

/** As what somebody reads a case: it decides what they see of it. */
export type Reader = 'asker' | 'helper' | 'desk'

export type ReadRequest = RequestDetail & { readonly reader: Reader }

/** Somebody who has nothing to do with a case is told that there is none. */
export async function readRequest(
  c: AppContext,
  communityId: Id,
  requestId: Id,
): Promise<ReadRequest> {
  const detail = await getRequest(c.get('services').ctx, communityId, requestId)
  return { ...detail, reader: await readerOf(c, detail) }
}

async function readerOf(c: AppContext, detail: RequestDetail): Promise<Reader> {
  const visitor = visitorOf(c)
  const { personId } = visitor.actor
  const { request, visits } = detail
  if (personId === request.requesterId || personId === request.recipientId) return 'asker'
  if (personId === request.complainedOfId) throw new DomainError(deskErrors['request-not-found'])
  if (await holdsRole(c, visitor, deskReaders, request.communityId)) return 'desk'
  const open = visits.filter(({ state }) => ['taken', 'done', 'disputed'].includes(state))
  if (open.some(({ helpers }) => helpers.some((one) => one.personId === personId))) return 'helper'
  throw new DomainError(deskErrors['request-not-found'])
}

/** @throws `request.not-found` */
export function requireDesk(c: AppContext, communityId: Id): Promise<void> {
  return requireRole(c, visitorOf(c), deskReaders, communityId)
}

/** Tasks are for volunteers who belong to the community, and for its desk. @throws `request.not-found` */
export async function requireTaskReader(c: AppContext, communityId: Id): Promise<void> {
  const visitor = visitorOf(c)
  if (await holdsRole(c, visitor, deskReaders, communityId)) return
  const profile = await loadProfile(c.get('services').ctx, visitor.actor.personId)
  const here = profile.memberships.some(
    (one) => one.communityId === communityId && one.untilOn === null,
  )
  if (!profile.volunteer || !here) throw new DomainError(deskErrors['helper-not-here'])
}
