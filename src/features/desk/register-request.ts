import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { nthWorkdayAfter } from '../../kernel/workdays.ts'
import { recordAct } from '../audit/record-acts.ts'
import { findOnDuty } from '../duty/find-on-duty.ts'
import { postNotices } from '../notice/post-notices.ts'
import { personErrors } from '../person/errors.ts'
import { areRelated, findPersons } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { coordinates, holdsAtDesk } from './lock-requests.ts'
import { beginClocks, stopClocks, workingTimeAt } from './stop-clocks.ts'
import { deskErrors } from './errors.ts'
import { requestKindNames } from './messages.ts'
import { promiseColumns } from './rules/promise.ts'
import {
  DESK_DUTY,
  EMERGENCY_ADVICE,
  needsVisit,
  type Channel,
  type PromiseView,
  type RequestKind,
  type SavingsTerms,
} from './model/requests.ts'
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
  /** Whom a complaint is about: it goes past them. */
  readonly complainedOfId: Id | null
  /** Null: the asker's own web form. */
  readonly intake: Intake | null
}

/** How it came in, said by the coordinator who types it, or by a gateway. */
export type Intake = {
  readonly channel: Channel
  /** The gateway's own name, such as 惠民通. */
  readonly channelLabel: string | null
  /** The paper's or the gateway's time, from which all clocks run; null: now. */
  readonly receivedAt: Instant | null
  /** Told on the spot, by voice, what happens next: that is the first answer (SE-70). */
  readonly toldAt: Instant | null
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
  readonly registeredAt: Instant
  readonly offering: OfferingFacts | null
  /** Null where no visit is needed. */
  readonly facts: PromiseFacts | null
}

type Register = FreshCommand<RegisterRequest>

/**
 * Registers a case at the scope's desk and promises a date where somebody has to come. Safety now
 * comes first, and the answer says whom to call. Its clocks start when it came in.
 * @throws `desk.recipient-not-yours`, `desk.need-by-coordinator`, `desk.intake-by-coordinator`,
 * `desk.paper-time`, `desk.complained-of`, `desk.offering-not-found`, `desk.wish-past`,
 * `person.not-found`
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
  const registeredAt = await judgeIntake(batch, command)
  await judgeComplaint(batch, input, [requesterId, recipientId])
  const facts: PromiseFacts | null = needsVisit(input.kind)
    ? {
        registeredAt,
        neededAt: input.need ? registeredAt : null,
        savingsAt: null,
        offering,
        wishedAt: input.wishedAt,
      }
    : null
  return { id: newId(), input, requesterId, recipientId, registeredAt, offering, facts }
}

/** When it came in. Only the desk, or a gateway, says that it was earlier or by another way. */
async function judgeIntake(batch: Batch, command: Register): Promise<Instant> {
  const { intake } = command.input
  if (intake === null) return batch.now
  if (!(await coordinates(batch, command))) {
    throw new DomainError(deskErrors['intake-by-coordinator'])
  }
  const registeredAt = intake.receivedAt ?? batch.now
  const { limits } = await workingTimeAt(batch.ctx, batch.now)
  const told = intake.toldAt ?? registeredAt
  const lastOn = nthWorkdayAfter(
    batch.ctx.calendar,
    civilDateOf(registeredAt),
    limits.paperWorkdays,
  )
  if (registeredAt > told || told > batch.now || lastOn < civilDateOf(batch.now)) {
    throw new DomainError(deskErrors['paper-time'])
  }
  return registeredAt
}

/** a complaint may name somebody of the district, never the one who complains. */
async function judgeComplaint(
  batch: Batch,
  { kind, complainedOfId }: RegisterRequest,
  askers: readonly Id[],
): Promise<void> {
  if (complainedOfId === null) return
  if (kind !== 'complaint' || askers.includes(complainedOfId)) {
    throw new DomainError(deskErrors['complained-of'])
  }
  if (!(await findPersons(batch.ctx.tx, [complainedOfId])).has(complainedOfId)) {
    throw new DomainError(personErrors['not-found'])
  }
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
  const { id, input, registeredAt } = prepared
  const communityId = command.scope
  const { tx } = batch.ctx
  const { now } = batch
  const facts = prepared.facts && { ...prepared.facts, savingsAt: savings ? now : null }
  const promise = facts && promiseOf(facts, await stationAt(batch.ctx, registeredAt))
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
    ...intakeColumns(input),
    registeredAt,
    enteredAt: now,
    safetyNow: input.safetyNow,
    inNeed: input.need !== null,
    neededAt: input.need ? registeredAt : null,
    wishedAt: input.wishedAt,
    ...(promise && promiseColumns(promise)),
    ...savingsColumns(savings, now),
  })
  await insertDiary(tx, { communityId, id }, noteOf(command, registeredAt, now))
  await oweAnswers(batch, command, prepared)
  await tellDesk(batch, command, prepared)
  await recordAct(batch, command, {
    act: 'desk.register-request',
    subjects: [id, prepared.requesterId, prepared.recipientId],
    reason: input.need?.reason ?? null,
  })
  const place = promise && {
    id,
    safetyNow: input.safetyNow,
    promisedBy: promise.promisedBy,
    registeredAt,
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

function intakeColumns({ intake, complainedOfId }: RegisterRequest) {
  return {
    channel: intake?.channel ?? 'web',
    channelLabel: intake?.channelLabel ?? null,
    complainedOfId,
  } as const
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

function noteOf({ actor, input }: Register, happenedAt: Instant, recordedAt: Instant) {
  return {
    act: 'register',
    actorId: actor.personId,
    note: input.safetyNow ? '紧急：已提示拨打 110、119、120' : (input.need?.reason ?? null),
    happenedAt,
    recordedAt,
  }
}

/** A角 is told, or B角 while A is away (SE-72); whoever types it in knows. */
async function tellDesk(
  batch: Batch,
  { scope, actor, input }: Register,
  { id }: PreparedRequest,
): Promise<void> {
  const { acting } = await findOnDuty(batch.ctx.tx, scope, DESK_DUTY, batch.now)
  if (acting === null || acting === actor.personId || acting === input.complainedOfId) return
  await postNotices(batch.ctx.tx, batch.now, [
    {
      ...{ recipientId: acting, communityId: scope, kind: 'desk.request', urgent: true },
      text: `服务台收到一件${requestKindNames[input.kind]}，请受理。`,
      link: `/requests/${id}?community=${scope}`,
      onceKey: `request-${id}`,
    },
  ])
}

/** Starts what is owed to the asker; who was told on the spot has had the first answer. */
async function oweAnswers(
  batch: Batch,
  { scope, actor, input }: Register,
  { id, registeredAt }: PreparedRequest,
): Promise<void> {
  const key = { communityId: scope, id }
  const from = { at: registeredAt, round: 1 }
  await beginClocks(batch, key, input.kind, from)
  const toldAt = input.intake?.toldAt ?? null
  if (toldAt === null) return
  const told = { act: 'contact', actorId: actor.personId, note: '当场告知怎么办理' }
  await insertDiary(batch.ctx.tx, key, { ...told, happenedAt: toldAt, recordedAt: batch.now })
  await stopClocks(batch, key, ['firstAnswer'], toldAt)
}
