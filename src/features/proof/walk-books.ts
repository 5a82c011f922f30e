import { inRead, type Ctx } from '../../db/transaction.ts'
import { instantAt, instantFromDatabase, plusDays, type CivilDate } from '../../kernel/clock.ts'
import type { Id } from '../../kernel/ids.ts'
import { WALK_PAGE } from '../../kernel/paging.ts'
import type { Books, BooksAccount, BooksTransfer } from './model.ts'
import { selectMarks, selectReversals, type MarkRow } from './store/books.ts'
import { selectPosted } from './store/leaves.ts'

export type WalkBooks = {
  readonly communityIds: readonly Id[]
  /** Of what was recorded until the end of this day. */
  readonly untilOn: CivilDate | null
}

/**
 * The books of communities, all as of one moment: their accounts and last sequences are read at
 * once. What was posted never changes and sequences have no gaps, so the transfers up to there are
 * the same whenever they are read: page by page, with nothing held open for a slow reader.
 */
export async function walkBooks(
  ctx: Ctx,
  { communityIds, untilOn }: WalkBooks,
): Promise<readonly Books[]> {
  const before = untilOn === null ? null : instantAt(plusDays(untilOn, 1))
  const rows = await inRead(ctx, (tx) => selectMarks(tx, communityIds, before))
  const rowsOf = new Map<Id, MarkRow[]>()
  for (const row of rows) {
    const known = rowsOf.get(row.community_id)
    if (known) known.push(row)
    else rowsOf.set(row.community_id, [row])
  }
  return communityIds.map((communityId) => {
    const marks = rowsOf.get(communityId) ?? []
    const sequence = marks[0]?.sequence ?? 0
    const pages = walkTransfers(ctx, communityId, sequence)
    return { communityId, untilOn, sequence, accounts: marks.flatMap(accountsOf), pages }
  })
}

function accountsOf(row: MarkRow): readonly BooksAccount[] {
  if (row.id === null) return []
  return [
    {
      communityId: row.community_id,
      id: row.id,
      kind: row.kind,
      ownerId: row.owner_id,
      openedAt: instantFromDatabase(row.opened_at),
      balanceMinutes: row.balance_minutes,
    },
  ]
}

/** Transfers 1 to `last`. @throws Error where one of them is missing */
export async function* walkTransfers(
  ctx: Ctx,
  communityId: Id,
  last: number,
): AsyncGenerator<readonly BooksTransfer[]> {
  for (let after = 0; after < last; after += WALK_PAGE) {
    const stretch = { after, until: Math.min(after + WALK_PAGE, last) }
    const [posted, reversals] = await inRead(ctx, (tx) =>
      Promise.all([
        selectPosted(tx, communityId, stretch),
        selectReversals(tx, communityId, stretch, last),
      ]),
    )
    if (posted.length !== stretch.until - after) {
      throw new Error(`the books of ${communityId} have a gap after transfer ${after}`)
    }
    const undone = new Map(reversals.map((each) => [each.reversesSequence, each.sequence]))
    yield posted.map((transfer) => ({
      ...transfer,
      reversedBySequence: undone.get(transfer.sequence) ?? null,
    }))
  }
}
