import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { epochMs, instantOf, MINUTE_MS, type Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { coordinates, isHelper, lockNamedVisits, visitIn } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import { stepRequest } from './rules/request-machine.ts'
import { insertDiary, updateRequest } from './store/requests.ts'
import { updateVisit } from './store/visits.ts'

export type StartVisit = { readonly visitId: Id }

export type StartedVisit = {
  readonly id: Id
  readonly startedAt: Instant
  /** After the promise: nothing will be charged (超时免扣). */
  readonly late: boolean
}

/** Pressed at the door: the check-in of the visit, to the minute. @throws `desk.visit-state` */
export const startVisit = writeUseCase<StartVisit, StartedVisit, unknown>({
  useCase: 'desk.start-visit',
  lock: lockNamedVisits,
  work: oneByOne(async (batch, command) => {
    const { actor, scope, input } = command
    const { visit, request } = await visitIn(batch, scope, input.visitId)
    if (!isHelper(visit, actor.personId)) {
      if (await coordinates(batch, command)) throw new DomainError(deskErrors['not-your-visit'])
      throw new DomainError(deskErrors['visit-not-found'])
    }
    if (visit.state !== 'taken' || visit.checkedInAt !== null) {
      throw new DomainError(deskErrors['visit-state'], { state: visit.state })
    }
    const state = accept(stepRequest(request.state, 'start'))
    const startedAt = wholeMinute(batch.now)
    await updateVisit(batch.ctx.tx, visit, { checkedInAt: startedAt, startedAt })
    await updateRequest(batch.ctx.tx, request, { state })
    await insertDiary(batch.ctx.tx, request, {
      act: 'start-visit',
      actorId: actor.personId,
      recordedAt: batch.now,
    })
    await recordAct(batch, command, { act: 'desk.start-visit', subjects: [visit.id] })
    const late = request.promisedBy !== null && startedAt > request.promisedBy
    return { id: visit.id, startedAt, late }
  }),
})

/** Records are kept to the minute; what has begun counts from its beginning. */
export function wholeMinute(instant: Instant): Instant {
  return instantOf(Math.floor(epochMs(instant) / MINUTE_MS) * MINUTE_MS)
}
