import { writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { findRelated } from '../person/find-persons.ts'
import { leavePerson } from '../person/leave-person.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { ledgerErrors } from './errors.ts'
import { lockPersons, type LockedPersons } from './lock-persons.ts'
import type { AccountRef } from './model.ts'
import { refsBetween } from './open-books.ts'
import { postOneByOne } from './post-one-by-one.ts'
import { closeAccount } from './rules/acts.ts'
import { accountIn, savingsOf, systemAccount, type Draft } from './rules/books.ts'
import { judgeActor } from './rules/proposals.ts'

/** Where the rest of the savings goes: to a named verified relative, the commons, or nowhere. */
export type Rest =
  | { readonly kind: 'relative'; readonly personId: Id }
  | { readonly kind: 'commons' }
  | { readonly kind: 'kept' }

export type LeaveBooks = { readonly personId: Id; readonly rest: Rest; readonly reason: string }

export type LeftBooks = {
  readonly personId: Id
  /** Null when there was nothing to hand over. */
  readonly journalId: Id | null
  readonly handedOverMinutes: Minutes
}

type Leave = FreshCommand<LeaveBooks>

/**
 * Leaving or death (停用): the account is closed to postings, the person's sessions and roles end,
 * nothing is deleted. By a coordinator of the books, the scope, who gets nothing from it.
 * @throws `ledger.account-not-empty` while something is reserved, `ledger.relative-needed`,
 * `ledger.own-account`, `ledger.books-elsewhere`, `person.already-left`
 */
export const leaveBooks = writeUseCase<LeaveBooks, LeftBooks, LockedPersons>({
  useCase: 'ledger.leave-books',
  lock: (tx, commands) =>
    lockPersons(tx, {
      personIds: commands.flatMap(({ input }) => idsOf(input)),
      accounts: (known) =>
        commands.flatMap(({ input }) => {
          const refs = idsOf(input).flatMap((id) => {
            const person = known.get(id)
            return person ? [savingsOf(person.booksCommunityId, id)] : []
          })
          const [from, to] = refs
          return from && to ? refsBetween(from, to) : refs
        }),
    }),
  work: postOneByOne(async (batch, command, { locked, draft, file }) => {
    const { actor, scope, input } = command
    const { personId, rest, reason } = input
    await requireRoleInTx(batch, command, ['coordinator'], scope)
    accept(judgeActor(actor.personId, idsOf(input)))
    if (locked.persons.get(personId)?.booksCommunityId !== scope) {
      throw new DomainError(ledgerErrors['books-elsewhere'])
    }
    const heir = await heirOf(batch, command, locked, draft)
    await leavePerson(batch, command, personId)
    const posted = accept(
      closeAccount(draft, {
        account: savingsOf(scope, personId),
        heir,
        reason: 'leaving',
        source: { kind: 'person', id: personId },
        effectiveAt: batch.now,
        commandId: command.id,
        actorId: actor.personId,
      }),
    )
    const heirId = rest.kind === 'relative' ? [rest.personId] : []
    file(command, { act: 'ledger.leave-books', subjects: [personId, ...heirId], reason })
    const journalId = posted?.journalId ?? null
    return { personId, journalId, handedOverMinutes: posted?.transfers[0]?.amountMinutes ?? ZERO }
  }),
})

function idsOf({ personId, rest }: LeaveBooks): Id[] {
  return rest.kind === 'relative' ? [personId, rest.personId] : [personId]
}

/** @throws `ledger.relative-needed` */
async function heirOf(
  batch: Batch,
  { scope, input }: Leave,
  locked: LockedPersons,
  draft: Draft,
): Promise<AccountRef | null> {
  const { personId, rest } = input
  if (rest.kind === 'kept') return null
  if (rest.kind === 'commons') return systemAccount(scope, 'commons')
  const heir = locked.persons.get(rest.personId)
  const related = await findRelated(batch.ctx.tx, [
    { personId, relativeId: rest.personId },
    { personId: rest.personId, relativeId: personId },
  ])
  if (!heir || related.size === 0) throw new DomainError(ledgerErrors['relative-needed'])
  const account = savingsOf(heir.booksCommunityId, heir.id)
  // closed by an earlier command of the batch, perhaps
  if (heir.leftAt !== null || accountIn(draft, account).closedAt !== null) {
    throw new DomainError(ledgerErrors['relative-needed'])
  }
  return account
}
