import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { findPersons } from '../person/find-persons.ts'
import { judgeSwap } from './judge-swap.ts'
import { lockSwap } from './lock-swap.ts'
import { swapAcceptedText, swapLapsedText } from './messages/rosters.ts'
import type { Duty } from './model/rosters.ts'
import type { Swap } from './model/swaps.ts'
import { putRosterDays } from './store/rosters.ts'
import { decideSwapAs, lapseOthers } from './store/swaps.ts'

export type AnswerSwap = { readonly swapId: Id }

/**
 * The one who was asked takes the day: the roster changes, both are told, and whoever else was asked
 * for it need not answer. Judged anew as things stand now; of two at once the first has it.
 * @throws `duty.swap-not-found`, `duty.swap-decided`, `duty.swap-taken`, `duty.swap-not-yours`,
 *   `duty.swap-not-theirs`, `duty.swap-not-able`, `duty.roster-past`, `duty.duty-retired`
 */
export const acceptSwap = writeUseCase<AnswerSwap, AnswerSwap, unknown>({
  useCase: 'duty.accept-swap',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const { swap, duty } = await lockSwap(batch, command, 'asked')
    const days = accept(await judgeSwap(tx, batch.now, swap))
    const how = { kind: 'swapped', changedById: swap.askedId, changedAt: batch.now } as const
    await putRosterDays(
      tx,
      swap,
      days.map((day) => ({ ...day, ...how })),
    )
    await decideSwapAs(tx, swap, 'accepted', batch.now)
    await tellAccepted(batch, swap, duty, await lapseOthers(tx, swap, batch.now))
    await recordAct(batch, command, {
      act: 'duty.accept-swap',
      subjects: [swap.id, swap.askedById, swap.askedId],
    })
    return { swapId: swap.id }
  }),
})

async function tellAccepted(
  { ctx: { tx }, now }: Batch,
  swap: Swap,
  duty: Duty,
  lapsed: readonly Swap[],
): Promise<void> {
  const { communityId, askedById, askedId } = swap
  const persons = await findPersons(tx, [askedById, askedId])
  const nameOf = (id: Id) => persons.get(id)?.name ?? ''
  const words = { ...swap, dutyName: duty.name }
  const text = swapAcceptedText(words, nameOf(askedById), nameOf(askedId))
  const shared = { communityId, link: '/me/rosters' }
  await postNotices(tx, now, [
    ...[askedById, askedId].map((recipientId) => ({
      ...{ ...shared, recipientId, kind: 'duty.swap-accepted', text },
      onceKey: `swap-accepted:${swap.id}`,
    })),
    ...lapsed.map((other) => ({
      ...{ ...shared, recipientId: other.askedId, kind: 'duty.swap-lapsed' },
      ...{ text: swapLapsedText(words), onceKey: `swap-lapsed:${other.id}` },
    })),
  ])
}
