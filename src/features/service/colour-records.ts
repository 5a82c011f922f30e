import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { InboxRecord, RecordView } from './model.ts'
import { colourOf, dayMinutes, isLate, overlaps } from './rules/decide-approval.ts'
import { findApprovedSpans } from './store/approval.ts'

/** The colours that approving would see now, and why: conflicts, the day's total, lateness. */
export async function colourRecords(
  ctx: Ctx,
  records: readonly RecordView[],
): Promise<readonly InboxRecord[]> {
  if (records.length === 0) return []
  const spans = await inRead(ctx, (tx) => findApprovedSpans(tx, records))
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  const recording = policyAt(await loadPolicies(ctx), 'recording', today)
  return records.map((record) => {
    const approved = (spans.get(record.personId) ?? []).filter((span) => !isOf(record, span))
    return {
      ...record,
      colour: colourOf(record, approved, recording, ctx.calendar),
      conflicts: approved.filter((span) => overlaps(span, record)),
      dayMinutes: dayMinutes(record, approved),
      late: isLate(record, recording, ctx.calendar),
    }
  })
}

/** An approved record is itself among the approved time. */
function isOf(record: RecordView, span: { startsAt: string; endsAt: string }): boolean {
  return (
    record.state === 'approved' &&
    span.startsAt === record.startsAt &&
    span.endsAt === record.endsAt
  )
}
