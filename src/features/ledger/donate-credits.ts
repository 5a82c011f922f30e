import { writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { ledgerErrors } from './errors.ts'
import { lockPersons, type LockedPersons } from './lock-persons.ts'
import { postOneByOne } from './post-one-by-one.ts'
import { postBetween } from './rules/acts.ts'
import { accountIn, availableIn, savingsOf, systemAccount } from './rules/books.ts'

export type DonateCredits = { readonly giverId: Id; readonly amountMinutes: Minutes }

export type DonatedCredits = DonateCredits & {
  readonly journalId: Id
  readonly availableMinutes: Minutes
}

/**
 * Gives savings to the 公益时间库 of the community that keeps the giver's books: the scope. By the
 * giver, or by a coordinator from a signed paper.
 * @throws `ledger.books-elsewhere`, `ledger.insufficient-credits`, `ledger.account-closed`
 */
export const donateCredits = writeUseCase<DonateCredits, DonatedCredits, LockedPersons>({
  useCase: 'ledger.donate-credits',
  lock: (tx, commands) =>
    lockPersons(tx, {
      personIds: commands.map(({ input }) => input.giverId),
      accounts: (known) =>
        [...known.values()].map(({ id, booksCommunityId }) => savingsOf(booksCommunityId, id)),
    }),
  work: postOneByOne(async (batch, command, { locked, draft, file }) => {
    const { actor, scope, input } = command
    if (actor.personId !== input.giverId) {
      await requireRoleInTx(batch, command, ['coordinator'], scope)
    }
    if (locked.persons.get(input.giverId)?.booksCommunityId !== scope) {
      throw new DomainError(ledgerErrors['books-elsewhere'])
    }
    const savings = savingsOf(scope, input.giverId)
    const { journalId } = accept(
      postBetween(draft, {
        debit: savings,
        credit: systemAccount(scope, 'commons'),
        amountMinutes: input.amountMinutes,
        reason: 'donation',
        source: { kind: 'person', id: input.giverId },
        effectiveAt: batch.now,
        commandId: command.id,
        actorId: actor.personId,
      }),
    )
    file(command, { act: 'ledger.donate-credits', subjects: [input.giverId, journalId] })
    return { ...input, journalId, availableMinutes: availableIn(accountIn(draft, savings)) }
  }),
})
