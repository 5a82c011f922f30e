import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { FreshCommand, WriteUseCase } from '../../db/command.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { policyErrors } from './errors.ts'
import { forgetPolicies } from './load-policies.ts'
import type { Authorise } from './propose-policy.ts'
import { decideConfirmation } from './rules.ts'
import { lockVersion, markConfirmed } from './store.ts'

/**
 * The second pair of eyes: from its day on the version holds.
 * @throws `policy.second-person-needed`, `policy.too-early`, `policy.already-confirmed`
 */
export function confirmPolicy(
  authorise: Authorise,
): WriteUseCase<{ readonly policyId: Id }, { readonly policyId: Id }> {
  return writeUseCase({
    useCase: 'policy.confirm',
    work: oneByOne(async (batch, command: FreshCommand<{ readonly policyId: Id }>) => {
      await authorise(batch, command)
      const { policyId } = command.input
      const version = await lockVersion(batch.ctx.tx, policyId)
      if (!version) throw new DomainError(policyErrors['not-found'])
      accept(decideConfirmation(version, command.actor.personId, batch.now))
      await markConfirmed(batch.ctx.tx, policyId, command.actor.personId, batch.now)
      await recordAct(batch, command, { act: 'policy.confirm', subjects: [policyId] })
      forgetPolicies(batch.ctx)
      return { policyId }
    }),
  })
}
