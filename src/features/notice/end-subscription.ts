import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { Authorise } from '../policy/propose-policy.ts'
import { noticeErrors } from './errors.ts'
import { markEnded } from './store/subscriptions.ts'

type EndSubscription = { readonly subscriptionId: Id }

/**
 * Another system is told nothing more; what still waits for it is skipped. By a district
 * administrator. @throws `person.role-missing`, `notice.subscription-not-found`
 */
export function endSubscription(authorise: Authorise) {
  return writeUseCase<EndSubscription, EndSubscription, unknown>({
    useCase: 'notice.end-subscription',
    work: oneByOne(async (batch, command) => {
      await authorise(batch, command)
      const { subscriptionId } = command.input
      if (!(await markEnded(batch.ctx.tx, subscriptionId, batch.now))) {
        throw new DomainError(noticeErrors['subscription-not-found'])
      }
      const subjects = [subscriptionId]
      await recordAct(batch, command, { act: 'notice.end-subscription', subjects })
      return { subscriptionId }
    }),
  })
}
