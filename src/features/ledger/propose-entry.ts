import type { Tx } from '../../db/client.ts'
import { writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../kernel/ids.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { ledgerErrors } from './errors.ts'
import { lockPersons, type LockedPersons } from './lock-persons.ts'
import type { ProposalPayload } from './model.ts'
import { postOneByOne } from './post-one-by-one.ts'
import type { Draft } from './rules/books.ts'
import { judgeActor, judgePayload, personOf } from './rules/proposals.ts'
import { judgeJournal, ownersOf } from './rules/source.ts'
import { insertProposal, selectOpened } from './store/proposals.ts'

export type ProposeEntry = { readonly payload: ProposalPayload; readonly reason: string }

export const proposingRoles = ['coordinator', 'districtAdministrator'] as const

/**
 * The first of two people: a grant from the 公益时间库, an adjustment, an opening balance, or a
 * reversal whose shortfall is written off. Nothing is posted until another has confirmed it. Never
 * for one's own account. The scope is the community of the books.
 * @throws `ledger.own-account`, `ledger.books-elsewhere`, `ledger.journal-not-found`,
 * `ledger.reverse-the-record`, `ledger.already-opened`
 */
export const proposeEntry = writeUseCase<ProposeEntry, { readonly proposalId: Id }, LockedPersons>({
  useCase: 'ledger.propose-entry',
  lock: (tx, commands) =>
    lockPersons(tx, {
      personIds: commands.flatMap(({ input }) => personOf(input.payload) ?? []),
      journalIds: commands.flatMap(({ input: { payload } }) =>
        payload.kind === 'reversal' ? [payload.journalId] : [],
      ),
      accounts: () => [],
    }),
  work: postOneByOne(async (batch, command, { locked, draft, file }) => {
    const { actor, scope, input } = command
    const { payload, reason } = input
    await requireRoleInTx(batch, command, proposingRoles, scope)
    accept(judgePayload(payload, batch.now))
    accept(judgeActor(actor.personId, concerned(locked, scope, payload)))
    await requireUnopened(batch.ctx.tx, payload, draft)
    const proposalId = newId()
    await insertProposal(batch.ctx.tx, {
      communityId: scope,
      id: proposalId,
      payload,
      reason,
      state: 'proposed',
      proposedById: actor.personId ?? DISTRICT_SCOPE,
      proposedAt: batch.now,
      decidedById: null,
      decidedAt: null,
      journalId: null,
    })
    file(command, { act: `ledger.propose-${payload.kind}`, subjects: [proposalId], reason })
    return { proposalId }
  }),
})

/** Whose savings it is about; refused when those are not in the scope's books. */
export function concerned(
  locked: LockedPersons,
  scope: Id,
  payload: ProposalPayload,
): readonly Id[] {
  if (payload.kind === 'reversal') {
    const journal = accept(judgeJournal(locked.journals.get(payload.journalId), scope))
    return ownersOf(journal)
  }
  if (payload.personId === null) return []
  if (locked.persons.get(payload.personId)?.booksCommunityId !== scope) {
    throw new DomainError(ledgerErrors['books-elsewhere'])
  }
  return [payload.personId]
}

/** An opening balance is posted once a person, in whichever books. @throws `ledger.already-opened` */
export async function requireUnopened(
  tx: Tx,
  payload: ProposalPayload,
  draft: Draft,
): Promise<void> {
  if (payload.kind !== 'opening') return
  const { personId } = payload
  const inBatch = draft.transfers.some(
    ({ reason, source }) => reason === 'opening' && source.id === personId,
  )
  if (inBatch || (await selectOpened(tx, [personId])).has(personId)) {
    throw new DomainError(ledgerErrors['already-opened'])
  }
}
