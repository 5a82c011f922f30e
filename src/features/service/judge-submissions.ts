import type { Batch } from '../../db/commands.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import { serviceErrors } from './errors.ts'
import type { ServiceRecord } from './model.ts'
import { prepareSubmissions, type EnteredRecord } from './prepare-submissions.ts'
import { overlaps } from './rules/decide-approval.ts'
import { findApprovedSpans } from './store/approval.ts'
import { findSameRecords } from './store/submission.ts'

/**
 * Judges records as submitting and approving would, and writes nothing: each as it would be stored,
 * its refusal, or `known` where the same person's same time and offering is there already.
 */
export async function judgeSubmissions(
  batch: Batch,
  records: readonly EnteredRecord[],
): Promise<readonly (ServiceRecord | Refusal | 'known')[]> {
  const prepared = await prepareSubmissions(batch, records)
  const good = prepared.filter((one): one is ServiceRecord => !isRefusal(one))
  const { tx } = batch.ctx
  const [approved, same] = await Promise.all([
    findApprovedSpans(tx, good),
    findSameRecords(tx, good),
  ])
  const known = new Set([...same].map((index) => good[index]?.id))
  return prepared.map((one) => {
    if (isRefusal(one)) return one
    if (known.has(one.id)) return 'known'
    const spans = approved.get(one.personId) ?? []
    return spans.some((span) => overlaps(span, one)) ? refuse(serviceErrors.overlap) : one
  })
}
