import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { withdrawInTx } from '../service/withdraw-in-tx.ts'
import { coordinates, isAsker, isHelper, lockNamedVisits, visitIn } from './lock-requests.ts'
import { deskErrors } from './errors.ts'
import type { Visit } from './model/requests.ts'
import { stepVisit } from './rules/visit-machine.ts'
import { insertDiary } from './store/requests.ts'
import { selectRecordStates, updateVisit } from './store/visits.ts'

export type DisputeVisit = { readonly visitId: Id; readonly reason: string }

/**
 * The asker, a helper or a coordinator says that it was not so. Records that wait for approval are
 * taken back and the hold stays as it is, until another coordinator has decided.
 * @throws `desk.dispute-late` once a record was approved
 */
export const disputeVisit = writeUseCase<DisputeVisit, { readonly id: Id }, unknown>({
  useCase: 'desk.dispute-visit',
  lock: lockNamedVisits,
  work: oneByOne(async (batch, command) => {
    const { visitId, reason } = command.input
    const { visit, request } = await visitIn(batch, command.scope, visitId)
    const actorId = command.actor.personId
    const involved = isAsker(request, actorId) || isHelper(visit, actorId)
    if (actorId === null || !(involved || (await coordinates(batch, command)))) {
      throw new DomainError(deskErrors['visit-not-found'])
    }
    const state = accept(stepVisit(visit.state, 'dispute'))
    await takeBackRecords(batch, visit, actorId)
    await updateVisit(batch.ctx.tx, visit, {
      state,
      disputedById: actorId,
      disputedAt: batch.now,
      disputedReason: reason,
    })
    await insertDiary(batch.ctx.tx, request, {
      act: 'dispute-visit',
      actorId,
      note: reason,
      recordedAt: batch.now,
    })
    await recordAct(batch, command, { act: 'desk.dispute-visit', subjects: [visit.id], reason })
    return { id: visit.id }
  }),
})

async function takeBackRecords(batch: Batch, visit: Visit, actorId: Id): Promise<void> {
  const records = await selectRecordStates(batch.ctx.tx, visit)
  if (records.some(({ state }) => state === 'approved' || state === 'reversed')) {
    throw new DomainError(deskErrors['dispute-late'])
  }
  await withdrawInTx(batch, actorId, records)
}
