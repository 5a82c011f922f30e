import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { selectTasks, updateTask } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

export type CloseTask = {
  readonly requestId: Id
  readonly taskId: Id
  /** False: it is not needed any more. */
  readonly done: boolean
  readonly result: string
}

export type ClosedTask = { readonly id: Id }

/** A part is done, or dropped, with a word on it. @throws `desk.task-not-found`, `desk.task-closed` */
export const closeTask = writeUseCase<CloseTask, ClosedTask, unknown>({
  useCase: 'desk.close-task',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, taskId, done, result } = command.input
    const { tx } = batch.ctx
    const { actorId, request } = await requestForDesk(batch, command)
    const task = (await selectTasks(tx, request)).find(({ id }) => id === taskId)
    if (!task) throw new DomainError(deskErrors['task-not-found'])
    if (task.state !== 'open') throw new DomainError(deskErrors['task-closed'])
    const state = done ? ('done' as const) : ('dropped' as const)
    await updateTask(tx, task, { state, result, closedById: actorId, closedAt: batch.now })
    const entry = { act: `task-${state}`, actorId, note: result, recordedAt: batch.now }
    await insertDiary(tx, request, entry)
    await recordAct(batch, command, { act: 'desk.close-task', subjects: [requestId, taskId] })
    return { id: taskId }
  }),
})
