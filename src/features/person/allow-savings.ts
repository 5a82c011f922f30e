import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { requireSelfOrCoordinator } from './require-role-in-tx.ts'
import { setSavingsConsent } from './store/facts.ts'

export type AllowSavings = {
  readonly personId: Id
  readonly relativeId: Id
  readonly allowed: boolean
}

/**
 * Standing consent that a verified relative may use one's savings, or its end. By oneself, or on
 * paper through a coordinator. @throws `person.relation-not-found`
 */
export const allowSavings = writeUseCase<AllowSavings, AllowSavings, unknown>({
  useCase: 'person.allow-savings',
  work: oneByOne(async (batch, command) => {
    const { personId, relativeId, allowed } = command.input
    await requireSelfOrCoordinator(batch, command, personId)
    // A coordinator who is the relative would be giving the consent to themselves.
    if (command.actor.personId === relativeId) throw new DomainError(personErrors['not-self'])
    const at = allowed ? batch.now : null
    if (!(await setSavingsConsent(batch.ctx.tx, personId, relativeId, at))) {
      throw new DomainError(personErrors['relation-not-found'])
    }
    await recordAct(batch, command, {
      act: allowed ? 'person.allow-savings' : 'person.disallow-savings',
      subjects: [personId, relativeId],
    })
    return command.input
  }),
})
