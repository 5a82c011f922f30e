import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError, isRefusal } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import { serviceErrors } from './errors.ts'
import type { RecordKey } from './model.ts'
import { prepareSubmissions } from './prepare-submissions.ts'
import { lockRecords } from './store/approval.ts'
import { markSubmitted } from './store/decisions.ts'
import { selectRecord } from './store/records.ts'
import type { SubmittedRecord } from './submit-in-tx.ts'

export type SubmitDraft = RecordKey & { readonly lateReason: string | null }

/**
 * A volunteer's draft is handed in, and judged anew as if it were written now.
 * @throws `service.record-not-found`, `service.not-draft` and what `decideSubmission` refuses
 */
export const submitDrafts = writeUseCase<SubmitDraft, SubmittedRecord, unknown>({
  useCase: 'service.submit-drafts',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const { lateReason, ...key } = command.input
    await lockRecords(tx, [key])
    const draft = await selectRecord(tx, key)
    if (!draft || draft.personId !== command.actor.personId) {
      throw new DomainError(serviceErrors['record-not-found'])
    }
    if (draft.state !== 'draft') throw new DomainError(serviceErrors['not-draft'])
    const entry = { ...draft, lateReason: lateReason ?? draft.lateReason }
    const [judged] = await prepareSubmissions(batch, [{ enteredById: draft.enteredById, entry }])
    if (!judged) throw new Error('a draft without a judgement')
    if (isRefusal(judged)) throw new DomainError(judged.error, judged.details)
    const submission = { submittedAt: batch.now, lateReason: judged.lateReason }
    await markSubmitted(tx, key, submission)
    await recordAct(batch, command, {
      act: 'service.submit-drafts',
      subjects: [draft.id],
      reason: judged.lateReason,
    })
    const { serviceMinutes } = judged
    return { ...key, state: 'submitted', serviceMinutes, lateReason: judged.lateReason }
  }),
})
