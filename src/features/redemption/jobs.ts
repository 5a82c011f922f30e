import { hashRequest } from '../../db/commands.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { isRefusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { giveNewSavings } from './give-new-savings.ts'
import { selectDueInstructions } from './store.ts'

/**
 * Gives what standing instructions say of new savings. Safe to run anywhere and any number of times:
 * what was looked at is remembered per account. Returns how many people's savings were looked at.
 */
export async function applyStandingInstructions(ctx: Ctx): Promise<number> {
  const due = await inRead(ctx, (tx) => selectDueInstructions(tx, 200))
  let applied = 0
  for (const { personId, communityId } of due) {
    const input = { personId }
    const [outcome] = await giveNewSavings.run(ctx, [
      {
        scope: communityId,
        actor: { kind: 'system', personId: null, name: 'standing-instructions' },
        key: `give-${newId()}`,
        requestHash: hashRequest(giveNewSavings.useCase, input),
        input,
      },
    ])
    if (outcome && !isRefusal(outcome.result)) applied += 1
  }
  return applied
}
