import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Instant } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { workingTimeAt } from './stop-clocks.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { resumeClock as resume } from './rules/clocks.ts'
import { lockRunning, updateClock } from './store/clocks.ts'
import { insertDiary } from './store/requests.ts'

export type ResumeClock = { readonly requestId: Id; readonly note: string }

export type ClockResumed = { readonly id: Id; readonly dueAt: Instant }

/** The asker has come back: what was left of the working time runs on. @throws `desk.clock-runs` */
export const resumeClock = writeUseCase<ResumeClock, ClockResumed, unknown>({
  useCase: 'desk.resume-clock',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, note } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const running = await lockRunning(batch.ctx.tx, request)
    const clock = running.find(({ measure }) => measure === 'reply')
    if (!clock) throw new DomainError(deskErrors['clock-runs'])
    const resumed = accept(resume(clock, batch.now, await workingTimeAt(batch.ctx, batch.now)))
    await updateClock(batch.ctx.tx, resumed)
    const entry = { act: 'clock-resumed', actorId, note, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    await recordAct(batch, command, { act: 'desk.resume-clock', subjects: [requestId] })
    return { id: requestId, dueAt: resumed.dueAt }
  }),
})
