import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { recordAct } from '../audit/record-acts.ts'
import { draftOf, openBooks, saveBooks } from '../ledger/open-books.ts'
import { postBetween } from '../ledger/rules/acts.ts'
import { accountIn, availableIn, savingsOf, systemAccount } from '../ledger/rules/books.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { minutesToGive } from './rules/instruction.ts'
import { saveInstruction, selectAccruals, selectInstruction } from './store.ts'

export type GiveNewSavings = { readonly personId: Id }
export type GivenSavings = { readonly givenMinutes: Minutes }

type Acting = Pick<FreshCommand<unknown>, 'id' | 'actor'>

/**
 * The standing instruction applied to what was credited since it was last looked at: a donation to
 * the commons. Whoever runs it again finds nothing left to give. Locks the person's books.
 */
export const giveNewSavings = writeUseCase<GiveNewSavings, GivenSavings, unknown>({
  useCase: 'redemption.give-new-savings',
  work: oneByOne(async (batch, command) => {
    if (command.actor.kind !== 'system') throw new DomainError(personErrors['role-missing'])
    const givenMinutes = await applyInstruction(batch, command, command.input.personId)
    if (givenMinutes > 0) {
      await recordAct(batch, command, {
        act: 'redemption.give-new-savings',
        subjects: [command.input.personId],
      })
    }
    return { givenMinutes }
  }),
})

/** Within the transaction of whoever asks; zero when nothing was to be given. */
export async function applyInstruction(
  batch: Batch,
  command: Acting,
  personId: Id,
): Promise<Minutes> {
  const { tx } = batch.ctx
  const person = (await findPersons(tx, [personId])).get(personId)
  if (!person) throw new DomainError(personErrors['not-found'])
  const communityId = person.booksCommunityId
  const savings = savingsOf(communityId, personId)
  const loaded = await openBooks(tx, { communityIds: [communityId], accounts: [savings] })
  // Read under the lock of the books: two runs at once do not both see the same accruals.
  const instruction = await selectInstruction(tx, personId)
  if (!instruction) return ZERO
  const draft = draftOf(batch, loaded)
  const account = accountIn(draft, savings)
  const here = instruction.appliedCommunityId === communityId
  const accruals = await selectAccruals(tx, account, {
    version: here ? instruction.appliedVersion : 0,
    recordedAt: here ? null : instruction.appliedAt,
  })
  const available = account.closedAt === null ? availableIn(account) : ZERO
  const givenMinutes = minutesToGive(instruction.kind, accruals, available)
  if (givenMinutes > 0) {
    accept(
      postBetween(draft, {
        debit: savings,
        credit: systemAccount(communityId, 'commons'),
        amountMinutes: givenMinutes,
        reason: 'donation',
        source: { kind: 'person', id: personId },
        effectiveAt: batch.now,
        commandId: command.id,
        actorId: command.actor.personId,
      }),
    )
    await saveBooks(batch, draft)
  }
  await saveInstruction(tx, {
    ...instruction,
    appliedCommunityId: communityId,
    appliedVersion: accountIn(draft, savings).version,
    appliedAt: batch.now,
  })
  return givenMinutes
}
