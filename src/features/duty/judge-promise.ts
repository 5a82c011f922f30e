import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { PromiseOutcome } from './model/promises.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { decideJudging } from './rules/promises.ts'
import { lockPromise, markJudged } from './store/promises.ts'

export type JudgePromise = {
  readonly promiseId: Id
  readonly outcome: PromiseOutcome
  readonly note: string
}

/**
 * A coordinator records whether a promise was kept, with a note; once, and never of one's own.
 * @throws `person.role-missing`, `duty.promise-not-found`, `duty.own-promise`, `duty.promise-judged`
 */
export const judgePromise = writeUseCase<JudgePromise, { readonly personId: Id }, unknown>({
  useCase: 'duty.judge-promise',
  work: oneByOne(async (batch, command) => {
    const judgedById = await requireCoordinator(batch, command)
    const { promiseId, outcome, note } = command.input
    const { tx } = batch.ctx
    const found = await lockPromise(tx, command.scope, promiseId)
    const promise = accept(decideJudging(found, judgedById))
    await markJudged(tx, promise, { outcome, note, judgedById, judgedAt: batch.now })
    const { personId } = promise
    const subjects = [personId, promiseId]
    await recordAct(batch, command, { act: 'duty.judge-promise', subjects, reason: outcome })
    return { personId }
  }),
})
