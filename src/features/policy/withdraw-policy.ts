import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { FreshCommand, WriteUseCase } from '../../db/command.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { policyErrors } from './errors.ts'
import { forgetPolicies } from './load-policies.ts'
import type { Authorise } from './propose-policy.ts'
import { decideWithdrawal } from './rules.ts'
import { lockVersion, markWithdrawn } from './store.ts'

type WithdrawPolicy = { readonly policyId: Id; readonly reason: string }

/** Takes back what has not begun. @throws `policy.in-force`, `policy.withdrawn` */
export function withdrawPolicy(
  authorise: Authorise,
): WriteUseCase<WithdrawPolicy, { readonly policyId: Id }> {
  return writeUseCase({
    useCase: 'policy.withdraw',
    work: oneByOne(async (batch, command: FreshCommand<WithdrawPolicy>) => {
      await authorise(batch, command)
      const { policyId, reason } = command.input
      const version = await lockVersion(batch.ctx.tx, policyId)
      if (!version) throw new DomainError(policyErrors['not-found'])
      accept(decideWithdrawal(version, batch.now))
      await markWithdrawn(batch.ctx.tx, policyId, batch.now)
      await recordAct(batch, command, { act: 'policy.withdraw', subjects: [policyId], reason })
      forgetPolicies(batch.ctx)
      return { policyId }
    }),
  })
}
