import { hashRequest } from '../../db/commands.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, plusDays, systemNow } from '../../kernel/clock.ts'
import { isRefusal } from '../../kernel/errors.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { selectExpiredItems } from './store/notes.ts'
import { wipeNote } from './wipe-note.ts'

const AT_ONCE = 200

/**
 * Takes away contents whose consent ended longer ago than the time for renewal (policy). Safe to run
 * anywhere and any number of times. Returns how many items were wiped.
 */
export async function wipeExpiredNotes(ctx: Ctx): Promise<number> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const { keepDays } = policyAt(await loadPolicies(ctx), 'care', today)
  const before = plusDays(today, -keepDays)
  const expired = await inRead(ctx, (tx) => selectExpiredItems(tx, before, AT_ONCE))
  let wiped = 0
  for (const { communityId, personId, item } of expired) {
    const input = { personId, item, before }
    const [outcome] = await wipeNote.run(ctx, [
      {
        scope: communityId,
        actor: { kind: 'system', personId: null, name: 'expiry' },
        key: `wipe-${personId}-${item}-${today}`,
        requestHash: hashRequest(wipeNote.useCase, input),
        input,
      },
    ])
    if (outcome && !isRefusal(outcome.result) && outcome.result.wiped) wiped += 1
  }
  return wiped
}
