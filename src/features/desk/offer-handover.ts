import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { findHolders } from '../person/find-holders.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { isOpen } from './model/requests.ts'
import { insertHandover } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

export type OfferHandover = { readonly requestId: Id; readonly toId: Id; readonly reason: string }

export type OfferedHandover = { readonly id: Id }

/**
 * 交接 (SE-71): the first taker offers the case to a colleague of the same desk, and holds it until
 * the colleague accepts. @throws `desk.not-first-taker`, `desk.handover-unfit`, `desk.handover-open`
 */
export const offerHandover = writeUseCase<OfferHandover, OfferedHandover, unknown>({
  useCase: 'desk.offer-handover',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, toId, reason } = command.input
    const { tx } = batch.ctx
    const { actorId, request } = await requestForDesk(batch, command)
    const { state, communityId, firstTakerId, complainedOfId } = request
    if (!isOpen(state)) throw new DomainError(deskErrors['request-state'], { state })
    if (firstTakerId !== actorId) throw new DomainError(deskErrors['not-first-taker'])
    const holders = await findHolders(tx, [{ personId: toId, communityId }], ['coordinator'])
    if (toId === actorId || toId === complainedOfId || holders.size === 0) {
      throw new DomainError(deskErrors['handover-unfit'])
    }
    const id = newId()
    await insertHandover(tx, {
      ...{ communityId, requestId, id, fromId: actorId, toId, reason },
      ...{ offeredAt: batch.now, decidedAt: null, accepted: null },
    })
    const entry = { act: 'offer-handover', actorId, note: reason, recordedAt: batch.now }
    await insertDiary(tx, request, entry)
    await postNotices(tx, batch.now, [
      {
        ...{ recipientId: toId, communityId, kind: 'desk.handover', onceKey: `handover-${id}` },
        text: '有一件事项交接给您，请确认是否接手。',
        link: `/requests/${requestId}?community=${communityId}`,
      },
    ])
    await recordAct(batch, command, {
      ...{ act: 'desk.offer-handover', subjects: [requestId, toId], reason },
    })
    return { id }
  }),
})
