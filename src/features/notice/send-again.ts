import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { Authorise } from '../policy/propose-policy.ts'
import { policyAt } from '../policy/rules.ts'
import { noticeErrors } from './errors.ts'
import { isTextLate } from './rules/sending.ts'
import { lockDelivery, markWaiting } from './store/deliveries.ts'

type SendAgain = { readonly deliveryId: Id }

/**
 * What was given up is tried as often again, under its old id. By a district administrator.
 * @throws `person.role-missing`, `notice.delivery-not-found`, `notice.not-given-up`, `notice.text-late`
 */
export function sendAgain(authorise: Authorise) {
  return writeUseCase<SendAgain, SendAgain, unknown>({
    useCase: 'notice.send-again',
    work: oneByOne(async (batch, command) => {
      await authorise(batch, command)
      const { ctx, now } = batch
      const { deliveryId } = command.input
      const found = await lockDelivery(ctx.tx, deliveryId)
      if (!found) throw new DomainError(noticeErrors['delivery-not-found'])
      if (found.state !== 'givenUp') throw new DomainError(noticeErrors['not-given-up'])
      if (found.channel === 'sms' && isTextLate(found.dueAt, now))
        throw new DomainError(noticeErrors['text-late'])
      const { tries } = policyAt(await loadPolicies(ctx), 'notices', civilDateOf(now))
      await markWaiting(ctx.tx, deliveryId, { now, tries })
      await recordAct(batch, command, { act: 'notice.send-again', subjects: [deliveryId] })
      return { deliveryId }
    }),
  })
}
