import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand, WriteUseCase } from '../../db/command.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { PolicyCode, PolicyValues } from './model.ts'
import { decideProposal } from './rules.ts'
import { insertVersion, nextVersion } from './store.ts'

/** Rooms above know who holds which role; they hand the check in. @throws when it is refused */
export type Authorise = (batch: Batch, command: FreshCommand<unknown>) => Promise<void>

export type ProposePolicy = {
  readonly code: PolicyCode
  readonly value: unknown
  readonly effectiveFromOn: CivilDate
  readonly reason: string
}

/**
 * Proposes the next version of a policy; it holds only once another person has confirmed it.
 * @throws `policy.value-malformed`, `policy.too-early`
 */
export function proposePolicy(
  authorise: Authorise,
): WriteUseCase<ProposePolicy, { readonly policyId: Id; readonly version: number }> {
  return writeUseCase({
    useCase: 'policy.propose',
    work: oneByOne(async (batch, command: FreshCommand<ProposePolicy>) => {
      await authorise(batch, command)
      const { code, value, effectiveFromOn, reason } = command.input
      accept(decideProposal({ code, value, effectiveFromOn }, batch.now))
      const { tx } = batch.ctx
      const version = await nextVersion(tx, code)
      const policyId = newId()
      await insertVersion(tx, {
        id: policyId,
        code,
        version,
        value: value as PolicyValues[PolicyCode],
        effectiveFromOn,
        reason,
        proposedById: command.actor.personId,
        proposedAt: batch.now,
        confirmedById: null,
        confirmedAt: null,
        withdrawnAt: null,
      })
      await recordAct(batch, command, { act: 'policy.propose', subjects: [policyId], reason })
      return { policyId, version }
    }),
  })
}
