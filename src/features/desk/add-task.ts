import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { isOpen } from './model/requests.ts'
import { insertTask } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

export type AddTask = {
  readonly requestId: Id
  readonly content: string
  /** Null: whoever is at the desk. */
  readonly handlerId: Id | null
  readonly dueAt: Instant | null
}

export type AddedTask = { readonly id: Id }

/**
 * 分解 (SE-69): a part of an open case, for the desk or somebody named, who is told. The case is not
 * answered while a part is open. @throws `desk.request-state`, `desk.schedule-past`,
 * `person.not-found`, `desk.complained-of`
 */
export const addTask = writeUseCase<AddTask, AddedTask, unknown>({
  useCase: 'desk.add-task',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, content, handlerId, dueAt } = command.input
    const { tx } = batch.ctx
    const { actorId, request } = await requestForDesk(batch, command)
    const { state, communityId } = request
    if (!isOpen(state)) throw new DomainError(deskErrors['request-state'], { state })
    if (dueAt !== null && dueAt <= batch.now) throw new DomainError(deskErrors['schedule-past'])
    if (handlerId !== null) {
      const handler = (await findPersons(tx, [handlerId])).get(handlerId)
      if (!handler || handler.leftAt !== null) throw new DomainError(personErrors['not-found'])
      if (handlerId === request.complainedOfId) throw new DomainError(deskErrors['complained-of'])
    }
    const id = newId()
    await insertTask(tx, {
      ...{ communityId, requestId, id, content, handlerId, dueAt },
      ...{ state: 'open', result: null, createdById: actorId, createdAt: batch.now },
      ...{ closedById: null, closedAt: null },
    })
    await insertDiary(tx, request, {
      ...{ act: 'add-task', actorId, note: content, recordedAt: batch.now },
    })
    if (handlerId !== null && handlerId !== actorId) {
      await postNotices(tx, batch.now, [
        {
          ...{ recipientId: handlerId, communityId, kind: 'desk.task' },
          ...{ text: '请您协办一件事项，请看服务台。', onceKey: `task-${id}` },
          link: `/desk?community=${communityId}`,
        },
      ])
    }
    await recordAct(batch, command, { act: 'desk.add-task', subjects: [requestId, id] })
    return { id }
  }),
})
