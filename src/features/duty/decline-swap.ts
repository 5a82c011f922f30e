import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { findPersons } from '../person/find-persons.ts'
import type { AnswerSwap } from './accept-swap.ts'
import { lockSwap } from './lock-swap.ts'
import { swapDeclinedText } from './messages/rosters.ts'
import { decideSwapAs } from './store/swaps.ts'

/**
 * The one who was asked cannot; the asker keeps the day and is told.
 * @throws `duty.swap-not-found`, `duty.swap-decided`, `duty.swap-taken`, `duty.duty-retired`
 */
export const declineSwap = writeUseCase<AnswerSwap, AnswerSwap, unknown>({
  useCase: 'duty.decline-swap',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const { swap, duty } = await lockSwap(batch, command, 'asked')
    await decideSwapAs(tx, swap, 'declined', batch.now)
    const asked = (await findPersons(tx, [swap.askedId])).get(swap.askedId)
    await postNotices(tx, batch.now, [
      {
        ...{ recipientId: swap.askedById, communityId: swap.communityId },
        ...{ kind: 'duty.swap-declined', link: '/me/rosters' },
        text: swapDeclinedText({ ...swap, dutyName: duty.name }, asked?.name ?? ''),
        onceKey: `swap-declined:${swap.id}`,
      },
    ])
    await recordAct(batch, command, { act: 'duty.decline-swap', subjects: [swap.id] })
    return { swapId: swap.id }
  }),
})
