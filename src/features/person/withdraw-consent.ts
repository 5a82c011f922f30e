import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import type { ConsentKind } from './model.ts'
import { requireSelfOrCoordinator } from './require-role-in-tx.ts'
import { withdrawConsentRow } from './store/facts.ts'
import { selectPerson } from './store/persons.ts'

type WithdrawConsent = { readonly personId: Id; readonly kind: ConsentKind }

/**
 * Takes a consent back, from now on. Being recorded cannot be taken back while one takes
 * part: leaving is its own act. @throws `person.consent-not-given`, `person.consent-needed`
 */
export const withdrawConsent = writeUseCase<WithdrawConsent, WithdrawConsent, unknown>({
  useCase: 'person.withdraw-consent',
  work: oneByOne(async (batch, command) => {
    const { personId, kind } = command.input
    await requireSelfOrCoordinator(batch, command, personId)
    const person = await selectPerson(batch.ctx.tx, personId)
    if (!person) throw new DomainError(personErrors['not-found'])
    if (kind === 'recording' && !person.leftAt) {
      throw new DomainError(personErrors['consent-needed'])
    }
    if (!(await withdrawConsentRow(batch.ctx.tx, personId, kind, batch.now))) {
      throw new DomainError(personErrors['consent-not-given'])
    }
    await recordAct(batch, command, {
      act: 'person.withdraw-consent',
      subjects: [personId],
      reason: kind,
      communityId: person.booksCommunityId,
    })
    return { personId, kind }
  }),
})
