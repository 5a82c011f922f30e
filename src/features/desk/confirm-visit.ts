import type { FreshCommand } from '../../db/command.ts'
import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { countVisit, type HelperTimes } from './count-visit.ts'
import { coordinates, isAsker, lockNamedVisits, visitIn } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import type { FinishedVisit } from './finish-visit.ts'
import type { DeskRequest, Visit } from './model/requests.ts'
import { silenceEndsAt } from './rules/charge.ts'

export type ConfirmVisit = { readonly visitId: Id }

/**
 * The one served says that the minutes are right, a coordinator logs a call, or, by the system, some
 * working days (policy) have passed in silence. @throws `desk.already-confirmed`, `desk.visit-state`
 */
export const confirmVisit = writeUseCase<ConfirmVisit, FinishedVisit, unknown>({
  useCase: 'desk.confirm-visit',
  lock: lockNamedVisits,
  work: oneByOne(async (batch, command) => {
    const { visit, request } = await visitIn(batch, command.scope, command.input.visitId)
    const how = await howConfirmed(batch, command, request, visit)
    if (visit.state !== 'done') {
      throw new DomainError(deskErrors['visit-state'], { state: visit.state })
    }
    if (visit.confirmedAt !== null) throw new DomainError(deskErrors['already-confirmed'])
    const byId = command.actor.personId
    await recordAct(batch, command, { act: 'desk.confirm-visit', subjects: [visit.id] })
    const enteredById = visit.finishedById ?? visit.takenById
    const both = { request, visit }
    const counted = await countVisit(batch, command, both, timesOf(visit), {
      how,
      byId,
      enteredById,
      outcome: visit.outcome ?? '',
      lateReason: '等服务对象确认后登记',
    })
    return { id: visit.id, confirmed: true, ...counted }
  }),
})

async function howConfirmed(
  batch: Batch,
  command: FreshCommand<ConfirmVisit>,
  request: DeskRequest,
  visit: Visit,
): Promise<'code' | 'call' | 'silence'> {
  if (command.actor.kind === 'system') {
    const policies = await loadPolicies(batch.ctx)
    const { silenceWorkdays } = policyAt(policies, 'redemption', civilDateOf(batch.now))
    const endedAt = visit.endedAt ?? batch.now
    if (batch.now < silenceEndsAt(batch.ctx.calendar, endedAt, silenceWorkdays)) {
      throw new DomainError(deskErrors['confirmation-needed'])
    }
    return 'silence'
  }
  if (isAsker(request, command.actor.personId)) return 'code'
  if (await coordinates(batch, command)) return 'call'
  throw new DomainError(deskErrors['visit-not-found'])
}

/** What was claimed when the visit was finished. */
export function timesOf(visit: Visit): readonly HelperTimes[] {
  return visit.helpers.flatMap(({ personId, startedAt, endedAt }) =>
    startedAt && endedAt ? [{ personId, startedAt, endedAt }] : [],
  )
}
