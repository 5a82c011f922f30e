import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { pauseClock as pause } from './rules/clocks.ts'
import { lockRunning, updateClock } from './store/clocks.ts'
import { insertDiary } from './store/requests.ts'

/** `reason`: what the asker still has to bring or say. */
export type PauseClock = { readonly requestId: Id; readonly reason: string }

export type ClockPaused = { readonly id: Id }

/**
 * Waits for the asker: the clock of the reply stands until it is resumed. Only before it is due, and
 * only that clock: a first answer is not waited for. @throws `desk.clock-paused`, `desk.clock-late`
 */
export const pauseClock = writeUseCase<PauseClock, ClockPaused, unknown>({
  useCase: 'desk.pause-clock',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, reason } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const running = await lockRunning(batch.ctx.tx, request)
    const clock = running.find(({ measure }) => measure === 'reply')
    if (!clock) throw new DomainError(deskErrors['clock-late'])
    await updateClock(batch.ctx.tx, accept(pause(clock, batch.now, reason)))
    const entry = { act: 'clock-paused', actorId, note: reason, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    await recordAct(batch, command, { act: 'desk.pause-clock', subjects: [requestId], reason })
    return { id: requestId }
  }),
})
