import type { Batch } from '../../db/commands.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { personErrors } from '../person/errors.ts'
import { keepBooks } from '../person/keep-books.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { MeasureKind, Recipient, RecordKey, ServiceRecord } from './model.ts'
import { decideSubmission } from './rules/decide-submission.ts'
import { findSubmissionFacts } from './store/submission.ts'

/** The statutory fields (R-05, SE-57), every one of them required; texts are clean already. */
export type RecordEntry = {
  readonly personId: Id
  readonly offeringId: Id
  readonly servedAtId: Id
  readonly activityName: string
  readonly place: string
  readonly content: string
  readonly outcome: string
  readonly recipient: Recipient
  readonly organiser: string
  readonly personInCharge: string
  readonly startsAt: Instant
  readonly endsAt: Instant
  /** 补录: needed once the working days of R-12 are over. */
  readonly lateReason: string | null
  /** The reversed, rejected or withdrawn record that this one stands for. */
  readonly replacesId: Id | null
}

/** What our own rooms know beside the entry: a visit, a sheet, a check-in. Never from a request's body. */
export type RecordEvidence = {
  readonly measuredBy: MeasureKind
  readonly plannedStartsAt: Instant | null
  readonly plannedEndsAt: Instant | null
  readonly checkedInAt: Instant | null
  readonly checkedOutAt: Instant | null
  readonly recipientConfirmedAt: Instant | null
  readonly groupSheetId: Id | null
  readonly visitId: Id | null
  /** The hold that approving settles with `chargeMinutes`, and rejecting voids. */
  readonly hold: RecordKey | null
  readonly chargeMinutes: Minutes | null
}

export type NewRecord = {
  readonly entry: RecordEntry
  readonly evidence?: Partial<RecordEvidence>
  readonly state?: 'draft' | 'submitted'
}

/** `enteredById` may not approve it without evidence from somebody else. */
export type EnteredRecord = NewRecord & { readonly enteredById: Id }

const noEvidence: RecordEvidence = {
  measuredBy: 'manual',
  plannedStartsAt: null,
  plannedEndsAt: null,
  checkedInAt: null,
  checkedOutAt: null,
  recipientConfirmedAt: null,
  groupSheetId: null,
  visitId: null,
  hold: null,
  chargeMinutes: null,
}

/**
 * Judges many records at once and writes nothing: each as it would be stored, or its refusal. The
 * volunteers' books stay where they are until the transaction ends, so that what is stored is found
 * where it belongs.
 */
export async function prepareSubmissions(
  batch: Batch,
  records: readonly EnteredRecord[],
): Promise<readonly (ServiceRecord | Refusal)[]> {
  await keepBooks(
    batch.ctx.tx,
    records.map(({ entry }) => entry.personId),
  )
  const [facts, policies] = await Promise.all([
    findSubmissionFacts(
      batch.ctx.tx,
      records.map(({ entry }) => entry),
    ),
    loadPolicies(batch.ctx),
  ])
  return records.map((record, index) => {
    const known = facts[index]
    if (!known) throw new Error('a record without its facts')
    const { entry } = record
    const submission = decideSubmission(
      entry,
      known,
      {
        ages: policyAt(policies, 'ages', civilDateOf(entry.startsAt)),
        recording: policyAt(policies, 'recording', civilDateOf(batch.now)),
        calendar: batch.ctx.calendar,
      },
      batch.now,
    )
    if (isRefusal(submission)) return submission
    if (known.booksCommunityId === null) return refuse(personErrors['not-found'])
    return recordOf(batch, record, {
      ...submission,
      communityId: known.booksCommunityId,
    })
  })
}

function recordOf(
  batch: Batch,
  { enteredById, entry, evidence = {}, state = 'submitted' }: EnteredRecord,
  judged: Pick<ServiceRecord, 'communityId' | 'serviceMinutes' | 'lateReason'>,
): ServiceRecord {
  const { hold, ...known } = { ...noEvidence, ...evidence }
  return {
    ...entry,
    ...known,
    ...judged,
    id: newId(),
    enteredById,
    holdCommunityId: hold?.communityId ?? null,
    holdId: hold?.id ?? null,
    state,
    submittedAt: state === 'submitted' ? batch.now : null,
    decidedById: null,
    decidedAt: null,
    decisionReason: null,
    creditMinutes: null,
    journalId: null,
    reversal: null,
  }
}
