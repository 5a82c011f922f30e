import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import { draftOf, openBooks } from '../ledger/open-books.ts'
import { accountIn, savingsOf } from '../ledger/rules/books.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { applyInstruction } from './give-new-savings.ts'
import type { InstructionKind, StandingInstruction } from './model.ts'
import { saveInstruction } from './store.ts'

export type SetStandingInstruction = { readonly kind: InstructionKind }

/**
 * 长期意愿 for what is credited from now on, by the person only; what came before follows the
 * instruction that held then.
 */
export const setStandingInstruction = writeUseCase<
  SetStandingInstruction,
  StandingInstruction,
  unknown
>({
  useCase: 'redemption.set-standing-instruction',
  work: oneByOne(async (batch, command) => {
    const { personId } = command.actor
    if (personId === null) throw new DomainError(personErrors['not-self'])
    const { tx } = batch.ctx
    await applyInstruction(batch, command, personId)
    const person = (await findPersons(tx, [personId])).get(personId)
    if (!person) throw new DomainError(personErrors['not-found'])
    const communityId = person.booksCommunityId
    const savings = savingsOf(communityId, personId)
    const loaded = await openBooks(tx, { communityIds: [communityId], accounts: [savings] })
    const { kind } = command.input
    await saveInstruction(tx, {
      personId,
      kind,
      setAt: batch.now,
      appliedCommunityId: communityId,
      appliedVersion: accountIn(draftOf(batch, loaded), savings).version,
      appliedAt: batch.now,
    })
    await recordAct(batch, command, {
      act: 'redemption.set-standing-instruction',
      subjects: [personId],
      communityId,
    })
    return { kind, setAt: batch.now }
  }),
})
