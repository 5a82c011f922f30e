import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { AnswerSwap } from './accept-swap.ts'
import { lockSwap } from './lock-swap.ts'
import { decideSwapAs } from './store/swaps.ts'

/**
 * The asker takes the question back before it is answered.
 * @throws `duty.swap-not-found`, `duty.swap-decided`, `duty.swap-taken`, `duty.duty-retired`
 */
export const withdrawSwap = writeUseCase<AnswerSwap, AnswerSwap, unknown>({
  useCase: 'duty.withdraw-swap',
  work: oneByOne(async (batch, command) => {
    const { swap } = await lockSwap(batch, command, 'askedBy')
    await decideSwapAs(batch.ctx.tx, swap, 'withdrawn', batch.now)
    await recordAct(batch, command, { act: 'duty.withdraw-swap', subjects: [swap.id] })
    return { swapId: swap.id }
  }),
})
