import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestIn, requireCoordinator } from './lock-requests.ts'
import { isOpen, type Tries } from './model.ts'
import { countTries } from './rules/unreachable.ts'
import { insertDiary, selectDiary } from './store/requests.ts'

/** A call, a message, a knock at the door, as it went. */
export type NoteContact = {
  readonly requestId: Id
  readonly reached: boolean
  readonly note: string
}

export type NotedContact = { readonly id: Id; readonly unreached: Tries }

/**
 * 民情日记: a coordinator writes down that the asker was rung or looked for, and whether they were
 * reached. Tries in vain are what `unreachable` needs as an answer; being reached ends their count.
 * @throws `desk.request-state` when the case is closed
 */
export const noteContact = writeUseCase<NoteContact, NotedContact, unknown>({
  useCase: 'desk.note-contact',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, reached, note } = command.input
    const actorId = await requireCoordinator(batch, command)
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    const { state } = request
    if (!isOpen(state)) throw new DomainError(deskErrors['request-state'], { state })
    const act = reached ? 'contact' : 'contact-failed'
    await insertDiary(batch.ctx.tx, request, { act, actorId, note, recordedAt: batch.now })
    await recordAct(batch, command, { act: 'desk.note-contact', subjects: [requestId] })
    const unreached = countTries(await selectDiary(batch.ctx.tx, request))
    return { id: requestId, unreached }
  }),
})
