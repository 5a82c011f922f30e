import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { areRelated, findPersons } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { coordinates, holdsAtDesk } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import { promiseColumns } from './rules/promise.ts'
import {
  EMERGENCY_ADVICE,
  needsVisit,
  type PromiseView,
  type RequestKind,
  type SavingsTerms,
} from './model.ts'
import { promiseOf, type PromiseFacts } from './rules/promise.ts'
import { countAhead } from './rules/queue.ts'
import { selectCommunityName, selectOffering, type OfferingFacts } from './store/lookups.ts'
import { selectWaiting } from './store/queue.ts'
import { insertDiary, insertRequest } from './store/requests.ts'

export type RegisterRequest = {
  readonly kind: RequestKind
  /** Null: oneself. Somebody else: a coordinator enters it for a caller. */
  readonly requesterId: Id | null
  /** Null: the requester. Else a verified relative, or anybody whom a coordinator or 队长 names. */
  readonly recipientId: Id | null
  readonly offeringId: Id | null
  readonly content: string
  readonly place: string
  readonly safetyNow: boolean
  /** 重点保障, stated by a coordinator with the reason. */
  readonly need: { readonly reason: string } | null
  readonly wishedAt: Instant | null
}

export type RegisteredRequest = {
  readonly id: Id
  readonly communityId: Id
  readonly state: 'registered'
  /** Null for the kinds for which nobody comes. */
  readonly promise: PromiseView | null
  /** 前面还有 N 件. */
  readonly aheadCount: number | null
  readonly emergency: string | null
}

/** A request that may be registered, before it is known whether savings are used. */
export type PreparedRequest = {
  readonly id: Id
  readonly input: RegisterRequest
  readonly requesterId: Id
  readonly recipientId: Id
  readonly offering: OfferingFacts | null
  /** Null where no visit is needed. */
  readonly facts: PromiseFacts | null
}

type Register = FreshCommand<RegisterRequest>

/**
 * Registers a case at the scope's desk and promises a date where somebody has to come. Safety now
 * comes first, and the answer says whom to call. @throws `desk.recipient-not-yours`,
 * `desk.need-by-coordinator`, `desk.offering-not-found`, `desk.wish-past`, `person.not-found`
 */
export const registerRequest = writeUseCase<RegisterRequest, RegisteredRequest, unknown>({
  useCase: 'desk.register-request',
  work: oneByOne(async (batch, command) => {
    const prepared = await prepareRequest(batch, command)
    return fileRequest(batch, command, prepared, null)
  }),
})

/** Who may ask for whom, and what; writes nothing. */
export async function prepareRequest(batch: Batch, command: Register): Promise<PreparedRequest> {
  const { input, scope } = command
  const { tx } = batch.ctx
  const actorId = command.actor.personId
  const requesterId = input.requesterId ?? actorId
  if (requesterId === null) throw new DomainError(personErrors['not-found'])
  const recipientId = input.recipientId ?? requesterId
  if ((await selectCommunityName(tx, scope)) === undefined) {
    throw new DomainError(personErrors['community-not-found'])
  }
  await requireRightToAsk(batch, command, requesterId, recipientId)
  const offering = await offeringOf(batch, input)
  if (input.wishedAt !== null && input.wishedAt <= batch.now) {
    throw new DomainError(deskErrors['wish-past'])
  }
  const facts: PromiseFacts | null = needsVisit(input.kind)
    ? {
        registeredAt: batch.now,
        neededAt: input.need ? batch.now : null,
        savingsAt: null,
        offering,
        wishedAt: input.wishedAt,
      }
    : null
  return { id: newId(), input, requesterId, recipientId, offering, facts }
}

async function requireRightToAsk(
  batch: Batch,
  command: Register,
  requesterId: Id,
  recipientId: Id,
): Promise<void> {
  const { tx } = batch.ctx
  const forSelf = command.actor.personId === requesterId
  const byCoordinator = await coordinates(batch, command)
  if (!forSelf && !byCoordinator) throw new DomainError(personErrors['not-self'])
  if (command.input.need && !byCoordinator) {
    throw new DomainError(deskErrors['need-by-coordinator'])
  }
  const persons = await findPersons(tx, [requesterId, recipientId])
  for (const id of [requesterId, recipientId]) {
    const person = persons.get(id)
    if (!person || person.leftAt !== null) throw new DomainError(personErrors['not-found'])
  }
  if (recipientId === requesterId || byCoordinator) return
  if (await areRelated(tx, requesterId, recipientId)) return
  if (await holdsAtDesk(batch, command, ['teamLeader'])) return
  throw new DomainError(deskErrors['recipient-not-yours'])
}

/** What is only recorded, such as a rehearsal, cannot be asked for. */
async function offeringOf(batch: Batch, input: RegisterRequest): Promise<OfferingFacts | null> {
  if (input.offeringId === null) return null
  const offering = await selectOffering(batch.ctx.tx, input.offeringId)
  if (!offering || offering.retiredAt !== null || offering.counts === 'none') {
    throw new DomainError(deskErrors['offering-not-found'])
  }
  return offering
}

/** Working time and limits that hold on the day of registration. */
export async function stationAt(ctx: Parameters<typeof loadPolicies>[0], registeredAt: Instant) {
  const queue = policyAt(await loadPolicies(ctx), 'queue', civilDateOf(registeredAt))
  return { calendar: ctx.calendar, queue }
}

/** Writes the request with its diary, with savings when redemption has placed a hold for it. */
export async function fileRequest(
  batch: Batch,
  command: Register,
  prepared: PreparedRequest,
  savings: SavingsTerms | null,
): Promise<RegisteredRequest> {
  const { id, input } = prepared
  const communityId = command.scope
  const { tx } = batch.ctx
  const { now } = batch
  const facts = prepared.facts && { ...prepared.facts, savingsAt: savings ? now : null }
  const promise = facts && promiseOf(facts, await stationAt(batch.ctx, now))
  await insertRequest(tx, {
    communityId,
    id,
    kind: input.kind,
    requesterId: prepared.requesterId,
    recipientId: prepared.recipientId,
    offeringId: input.offeringId,
    content: input.content,
    place: input.place,
    registeredById: command.actor.personId ?? prepared.requesterId,
    registeredAt: now,
    safetyNow: input.safetyNow,
    inNeed: input.need !== null,
    neededAt: input.need ? now : null,
    wishedAt: input.wishedAt,
    ...(promise && promiseColumns(promise)),
    ...savingsColumns(savings, now),
  })
  await insertDiary(tx, { communityId, id }, noteOf(command, now))
  await recordAct(batch, command, {
    act: 'desk.register-request',
    subjects: [id, prepared.requesterId, prepared.recipientId],
    reason: input.need?.reason ?? null,
  })
  const place = promise && {
    id,
    safetyNow: input.safetyNow,
    promisedBy: promise.promisedBy,
    registeredAt: now,
  }
  return {
    id,
    communityId,
    state: 'registered',
    promise,
    aheadCount: place && countAhead(place, await selectWaiting(tx, communityId)),
    emergency: input.safetyNow ? EMERGENCY_ADVICE : null,
  }
}

export function savingsColumns(savings: SavingsTerms | null, now: Instant) {
  return {
    usesSavings: savings !== null,
    savingsAt: savings ? now : null,
    ...(savings && {
      holdCommunityId: savings.hold.communityId,
      holdId: savings.hold.id,
      quotedMinutes: savings.quotedMinutes,
      agreedMoreMinutes: savings.agreedMoreMinutes,
    }),
  }
}

function noteOf({ actor, input }: Register, now: Instant) {
  return {
    act: 'register',
    actorId: actor.personId,
    note: input.safetyNow ? '紧急：已提示拨打 110、119、120' : (input.need?.reason ?? null),
    recordedAt: now,
  }
}
