import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { decideDecline } from './rules/introductions.ts'
import { lockIntroductions, markDeclined, selectIntroduction } from './store/introductions.ts'

type DeclineIntroduction = { readonly personId: Id }

/**
 * The one named says that it was not them, within 15 days of the statement; silence is consent. The
 * resident may then name somebody else.
 * @throws `incentive.introduction-not-found`, `incentive.introduction-declined`,
 *   `incentive.decline-late`
 */
export const declineIntroduction = writeUseCase<DeclineIntroduction, DeclineIntroduction, unknown>({
  useCase: 'incentive.decline-introduction',
  work: oneByOne(async (batch, command) => {
    const { personId } = command.input
    await lockIntroductions(batch.ctx.tx)
    const introduction = await selectIntroduction(batch.ctx.tx, personId)
    const policies = await loadPolicies(batch.ctx)
    const policy = policyAt(policies, 'mobilisation', civilDateOf(batch.now))
    accept(decideDecline(introduction, command.actor.personId, policy, batch.now))
    await markDeclined(batch.ctx.tx, personId, batch.now)
    await recordAct(batch, command, {
      act: 'incentive.decline-introduction',
      subjects: [personId, command.actor.personId ?? ''],
    })
    return { personId }
  }),
})
