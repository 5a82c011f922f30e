import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import { noticeErrors } from './errors.ts'
import { deleteMuted, insertMuted } from './store/muted.ts'

/** The inbox is always there; webhooks go to systems, not to people. */
export type MuteChannel = { readonly channel: 'sms'; readonly muted: boolean }

/**
 * Somebody no longer wants notices by a channel, or wants them again. What waits to be sent is then
 * skipped. Sign-in codes are no notices and go on. Said twice, it is as said once.
 */
export const muteChannel = writeUseCase<MuteChannel, MuteChannel, unknown>({
  useCase: 'notice.mute-channel',
  work: oneByOne(async (batch, command) => {
    const recipientId = command.actor.personId
    if (recipientId === null) throw new DomainError(noticeErrors['not-found'])
    const { channel, muted } = command.input
    const { tx } = batch.ctx
    if (muted) await insertMuted(tx, { recipientId, channel, mutedAt: batch.now })
    else await deleteMuted(tx, recipientId, channel)
    await recordAct(batch, command, {
      act: muted ? 'notice.mute-channel' : 'notice.unmute-channel',
      subjects: [recipientId],
    })
    return { channel, muted }
  }),
})
