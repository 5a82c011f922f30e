import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { findPersons } from '../person/find-persons.ts'
import { careErrors } from './errors.ts'
import { placeOfRemark } from './open-act.ts'
import { requireCoordinator } from './require-resident.ts'
import { sealBody } from './seal-body.ts'
import { putRemark } from './store/pairings.ts'

export type WriteRemark = {
  readonly helperId: Id
  /** `2026-11` */
  readonly month: string
  readonly remark: string
}

/**
 * 月绩评语 (SE-53): the body's words on a helper's month; the counts beside them are computed and not
 * filled in. Written anew it takes the place of the former. Never on oneself.
 * @throws `person.role-missing`, `care.helper-not-found`, `care.own-remark`
 */
export const writeRemark = writeUseCase<
  WriteRemark,
  { readonly helperId: Id; readonly month: string },
  unknown
>({
  useCase: 'care.write-remark',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { actorId } = await requireCoordinator(batch, command)
    const { helperId, month, remark } = command.input
    const { tx, sealKeys } = batch.ctx
    if (!(await findPersons(tx, [helperId])).has(helperId)) {
      throw new DomainError(careErrors['helper-not-found'])
    }
    if (helperId === actorId) throw new DomainError(careErrors['own-remark'])
    const key = { communityId, helperId, month }
    await putRemark(tx, {
      ...key,
      remarkSealed: sealBody(sealKeys, placeOfRemark(key), remark),
      ...{ recordedById: actorId, recordedAt: batch.now },
    })
    await recordAct(batch, command, { act: 'care.write-remark', subjects: [helperId] })
    return { helperId, month }
  }),
})
