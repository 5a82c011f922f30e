import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { consentWordings } from './messages.ts'
import type { ConsentKind } from './model.ts'
import { requireSelfOrCoordinator } from './require-role-in-tx.ts'
import { insertConsents } from './store/facts.ts'
import { selectPerson } from './store/persons.ts'

type GiveConsent = { readonly personId: Id; readonly kind: ConsentKind }

/**
 * A dated yes to one use of one's data, in the words shown; by oneself, or on paper through a
 * coordinator. @throws `person.consent-given`
 */
export const giveConsent = writeUseCase<GiveConsent, GiveConsent, unknown>({
  useCase: 'person.give-consent',
  work: oneByOne(async (batch, command) => {
    const { personId, kind } = command.input
    await requireSelfOrCoordinator(batch, command, personId)
    const person = await selectPerson(batch.ctx.tx, personId)
    if (!person || person.leftAt) throw new DomainError(personErrors['not-found'])
    await insertConsents(batch.ctx.tx, [
      { id: newId(), personId, kind, wording: consentWordings[kind], givenAt: batch.now },
    ])
    await recordAct(batch, command, {
      act: 'person.give-consent',
      subjects: [personId],
      reason: kind,
      communityId: person.booksCommunityId,
    })
    return { personId, kind }
  }),
})
