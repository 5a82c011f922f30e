import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Instant } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { judgePaperTime } from './judge-paper-time.ts'
import { stopClocks } from './stop-clocks.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { isOpen, type Tries } from './model/requests.ts'
import { countTries } from './rules/unreachable.ts'
import { insertDiary, selectDiary } from './store/requests.ts'

/** A call, a message, a knock at the door, as it went. */
export type NoteContact = {
  readonly requestId: Id
  readonly reached: boolean
  readonly note: string
  /** When it was, as the paper says; null: now. */
  readonly contactedAt: Instant | null
}

export type NotedContact = { readonly id: Id; readonly unreached: Tries }

/**
 * 民情日记: a coordinator writes down that the asker was rung or looked for, and whether they were
 * reached, which is a first answer. Tries in vain are what `unreachable` needs as an answer; being
 * reached ends their count. @throws `desk.request-state` when the case is closed, `desk.paper-time`
 */
export const noteContact = writeUseCase<NoteContact, NotedContact, unknown>({
  useCase: 'desk.note-contact',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, reached, note, contactedAt } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const { state } = request
    if (!isOpen(state)) throw new DomainError(deskErrors['request-state'], { state })
    const at = judgePaperTime(batch, request, contactedAt)
    const entry = { act: reached ? 'contact' : 'contact-failed', actorId, note, happenedAt: at }
    await insertDiary(batch.ctx.tx, request, { ...entry, recordedAt: batch.now })
    if (reached) await stopClocks(batch, request, ['firstAnswer'], at)
    await recordAct(batch, command, { act: 'desk.note-contact', subjects: [requestId] })
    const unreached = countTries(await selectDiary(batch.ctx.tx, request))
    return { id: requestId, unreached }
  }),
})
