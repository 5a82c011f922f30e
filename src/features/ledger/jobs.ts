import { readNow } from '../../db/clock.ts'
import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import { isRefusal } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { draftOf, openBooks, saveBooks, type HoldKey } from './open-books.ts'
import { expireHold } from './rules/holds.ts'
import { enterSweep, findDueHolds } from './store/books.ts'

const AT_ONCE = 500

/**
 * Returns what was reserved past its time, one community's books after the other. Safe to run
 * anywhere, any number of times and by two at once: books that another sweep is in are passed by,
 * and each hold is judged again under their lock, by the database's clock. One community's trouble
 * does not keep the others waiting. Returns how many were returned.
 */
export async function expireHolds(ctx: Ctx): Promise<number> {
  const due = await inRead(ctx, (tx) => findDueHolds(tx, ctx.fixedNow?.() ?? null, AT_ONCE))
  const communityIds = [...new Set(due.map(({ communityId }) => communityId))]
  const failures: unknown[] = []
  let expired = 0
  for (const communityId of communityIds) {
    const holds = due.filter((hold) => hold.communityId === communityId)
    expired += await expireIn(ctx, communityId, holds).catch((error: unknown) => {
      failures.push(error)
      return 0
    })
  }
  if (failures.length > 0) throw new AggregateError(failures, 'holds could not be returned')
  return expired
}

function expireIn(ctx: Ctx, communityId: Id, keys: readonly HoldKey[]): Promise<number> {
  return inTransaction(ctx, async (tx) => {
    if (!(await enterSweep(tx, communityId))) return 0
    const books = await openBooks(tx, { communityIds: [communityId], accounts: [], holds: keys })
    const batch = { ctx: { ...ctx, tx }, now: await readNow(ctx, tx) }
    const draft = draftOf(batch, books)
    const subjects = keys.flatMap(({ id }) => (isRefusal(expireHold(draft, id)) ? [] : [id]))
    if (subjects.length === 0) return 0
    await saveBooks(batch, draft)
    await recordAct(
      batch,
      {
        scope: communityId,
        id: newId(),
        actor: { kind: 'system', personId: null, name: 'expire-holds' },
      },
      { act: 'ledger.expire-holds', subjects },
    )
    return subjects.length
  })
}
