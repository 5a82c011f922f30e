import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import type { DeskRequest } from './model/requests.ts'
import { closeHandover, selectHandovers } from './store/casework.ts'
import { insertDiary, updateRequest } from './store/requests.ts'

/** Declined by the other side, or taken back by the one who offered. */
export type DecideHandover = { readonly requestId: Id; readonly accepted: boolean }

export type DecidedHandover = { readonly id: Id; readonly firstTakerId: Id | null }

/**
 * The other side accepts and is the first taker from then on, or declines; who offered may take it
 * back. @throws `desk.handover-none`, `desk.handover-not-yours`
 */
export const decideHandover = writeUseCase<DecideHandover, DecidedHandover, unknown>({
  useCase: 'desk.decide-handover',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, accepted } = command.input
    const { tx } = batch.ctx
    const { actorId, request } = await requestForDesk(batch, command)
    const open = (await selectHandovers(tx, request)).find(({ decidedAt }) => decidedAt === null)
    if (!open) throw new DomainError(deskErrors['handover-none'])
    const mine = actorId === open.toId || (!accepted && actorId === open.fromId)
    if (!mine) throw new DomainError(deskErrors['handover-not-yours'])
    await closeHandover(tx, request, accepted, batch.now)
    if (accepted) await updateRequest(tx, request, { firstTakerId: actorId })
    const act = accepted ? 'hand-over' : 'handover-declined'
    await insertDiary(tx, request, { act, actorId, recordedAt: batch.now })
    await tell(batch, request, open.id, accepted, actorId === open.toId ? open.fromId : open.toId)
    await recordAct(batch, command, { act: 'desk.decide-handover', subjects: [requestId] })
    return { id: requestId, firstTakerId: accepted ? actorId : request.firstTakerId }
  }),
})

function tell(
  batch: Parameters<typeof requestForDesk>[0],
  { communityId, id }: DeskRequest,
  handoverId: Id,
  accepted: boolean,
  recipientId: Id,
): Promise<void> {
  return postNotices(batch.ctx.tx, batch.now, [
    {
      ...{ recipientId, communityId, kind: 'desk.handover-decided' },
      text: accepted
        ? '您交接的事项对方已经接手。'
        : '一件事项的交接没有成，仍由原首问责任人办理。',
      link: `/requests/${id}?community=${communityId}`,
      onceKey: `handover-${handoverId}-decided`,
    },
  ])
}
