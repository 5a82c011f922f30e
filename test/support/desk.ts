import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { plusMinutes, type Instant } from '../../src/kernel/clock.ts'
import type { AnswerRequest } from '../../src/features/desk/answer-request.ts'
import { finishVisit, type FinishVisit } from '../../src/features/desk/finish-visit.ts'
import type { RegisterRequest } from '../../src/features/desk/register-request.ts'
import { startVisit } from '../../src/features/desk/start-visit.ts'
import { takeVisit } from '../../src/features/desk/take-visit.ts'
import {
  askWithSavings,
  type AskedWithSavings,
  type AskWithSavings,
} from '../../src/features/redemption/ask-with-savings.ts'
import { openedToken } from '../../src/features/service/approve-records.ts'
import { approveRecords, type RecordOutcome } from '../../src/features/service/approve-records.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import type { TestPerson, World } from './world.ts'

/** 已解决 in the community, answered now, unless said otherwise. */
export function answerOf(requestId: Id, wish: Partial<AnswerRequest> = {}): AnswerRequest {
  return {
    requestId,
    reply: '已处理',
    replyKind: 'direct',
    outcome: 'solved',
    outcomeLevel: 'community',
    answeredAt: null,
    ...wish,
  }
}

/** 求助 for oneself, without an offering, unless said otherwise. */
export function requestOf(wish: Partial<RegisterRequest> = {}): RegisterRequest {
  return {
    kind: 'help',
    requesterId: null,
    recipientId: null,
    offeringId: null,
    content: '代买一袋米',
    place: '演示路 1 号',
    safetyNow: false,
    need: null,
    wishedAt: null,
    complainedOfId: null,
    intake: null,
    ...wish,
  }
}

export function savingsAskOf(wish: Partial<AskWithSavings> = {}): AskWithSavings {
  return {
    ...requestOf(),
    payer: null,
    expectedMinutes: minutes(60),
    agreedMoreMinutes: minutes(0),
    ...wish,
  }
}

export function askOwn(
  world: World,
  person: TestPerson,
  scope: Id,
  wish: Partial<AskWithSavings> = {},
): Promise<AskedWithSavings> {
  return world.run(askWithSavings, person.actor, scope, savingsAskOf(wish))
}

/** A volunteer takes it for an hour from now. */
export async function take(
  world: World,
  helpers: readonly TestPerson[],
  scope: Id,
  requestId: Id,
  by: TestPerson | undefined = helpers[0],
): Promise<Id> {
  if (!by) throw new Error('nobody takes it')
  const { id } = await world.run(takeVisit, by.actor, scope, {
    requestId,
    scheduledAt: plusMinutes(world.now(), 60),
    helperIds: helpers.map((helper) => helper.id),
  })
  return id
}

export type Stay = { readonly helper: TestPerson; readonly minutes: number }

/** Checks in now, stays as long as said (the clock goes on), and is confirmed by signature. */
export async function serve(
  world: World,
  scope: Id,
  visitId: Id,
  stays: readonly Stay[],
  wish: Partial<FinishVisit> = {},
) {
  const [first] = stays
  if (!first) throw new Error('nobody stays')
  const { startedAt } = await world.run(startVisit, first.helper.actor, scope, { visitId })
  world.passMinutes(Math.max(...stays.map((stay) => stay.minutes)))
  return world.run(
    finishVisit,
    first.helper.actor,
    scope,
    finishOf(visitId, stays.map(timesFrom(startedAt)), wish),
  )
}

export function timesFrom(startedAt: Instant) {
  return (stay: Stay) => ({
    personId: stay.helper.id,
    startedAt,
    endedAt: plusMinutes(startedAt, stay.minutes),
  })
}

export function finishOf(
  visitId: Id,
  helpers: FinishVisit['helpers'],
  wish: Partial<FinishVisit> = {},
): FinishVisit {
  return {
    visitId,
    helpers,
    outcome: '已办好',
    offeringId: null,
    lateReason: null,
    confirmation: { how: 'signature', code: null },
    ...wish,
  }
}

/** Opens and approves, as the inbox does. */
export async function approveAll(
  world: World,
  coordinator: TestPerson,
  scope: Id,
  records: readonly RecordKey[],
): Promise<readonly RecordOutcome[]> {
  return world.run(approveRecords, coordinator.actor, scope, {
    records: records.map(({ communityId, id }) => ({ communityId, id })),
    opened: records.map(({ id }) => openedToken(world.ctx.sealKeys, coordinator.id, id)),
  })
}
