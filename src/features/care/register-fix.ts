import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import type { Fix } from './model/fixes.ts'
import { requireCoordinator } from './require-resident.ts'
import { insertFix } from './store/fixes.ts'
import { lockAct } from './store/pairings.ts'

export type RegisterFix = Pick<Fix, 'homeVisitId' | 'title' | 'place' | 'beforeText' | 'foundOn'>

/**
 * Makes a fix of what a visit found, open to everybody from now on: no word of the household belongs
 * here. By a coordinator.
 * @throws `person.role-missing`, `care.act-not-found`, `care.date-future`
 */
export const registerFix = writeUseCase<RegisterFix, { readonly fixId: Id }, unknown>({
  useCase: 'care.register-fix',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { actorId } = await requireCoordinator(batch, command)
    const { homeVisitId, foundOn } = command.input
    if (homeVisitId !== null) {
      const visit = await lockAct(batch.ctx.tx, communityId, homeVisitId)
      if (visit?.kind !== 'homeVisit') throw new DomainError(careErrors['act-not-found'])
    }
    if (foundOn > civilDateOf(batch.now)) throw new DomainError(careErrors['date-future'])
    const id = newId()
    await insertFix(batch.ctx.tx, {
      ...{ ...command.input, communityId, id, afterText: null, state: 'found' },
      ...{ givenYuan: 0, spentYuan: 0, createdById: actorId },
      ...{ createdAt: batch.now, changedAt: batch.now },
    })
    await recordAct(batch, command, { act: 'care.register-fix', subjects: [id] })
    return { fixId: id }
  }),
})
