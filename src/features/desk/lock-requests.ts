import type { Command } from '../../db/command.ts'
import type { Batch } from '../../db/commands.ts'
import type { Tx } from '../../db/client.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { openBooks } from '../ledger/open-books.ts'
import { personErrors } from '../person/errors.ts'
import { findHolders } from '../person/find-holders.ts'
import type { Role } from '../person/model.ts'
import { deskErrors } from './errors.ts'
import type { DeskRequest, Visit } from './model/requests.ts'
import { selectListed } from './store/queue.ts'
import { lockRequestRows, selectHolds, selectRequest, type RequestKey } from './store/requests.ts'
import { selectRequestsOf, selectVisit, selectVisitsOf } from './store/visits.ts'

type Acting = Pick<Command<unknown>, 'actor' | 'scope'>

/**
 * The locks of a request in their one order: the books that keep its hold, then its row. Books come
 * first everywhere, so approving, rejecting and the desk never wait for each other in a circle.
 */
export async function lockRequests(
  tx: Tx,
  keys: readonly RequestKey[],
  moreBooks: readonly Id[] = [],
): Promise<void> {
  const holds = await selectHolds(tx, keys)
  const communityIds = [...moreBooks, ...holds.map(({ communityId }) => communityId)]
  if (communityIds.length > 0) await openBooks(tx, { communityIds, accounts: [] })
  await lockRequestRows(tx, keys)
}

/** For use cases whose input names one request. */
export function lockNamedRequests(
  tx: Tx,
  commands: readonly Command<{ readonly requestId: Id }>[],
): Promise<void> {
  return lockRequests(
    tx,
    commands.map(({ scope, input }) => ({ communityId: scope, id: input.requestId })),
  )
}

/** For use cases whose input names one visit: its request is its lock. */
export async function lockNamedVisits(
  tx: Tx,
  commands: readonly Command<{ readonly visitId: Id }>[],
): Promise<void> {
  const keys = commands.map(({ scope, input }) => ({ communityId: scope, id: input.visitId }))
  await lockRequests(tx, await selectRequestsOf(tx, keys))
}

/** @throws `desk.request-not-found` */
export async function requestIn(batch: Batch, key: RequestKey): Promise<DeskRequest> {
  const request = await selectRequest(batch.ctx.tx, key)
  if (!request) throw new DomainError(deskErrors['request-not-found'])
  return request
}

/** @throws `desk.visit-not-found` */
export async function visitIn(
  batch: Batch,
  communityId: Id,
  visitId: Id,
): Promise<{ readonly visit: Visit; readonly request: DeskRequest }> {
  const visit = await selectVisit(batch.ctx.tx, { communityId, id: visitId })
  if (!visit) throw new DomainError(deskErrors['visit-not-found'])
  return { visit, request: await requestIn(batch, { communityId, id: visit.requestId }) }
}

/** Does the actor hold one of `roles` at the desk's community, now and until the transaction ends? */
export async function holdsAtDesk(
  batch: Batch,
  { actor, scope }: Acting,
  roles: readonly Role[],
): Promise<boolean> {
  if (actor.personId === null) return true
  const pair = { personId: actor.personId, communityId: scope }
  return (await findHolders(batch.ctx.tx, [pair], roles)).size > 0
}

export function coordinates(batch: Batch, command: Acting): Promise<boolean> {
  return holdsAtDesk(batch, command, ['coordinator'])
}

/** A person who coordinates the desk. @throws `person.role-missing` */
export async function requireCoordinator(batch: Batch, command: Acting): Promise<Id> {
  const { personId } = command.actor
  if (personId === null || !(await coordinates(batch, command))) {
    throw new DomainError(personErrors['role-missing'])
  }
  return personId
}

/**
 * The case that a coordinator works on. To whom it complains of there is none.
 * @throws `person.role-missing`, `desk.request-not-found`
 */
export async function requestForDesk(
  batch: Batch,
  command: Command<{ readonly requestId: Id }>,
): Promise<{ readonly actorId: Id; readonly request: DeskRequest }> {
  const actorId = await requireCoordinator(batch, command)
  const request = await requestIn(batch, {
    communityId: command.scope,
    id: command.input.requestId,
  })
  if (request.complainedOfId === actorId) throw new DomainError(deskErrors['request-not-found'])
  return { actorId, request }
}

/** Who asks, or is to be served. */
export function isAsker(request: DeskRequest, personId: Id | null): boolean {
  return personId === request.requesterId || personId === request.recipientId
}

export function isHelper(visit: Visit, personId: Id | null): boolean {
  return visit.helpers.some((helper) => helper.personId === personId)
}

/** Whoever has nothing to do with a request is told that there is none. */
export async function requireAskerOrCoordinator(
  batch: Batch,
  command: Acting,
  request: DeskRequest,
): Promise<void> {
  const { personId } = command.actor
  if (isAsker(request, personId)) return
  const complainedOf = personId !== null && personId === request.complainedOfId
  if (!complainedOf && (await coordinates(batch, command))) return
  throw new DomainError(deskErrors['request-not-found'])
}

/**
 * Nobody is there, was there, or is in dispute about it; what was rejected does not count. Returns
 * the visits, newest first. @throws `desk.visit-open`
 */
export async function requireNotBegun(
  batch: Batch,
  request: DeskRequest,
): Promise<readonly Visit[]> {
  const { tx } = batch.ctx
  const visits = await selectVisitsOf(tx, request.communityId, request.id)
  const listed = await selectListed(tx, request.communityId, request.id)
  const begun = visits.some(
    ({ state, checkedInAt }) => state === 'disputed' || (state === 'taken' && checkedInAt !== null),
  )
  if (begun || listed?.served) throw new DomainError(deskErrors['visit-open'])
  return visits
}
