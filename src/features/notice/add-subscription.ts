import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { seal } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { Authorise } from '../policy/propose-policy.ts'
import { secretPlace } from './deliver-notices.ts'
import { judgeSubscription } from './rules/subscriptions.ts'
import { insertSubscription } from './store/subscriptions.ts'

/** `secret`: `whsec_` and base64, kept sealed and never shown again. `kinds`: `duty.*`, `*` … */
export type AddSubscription = {
  readonly url: string
  readonly secret: string
  readonly kinds: readonly string[]
}

/**
 * From now on another system is told of notices of these kinds. By a district administrator.
 * @throws `person.role-missing`, `notice.url-malformed`, `notice.secret-malformed`,
 *   `notice.kinds-malformed`
 */
export function addSubscription(authorise: Authorise) {
  return writeUseCase<AddSubscription, { readonly subscriptionId: Id }, unknown>({
    useCase: 'notice.add-subscription',
    work: oneByOne(async (batch, command) => {
      await authorise(batch, command)
      const { url, secret, kinds } = command.input
      const createdById = accept(judgeSubscription(command.input, command.actor.personId))
      const id = newId()
      await insertSubscription(batch.ctx.tx, {
        ...{ id, url, kinds: [...new Set(kinds)], createdById },
        secretSealed: seal(batch.ctx.sealKeys, secret, secretPlace(id)),
        ...{ createdAt: batch.now, endedAt: null },
      })
      await recordAct(batch, command, { act: 'notice.add-subscription', subjects: [id] })
      return { subscriptionId: id }
    }),
  })
}
