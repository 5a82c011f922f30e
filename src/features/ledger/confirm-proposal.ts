import type { Tx } from '../../db/client.ts'
import type { Command, FreshCommand } from '../../db/command.ts'
import { writeUseCase, type Batch } from '../../db/commands.ts'
import type { Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import { ZERO, type Minutes } from '../../kernel/minutes.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { ledgerErrors } from './errors.ts'
import { lockPersons, type LockedPersons } from './lock-persons.ts'
import type { Proposal, ProposalPayload, Source } from './model.ts'
import { postOneByOne } from './post-one-by-one.ts'
import { concerned, proposingRoles, requireUnopened } from './propose-entry.ts'
import { reverseInDraft } from './open-for-reversal.ts'
import { savingsOf, type Draft } from './rules/books.ts'
import { judgeActor, judgeConfirmation, personOf, postPayload } from './rules/proposals.ts'
import { lockProposal, markDecided, selectProposal, setJournals } from './store/proposals.ts'

export type ConfirmedProposal = {
  readonly proposalId: Id
  readonly journalId: Id
  /** What a reversal wrote off. */
  readonly shortfallMinutes: Minutes
}

/**
 * The second of two people: posts what was proposed, in the same transaction.
 * @throws `ledger.second-person-needed`, `ledger.own-account`, `ledger.proposal-decided`,
 * `ledger.already-opened`, and what posting refuses
 */
export const confirmProposal = writeUseCase<
  { readonly proposalId: Id },
  ConfirmedProposal,
  LockedPersons
>({
  useCase: 'ledger.confirm-proposal',
  lock,
  work: async (batch, commands, locked) => {
    const journals: { communityId: Id; id: Id; journalId: Id }[] = []
    const work = postOneByOne<{ readonly proposalId: Id }, ConfirmedProposal, LockedPersons>(
      async (own, command, { draft, file }) => {
        const proposal = await decide(own, command, locked, draft)
        const { journalId, shortfallMinutes } = post(own, command, draft, locked, proposal)
        journals.push({ communityId: proposal.communityId, id: proposal.id, journalId })
        const { reason, payload, id } = proposal
        file(command, { act: `ledger.confirm-${payload.kind}`, subjects: [id, journalId], reason })
        return { proposalId: id, journalId, shortfallMinutes }
      },
    )
    const results = await work(batch, commands, locked)
    await setJournals(batch.ctx.tx, journals)
    return results
  },
})

/** A payload never changes, so it may say before the lock which books to lock. */
async function lock(
  tx: Tx,
  commands: readonly Command<{ readonly proposalId: Id }>[],
): Promise<LockedPersons> {
  const proposals: Proposal[] = []
  for (const { scope, input } of commands) {
    const proposal = await selectProposal(tx, { communityId: scope, id: input.proposalId })
    if (proposal) proposals.push(proposal)
  }
  const payloads = proposals.map(({ payload }) => payload)
  return lockPersons(tx, {
    personIds: payloads.flatMap((payload) => personOf(payload) ?? []),
    journalIds: payloads.flatMap((payload) =>
      payload.kind === 'reversal' ? [payload.journalId] : [],
    ),
    communityIds: proposals.map(({ communityId }) => communityId),
    accounts: (known) =>
      [...known.values()].map(({ id, booksCommunityId }) => savingsOf(booksCommunityId, id)),
  })
}

async function decide(
  batch: Batch,
  command: FreshCommand<{ readonly proposalId: Id }>,
  locked: LockedPersons,
  draft: Draft,
): Promise<Proposal> {
  const { actor, scope, input } = command
  const key = { communityId: scope, id: input.proposalId }
  await requireRoleInTx(batch, command, proposingRoles, scope)
  const proposal = await lockProposal(batch.ctx.tx, key)
  if (!proposal) throw new DomainError(ledgerErrors['proposal-not-found'])
  accept(judgeConfirmation(proposal, actor.personId))
  accept(judgeActor(actor.personId, concerned(locked, scope, proposal.payload)))
  await requireUnopened(batch.ctx.tx, proposal.payload, draft)
  await markDecided(batch.ctx.tx, key, {
    state: 'confirmed',
    decidedById: actor.personId ?? DISTRICT_SCOPE,
    decidedAt: batch.now,
  })
  return proposal
}

function post(
  batch: Batch,
  command: FreshCommand<unknown>,
  draft: Draft,
  locked: LockedPersons,
  proposal: Proposal,
): { readonly journalId: Id; readonly shortfallMinutes: Minutes } {
  const { payload, communityId } = proposal
  const by = { commandId: command.id, actorId: command.actor.personId }
  const origin = { ...by, source: sourceOf(proposal), effectiveAt: effectiveAtOf(payload, batch) }
  if (payload.kind === 'reversal') {
    const { journalId } = payload
    return accept(reverseInDraft(draft, locked, { ...origin, journalId, coverShortfall: true }))
  }
  const posted = accept(postPayload(draft, communityId, payload, origin))
  return { journalId: posted.journalId, shortfallMinutes: ZERO }
}

/** An opening balance is filed under the person: the database keeps it to one. */
function sourceOf({ payload, id }: Proposal): Source {
  return payload.kind === 'opening'
    ? { kind: 'person', id: payload.personId }
    : { kind: 'proposal', id }
}

function effectiveAtOf(payload: ProposalPayload, batch: Batch): Instant {
  return payload.kind === 'opening' ? payload.effectiveAt : batch.now
}
