import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { lockErasable, type Eraser } from './lock-erasable.ts'
import type { ErasureBasis } from './model.ts'
import { insertErasure } from './store/erasures.ts'

export type ProposeErasure = { readonly personId: Id; readonly basis: ErasureBasis }

/**
 * The first of two people: a coordinator where the books are, or a district administrator, has the
 * wish of the person or of the next of kin before them. No reason is written down: it would
 * be about the person. @throws `person.not-left`, `person.erased`, `person.erasure-proposed`, and
 * what each room says has to be settled first
 */
export function proposeErasure(erasers: readonly Eraser[]) {
  return writeUseCase<ProposeErasure, { readonly erasureId: Id }, unknown>({
    useCase: 'person.propose-erasure',
    work: oneByOne(async (batch, command) => {
      const { personId, basis } = command.input
      await lockErasable(batch, command, personId)
      for (const eraser of erasers) await eraser.requireSettled(batch, personId)
      const id = newId()
      const proposedById = command.actor.personId ?? DISTRICT_SCOPE
      const proposal = { id, personId, basis, proposedById, proposedAt: batch.now }
      await insertErasure(batch.ctx.tx, proposal)
      await recordAct(batch, command, { act: 'person.propose-erasure', subjects: [id, personId] })
      return { erasureId: id }
    }),
  })
}
