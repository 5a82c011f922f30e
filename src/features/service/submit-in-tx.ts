import type { Batch } from '../../db/commands.ts'
import { isRefusal, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import type { RecordKey, RecordState } from './model.ts'
import { prepareSubmissions, type EnteredRecord, type NewRecord } from './prepare-submissions.ts'
import { insertRecords } from './store/submission.ts'

export type SubmittedRecord = RecordKey & {
  readonly state: Extract<RecordState, 'draft' | 'submitted'>
  readonly serviceMinutes: Minutes
  /** 补录: not null where it came after the working days of R-12. */
  readonly lateReason: string | null
}

/** As `submitEntered`, all of them entered by one. */
export function submitInTx(
  batch: Batch,
  enteredById: Id,
  records: readonly NewRecord[],
): Promise<readonly (SubmittedRecord | Refusal)[]> {
  return submitEntered(
    batch,
    records.map((record) => ({ ...record, enteredById })),
  )
}

/**
 * Submits records inside the transaction of whoever asks, a visit for one: each as accepted, or its
 * refusal, in order; refused ones are not written. Who may enter them, and the audit, are the
 * caller's.
 */
export async function submitEntered(
  batch: Batch,
  records: readonly EnteredRecord[],
): Promise<readonly (SubmittedRecord | Refusal)[]> {
  const prepared = await prepareSubmissions(batch, records)
  await insertRecords(
    batch.ctx.tx,
    prepared.flatMap((one) => (isRefusal(one) ? [] : [one])),
  )
  return prepared.map((one) => {
    if (isRefusal(one)) return one
    const { communityId, id, serviceMinutes, lateReason } = one
    const state = one.state === 'draft' ? 'draft' : 'submitted'
    return { communityId, id, state, serviceMinutes, lateReason }
  })
}
