import { and, eq, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { scrub } from '../../../db/scrub.ts'
import { statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
import { ledgerProposals } from '../tables.ts'

const isAbout = (personId: Id) => sql`${ledgerProposals.payload} ->> 'personId' = ${personId}`

export type Unsettled = {
  readonly hasSavings: boolean
  readonly hasHolds: boolean
  readonly hasProposals: boolean
}

/** What the books still have of a person, wherever they were kept. */
export async function selectUnsettled(tx: Queryable, personId: Id): Promise<Unsettled> {
  const [accounts] = await statement<Omit<Unsettled, 'hasProposals'>>(
    tx,
    `select coalesce(bool_or(a.balance_minutes <> 0), false) as "hasSavings",
            coalesce(bool_or(a.held_minutes <> 0), false) as "hasHolds"
       from ledger_accounts a
      where a.owner_id = $1::uuid and a.kind = 'savings'`,
    [personId],
  )
  const open = and(eq(ledgerProposals.state, 'proposed'), isAbout(personId))
  return {
    hasSavings: accounts?.hasSavings ?? false,
    hasHolds: accounts?.hasHolds ?? false,
    hasProposals: (await tx.$count(ledgerProposals, open)) > 0,
  }
}

export async function eraseReasons(tx: Tx, { personId, words }: Erased): Promise<readonly Id[]> {
  const rows = await tx
    .update(ledgerProposals)
    .set({ reason: ERASED_TEXT })
    .where(isAbout(personId))
    .returning({ id: ledgerProposals.id })
  const scrubbing = { words, mark: ERASED_TEXT }
  await scrub(tx, ledgerProposals, { reason: ledgerProposals.reason }, scrubbing)
  return rows.map(({ id }) => id)
}
