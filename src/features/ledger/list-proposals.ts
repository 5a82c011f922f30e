import type { Queryable } from '../../db/client.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { findPersons } from '../person/find-persons.ts'
import { ledgerErrors } from './errors.ts'
import type { Proposal, ProposalState } from './model.ts'
import { personOf } from './rules/proposals.ts'
import { selectProposals } from './store/proposals.ts'

/** A proposal with the names of those whom it names. */
export type ListedProposal = Proposal & {
  readonly personName: string | null
  readonly proposedByName: string | null
  readonly decidedByName: string | null
}

/**
 * What two people decide, newest first; the caller has checked the role.
 * @throws `ledger.cursor-malformed`
 */
export async function listProposals(
  ctx: Ctx,
  input: {
    readonly communityId: Id
    readonly state: ProposalState | null
    readonly cursor: string | null
    readonly limit: number
  },
): Promise<Page<ListedProposal>> {
  const after = input.cursor === null ? null : decodeCursor(input.cursor, ['id'])
  if (after === undefined) throw new DomainError(ledgerErrors['cursor-malformed'])
  return inRead(ctx, async (tx) => {
    const rows = await selectProposals(tx, { ...input, after: after?.[0] ?? null })
    const named = await nameProposals(tx, rows)
    return pageOf(named, input.limit, ({ id }) => [id])
  })
}

export async function nameProposals(
  tx: Queryable,
  rows: readonly Proposal[],
): Promise<readonly ListedProposal[]> {
  const people = await findPersons(tx, rows.flatMap(peopleOf))
  const nameOf = (id: Id | null) => (id === null ? null : (people.get(id)?.name ?? null))
  return rows.map((row) => ({
    ...row,
    personName: nameOf(personOf(row.payload)),
    proposedByName: nameOf(row.proposedById),
    decidedByName: nameOf(row.decidedById),
  }))
}

function peopleOf({ payload, proposedById, decidedById }: Proposal): Id[] {
  return [personOf(payload), proposedById, decidedById].filter((id) => id !== null)
}
