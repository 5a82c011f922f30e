import type { FreshCommand } from '../../db/command.ts'
import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { coordinates, isAsker, isHelper, lockNamedVisits, visitIn } from './lock-requests.ts'
import { returnHold } from './return-hold.ts'
import { deskErrors } from './errors.ts'
import type { DeskRequest, Visit, VisitState } from './model/requests.ts'
import { stepVisit, type VisitStep } from './rules/visit-machine.ts'
import { insertDiary } from './store/requests.ts'
import { updateVisit } from './store/visits.ts'

export type ClosedAs = Extract<VisitState, 'absent' | 'noShow' | 'cancelled'>

/** 没人在家 · 志愿者没来 · 取消 */
export type CloseVisit = {
  readonly visitId: Id
  readonly outcome: ClosedAs
  readonly reason: string
}

export type ClosedVisit = { readonly id: Id; readonly state: ClosedAs; readonly returned: boolean }

const steps = {
  absent: 'recipientAbsent',
  noShow: 'helperMissing',
  cancelled: 'cancel',
} as const satisfies Record<ClosedAs, VisitStep>

/**
 * A visit that did not take place. What was held returns at once; the request keeps its date, and so
 * its place in the queue. Absence is said by the helper, a no-show by the asker, either by a
 * coordinator. @throws `desk.visit-state`, `desk.not-your-visit`, `desk.visit-begun`
 */
export const closeVisit = writeUseCase<CloseVisit, ClosedVisit, unknown>({
  useCase: 'desk.close-visit',
  lock: lockNamedVisits,
  work: oneByOne(async (batch, command) => {
    const { visitId, outcome, reason } = command.input
    const { visit, request } = await visitIn(batch, command.scope, visitId)
    await requireRightToClose(batch, command, request, visit)
    accept(stepVisit(visit.state, steps[outcome]))
    if (outcome === 'noShow') await requireNotThere(batch, command, visit)
    const returned = await returnHold(batch, visit.hold)
    await updateVisit(batch.ctx.tx, visit, {
      state: outcome,
      resolvedAt: batch.now,
      resolvedReason: reason,
    })
    await insertDiary(batch.ctx.tx, request, {
      act: `visit-${outcome}`,
      actorId: command.actor.personId,
      note: reason,
      recordedAt: batch.now,
    })
    await recordAct(batch, command, { act: 'desk.close-visit', subjects: [visit.id], reason })
    return { id: visit.id, state: outcome, returned }
  }),
})

async function requireRightToClose(
  batch: Batch,
  command: FreshCommand<CloseVisit>,
  request: DeskRequest,
  visit: Visit,
): Promise<void> {
  if (await coordinates(batch, command)) return
  const { actor, input } = command
  const helper = isHelper(visit, actor.personId)
  const asker = isAsker(request, actor.personId)
  if (!helper && !asker) throw new DomainError(deskErrors['visit-not-found'])
  const may = input.outcome === 'noShow' ? asker : helper
  if (!may) throw new DomainError(deskErrors['not-your-visit'])
}

/** Whoever pressed the button at the door was there, unless a coordinator knows better. */
async function requireNotThere(
  batch: Batch,
  command: FreshCommand<CloseVisit>,
  visit: Visit,
): Promise<void> {
  if (visit.checkedInAt === null || (await coordinates(batch, command))) return
  throw new DomainError(deskErrors['visit-begun'])
}
