import type { Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { lockOpenDuty } from './lock-open-duty.ts'
import type { Duty } from './model/rosters.ts'
import type { Swap } from './model/swaps.ts'
import { decideAnswer } from './rules/swaps.ts'
import { selectSwap } from './store/swaps.ts'

/**
 * A swap that waits, and its duty, locked: of two who answer at once one comes first.
 * @throws `duty.swap-not-found` also to whoever it is not for, `duty.swap-decided`,
 *   `duty.swap-taken`, `duty.duty-retired`
 */
export async function lockSwap(
  batch: Batch,
  command: Command<{ readonly swapId: Id }>,
  side: 'asked' | 'askedBy',
): Promise<{ readonly swap: Swap; readonly duty: Duty }> {
  const { tx } = batch.ctx
  const { personId } = command.actor
  const read = () => selectSwap(tx, command.scope, command.input.swapId)
  const { dutyId } = accept(decideAnswer(await read(), personId, side))
  const duty = await lockOpenDuty(tx, command.scope, dutyId)
  return { swap: accept(decideAnswer(await read(), personId, side)), duty }
}
