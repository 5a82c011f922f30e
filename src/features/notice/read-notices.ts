import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { noticeErrors } from './errors.ts'
import { markRead, selectOwn } from './store/inbox.ts'

/** Null: everything that is in the inbox now. */
export type ReadNotices = { readonly noticeIds: readonly Id[] | null }

export type ReadOutcome = {
  /** How many of them were unread. */
  readonly count: number
  /** Where the first of those named leads to. */
  readonly link: string | null
}

/**
 * Somebody has read notices of their own; what was read before stays as it was. One that is not
 * theirs is not found, and then none is marked. @throws `notice.not-found`
 */
export const readNotices = writeUseCase<ReadNotices, ReadOutcome, unknown>({
  useCase: 'notice.read',
  work: oneByOne(async (batch, command) => {
    const recipientId = command.actor.personId
    if (recipientId === null) throw new DomainError(noticeErrors['not-found'])
    const { tx } = batch.ctx
    const { noticeIds } = command.input
    const own = noticeIds === null ? [] : await selectOwn(tx, recipientId, noticeIds, batch.now)
    if (noticeIds !== null && own.length < new Set(noticeIds).size) {
      throw new DomainError(noticeErrors['not-found'])
    }
    const marked = await markRead(tx, recipientId, noticeIds, batch.now)
    const subjects = marked.map(({ id }) => id)
    if (subjects.length > 0) await recordAct(batch, command, { act: 'notice.read', subjects })
    const link = own.find(({ id }) => id === noticeIds?.[0])?.link ?? null
    return { count: subjects.length, link }
  }),
})
