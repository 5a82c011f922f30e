import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { lockErasable } from './lock-erasable.ts'
import { lockErasure, markDeclined } from './store/erasures.ts'

/**
 * An erasure that is not to be: by the one who proposed it, or another. The person stays as they are.
 * @throws `person.erasure-not-found`, `person.erasure-decided`
 */
export const declineErasure = writeUseCase<
  { readonly erasureId: Id },
  { readonly erasureId: Id; readonly personId: Id },
  unknown
>({
  useCase: 'person.decline-erasure',
  work: oneByOne(async (batch, command) => {
    const { erasureId } = command.input
    const { tx } = batch.ctx
    const erasure = await lockErasure(tx, erasureId)
    if (!erasure) throw new DomainError(personErrors['erasure-not-found'])
    if (erasure.state !== 'proposed') throw new DomainError(personErrors['erasure-decided'])
    const { personId } = erasure
    await lockErasable(batch, command, personId)
    const decision = { decidedById: command.actor.personId, decidedAt: batch.now }
    await markDeclined(tx, erasureId, decision)
    const subjects = [erasureId, personId]
    await recordAct(batch, command, { act: 'person.decline-erasure', subjects })
    return { erasureId, personId }
  }),
})
