import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { dutyErrors } from './errors.ts'
import type { Training } from './model/preparations.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { resolvePeople } from './require-persons.ts'
import { decideTraining } from './rules/preparations.ts'
import { insertTraining } from './store/preparations.ts'
import { selectPostType } from './store/post-types.ts'

export type RecordTraining = Pick<
  Training,
  'name' | 'content' | 'trainingMinutes' | 'organiser' | 'heldOn' | 'typeCode'
> & {
  /** Ids, card numbers or whole names. */
  readonly who: readonly string[]
}

/**
 * Files a training with the statutory fields and everybody who took part; all or none. By a
 * coordinator of the scope's community.
 * @throws `person.role-missing`, `duty.training-future`, `duty.post-type-not-found`, and as
 *   `resolvePeople` does
 */
export const recordTraining = writeUseCase<RecordTraining, { readonly trainingId: Id }, unknown>({
  useCase: 'duty.record-training',
  weigh: ({ who }) => who.length,
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const recordedById = await requireCoordinator(batch, command)
    const { who, ...training } = command.input
    accept(decideTraining(training.heldOn, civilDateOf(batch.now)))
    const { typeCode } = training
    if (typeCode !== null && !(await selectPostType(batch.ctx.tx, typeCode))) {
      throw new DomainError(dutyErrors['post-type-not-found'])
    }
    const { tx } = batch.ctx
    const personIds = await resolvePeople(tx, { communityId, who, now: batch.now })
    const id = newId()
    const row = { ...training, communityId, id, recordedById, recordedAt: batch.now }
    await insertTraining(tx, row, personIds)
    await recordAct(batch, command, { act: 'duty.record-training', subjects: [id, ...personIds] })
    return { trainingId: id }
  }),
})
