import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestForDesk } from './lock-requests.ts'
import { selectReferrals, updateReferral } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

export type CloseReferral = {
  readonly requestId: Id
  readonly referralId: Id
  readonly helped: boolean
  readonly outcome: string
}

export type ClosedReferral = { readonly id: Id }

/** What came of a referral, once. @throws `desk.referral-not-found`, `desk.referral-closed` */
export const closeReferral = writeUseCase<CloseReferral, ClosedReferral, unknown>({
  useCase: 'desk.close-referral',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, referralId, helped, outcome } = command.input
    const { actorId, request } = await requestForDesk(batch, command)
    const all = await selectReferrals(batch.ctx.tx, request)
    const referral = all.find(({ id }) => id === referralId)
    if (!referral) throw new DomainError(deskErrors['referral-not-found'])
    if (referral.outcomeAt !== null) throw new DomainError(deskErrors['referral-closed'])
    await updateReferral(batch.ctx.tx, referral, { outcome, helped, outcomeAt: batch.now })
    const act = helped ? 'referral-helped' : 'referral-failed'
    const entry = { act, actorId, note: outcome, recordedAt: batch.now }
    await insertDiary(batch.ctx.tx, request, entry)
    await recordAct(batch, command, {
      act: 'desk.close-referral',
      subjects: [requestId, referralId],
    })
    return { id: referralId }
  }),
})
