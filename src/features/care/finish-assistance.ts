import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import { placeOfAct } from './open-act.ts'
import { requirePairing } from './require-pairing.ts'
import { decideFinish } from './rules/pairings.ts'
import { sealBody } from './seal-body.ts'
import { lockAct, markActFinished } from './store/pairings.ts'

export type FinishAssistance = {
  readonly actId: Id
  readonly finishedOn: CivilDate
  readonly outcome: string
}

/**
 * Settles assistance (一代三送) with its outcome, once. By the helper or a coordinator.
 * @throws `care.act-not-found`, `care.pairing-not-found`, `care.act-finished`, `care.date-future`,
 *   `care.finished-before`, `care.no-amounts`
 */
export const finishAssistance = writeUseCase<FinishAssistance, { readonly actId: Id }, unknown>({
  useCase: 'care.finish-assistance',
  work: oneByOne(async (batch, command) => {
    const { scope: communityId, input } = command
    const { tx, sealKeys } = batch.ctx
    const act = await lockAct(tx, communityId, input.actId)
    if (!act?.pairingId) throw new DomainError(careErrors['act-not-found'])
    await requirePairing(batch, command, act.pairingId)
    accept(decideFinish(act, input, civilDateOf(batch.now)))
    await markActFinished(tx, communityId, act.id, {
      finishedOn: input.finishedOn,
      outcomeSealed: sealBody(sealKeys, placeOfAct(act, 'outcome_sealed'), input.outcome),
    })
    const subjects = [act.id, act.householdId]
    await recordAct(batch, command, { act: 'care.finish-assistance', subjects })
    return { actId: act.id }
  }),
})
