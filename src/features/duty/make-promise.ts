import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { DutyPromise } from './model/promises.ts'
import { requireFitness } from './require-fitness.ts'
import { requireSelfOrCoordinatorHere } from './require-coordinator.ts'
import { requireOfCommunity } from './require-persons.ts'
import { decidePromise } from './rules/promises.ts'
import { insertPromise } from './store/promises.ts'

export type MakePromise = Pick<DutyPromise, 'personId' | 'text' | 'dueOn'>

/**
 * A volunteer promises something until a day (承诺, SE-42, SE-76), or a coordinator files the signed
 * card. Only who may be on duty.
 * @throws `duty.role-needed`, `duty.person-not-found`, `duty.promise-past`, and as `findFitness` refuses
 */
export const makePromise = writeUseCase<MakePromise, { readonly promiseId: Id }, unknown>({
  useCase: 'duty.make-promise',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { personId, dueOn } = command.input
    const madeById = await requireSelfOrCoordinatorHere(batch, command, personId)
    await requireOfCommunity(batch.ctx.tx, communityId, [personId])
    const today = civilDateOf(batch.now)
    accept(decidePromise(dueOn, today))
    await requireFitness(batch, { communityId, personId, typeCode: null, on: today })
    const id = newId()
    await insertPromise(batch.ctx.tx, {
      ...{ ...command.input, communityId, id, madeById, madeAt: batch.now },
      ...{ outcome: null, note: null, judgedById: null, judgedAt: null },
    })
    await recordAct(batch, command, { act: 'duty.make-promise', subjects: [personId, id] })
    return { promiseId: id }
  }),
})
