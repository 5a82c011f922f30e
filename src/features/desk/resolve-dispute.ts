import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO } from '../../kernel/minutes.ts'
import { recordAct } from '../audit/record-acts.ts'
import { countVisit, requireAllHelpers, spanOf, type HelperTimes } from './count-visit.ts'
import { isHelper, lockNamedVisits, requireCoordinator, visitIn } from './lock-requests.ts'
import { returnHold } from './return-hold.ts'
import { deskErrors } from './errors.ts'
import type { FinishedVisit } from './finish-visit.ts'
import type { DeskRequest, Visit } from './model/requests.ts'
import { stepVisit } from './rules/visit-machine.ts'
import { insertDiary } from './store/requests.ts'
import { updateVisit } from './store/visits.ts'

/** `helpers`: the minutes that count after all; null dismisses the visit. */
export type ResolveDispute = {
  readonly visitId: Id
  readonly helpers: readonly HelperTimes[] | null
  readonly reason: string
}

/**
 * Another coordinator than those who had a hand in the visit decides what counts.
 * @throws `desk.dispute-by-another`, `desk.visit-state`
 */
export const resolveDispute = writeUseCase<ResolveDispute, FinishedVisit, unknown>({
  useCase: 'desk.resolve-dispute',
  lock: lockNamedVisits,
  work: oneByOne(async (batch, command) => {
    const { visitId, helpers, reason } = command.input
    const actorId = await requireCoordinator(batch, command)
    const { visit, request } = await visitIn(batch, command.scope, visitId)
    const state = accept(stepVisit(visit.state, helpers ? 'uphold' : 'dismiss'))
    if (hadAHand(request, visit, actorId)) throw new DomainError(deskErrors['dispute-by-another'])
    if (helpers) requireAllHelpers(visit, helpers)
    await updateVisit(batch.ctx.tx, visit, {
      state,
      resolvedById: actorId,
      resolvedAt: batch.now,
      resolvedReason: reason,
      ...(helpers && spanOf(helpers)),
    })
    await insertDiary(batch.ctx.tx, request, {
      act: helpers ? 'uphold-visit' : 'dismiss-visit',
      actorId,
      note: reason,
      recordedAt: batch.now,
    })
    await recordAct(batch, command, { act: 'desk.resolve-dispute', subjects: [visitId], reason })
    if (!helpers) {
      await returnHold(batch, visit.hold)
      return { id: visitId, late: false, chargeMinutes: ZERO, confirmed: false, records: [] }
    }
    const both = { request, visit }
    const counted = await countVisit(batch, command, both, helpers, {
      how: 'call',
      byId: null,
      enteredById: actorId,
      outcome: visit.outcome ?? reason,
      lateReason: `异议处理：${reason}`,
    })
    return { id: visitId, confirmed: true, ...counted }
  }),
})

function hadAHand(request: DeskRequest, visit: Visit, personId: Id): boolean {
  const { takenById, finishedById, confirmedById, disputedById } = visit
  if (isHelper(visit, personId) || request.firstTakerId === personId) return true
  return [takenById, finishedById, confirmedById, disputedById].includes(personId)
}
