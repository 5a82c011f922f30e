import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { dutyErrors } from './errors.ts'
import { riskWording } from './messages.ts'
import { requireSelfOrCoordinatorHere } from './require-coordinator.ts'
import { requireOfCommunity } from './require-persons.ts'
import { insertRiskAcceptance } from './store/preparations.ts'
import { selectPostType } from './store/post-types.ts'

type AcceptRisk = { readonly personId: Id; readonly typeCode: string }

/**
 * Somebody was told of the risks of a kind of duty and accepts them before it, in the words shown
 * by oneself, or signed on paper before a coordinator.
 * @throws `duty.role-needed`, `duty.person-not-found`, `duty.post-type-not-found`, `duty.risk-accepted`
 */
export const acceptRisk = writeUseCase<AcceptRisk, { readonly riskAcceptanceId: Id }, unknown>({
  useCase: 'duty.accept-risk',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { personId, typeCode } = command.input
    const acceptedById = await requireSelfOrCoordinatorHere(batch, command, personId)
    await requireOfCommunity(batch.ctx.tx, communityId, [personId])
    const type = await selectPostType(batch.ctx.tx, typeCode)
    if (!type) throw new DomainError(dutyErrors['post-type-not-found'])
    const id = newId()
    await insertRiskAcceptance(batch.ctx.tx, {
      ...{ communityId, id, personId, typeCode, wording: riskWording(type.name) },
      ...{ acceptedById, acceptedAt: batch.now },
    })
    await recordAct(batch, command, { act: 'duty.accept-risk', subjects: [personId, id] })
    return { riskAcceptanceId: id }
  }),
})
