import type { Tx } from '../../db/client.ts'
import type { WriteUseCase } from '../../db/command.ts'
import { writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { personErrors } from '../person/errors.ts'
import { loadProfile } from '../person/load-profile.ts'
import type { PersonFacts } from '../person/model.ts'
import { moveBooks as notePersonMoved } from '../person/move-books.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { ledgerErrors } from './errors.ts'
import { lockPersons, type LockedPersons } from './lock-persons.ts'
import { refsBetween } from './open-books.ts'
import { postOneByOne } from './post-one-by-one.ts'
import { accountIn, savingsOf, type Draft } from './rules/books.ts'
import { moveAccount } from './rules/moving.ts'
import { judgeActor } from './rules/proposals.ts'

export type MoveBooks = {
  readonly personId: Id
  readonly toCommunityId: Id
  readonly reason: string
}

export type MovedBooks = {
  readonly personId: Id
  readonly toCommunityId: Id
  /** Null when the account was empty. */
  readonly journalId: Id | null
  readonly movedMinutes: Minutes
}

/** Rooms above know of unfinished things that belong to the books; they hand the question in. */
export type HasPending = (tx: Tx, personId: Id) => Promise<boolean>

/**
 * Moving house: the whole balance goes to the books of another community that the person belongs
 * to, in one journal through clearing, and the old account is closed. By a coordinator of the old
 * books, the scope.
 * @throws `ledger.account-not-empty` while something is reserved, `ledger.records-pending`,
 * `ledger.same-community`, `ledger.books-elsewhere`, `person.membership-needed`
 */
export function moveBooks(hasPending: HasPending): WriteUseCase<MoveBooks, MovedBooks> {
  return writeUseCase<MoveBooks, MovedBooks, LockedPersons>({
    useCase: 'ledger.move-books',
    lock: (tx, commands) =>
      lockPersons(tx, {
        personIds: commands.map(({ input }) => input.personId),
        accounts: (known) =>
          commands.flatMap(({ input: { personId, toCommunityId } }) => {
            const person = known.get(personId)
            if (!person) return []
            const to = savingsOf(toCommunityId, personId)
            return refsBetween(savingsOf(person.booksCommunityId, personId), to)
          }),
      }),
    work: postOneByOne(async (batch, command, { locked, draft, file }) => {
      const { actor, scope, input } = command
      const { personId, toCommunityId, reason } = input
      await requireRoleInTx(batch, command, ['coordinator'], scope)
      accept(judgeActor(actor.personId, [personId]))
      const person = locked.persons.get(personId)
      if (person?.booksCommunityId !== scope || hasMoved(draft, person)) {
        throw new DomainError(ledgerErrors['books-elsewhere'])
      }
      if (scope === toCommunityId) throw new DomainError(ledgerErrors['same-community'])
      await requireMember(batch, personId, toCommunityId)
      await notePersonMoved(batch.ctx.tx, personId, scope, toCommunityId)
      if (await hasPending(batch.ctx.tx, personId)) {
        throw new DomainError(ledgerErrors['records-pending'])
      }
      const posted = accept(
        moveAccount(draft, {
          personId,
          fromId: scope,
          toId: toCommunityId,
          source: { kind: 'person', id: personId },
          effectiveAt: batch.now,
          commandId: command.id,
          actorId: actor.personId,
        }),
      )
      file(command, { act: 'ledger.move-books', subjects: [personId, toCommunityId], reason })
      const movedMinutes = posted?.transfers[0]?.amountMinutes ?? ZERO
      return { personId, toCommunityId, journalId: posted?.journalId ?? null, movedMinutes }
    }),
  })
}

/** By an earlier command of the batch: who has not left has an open account where the books are. */
function hasMoved(draft: Draft, { id, booksCommunityId, leftAt }: PersonFacts): boolean {
  return leftAt === null && accountIn(draft, savingsOf(booksCommunityId, id)).closedAt !== null
}

/** The books go where the person lives or reported in. @throws `person.membership-needed` */
async function requireMember(batch: Batch, personId: Id, communityId: Id): Promise<void> {
  const { memberships, hasLeft } = await loadProfile(batch.ctx, personId)
  const today = civilDateOf(batch.now)
  const belongs = memberships.some(
    (one) =>
      one.communityId === communityId &&
      one.kind !== 'serving' &&
      (one.untilOn === null || one.untilOn > today),
  )
  if (hasLeft) throw new DomainError(ledgerErrors['account-closed'])
  if (!belongs) throw new DomainError(personErrors['membership-needed'])
}
