import type { FreshCommand } from '../../db/command.ts'
import { writeUseCase, type Batch } from '../../db/commands.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { auditEventOf, recordActs } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { findHolders } from '../person/find-holders.ts'
import { serviceErrors } from './errors.ts'
import type { RecordKey, RefusalView } from './model.ts'
import { lockWithHolds, releaseHolds, type LockedWithHolds } from './release-holds.ts'
import { writeDecisions, type RecordToDecide } from './store/approval.ts'

export type RejectRecords = { readonly records: readonly RecordKey[]; readonly reason: string }

export type RejectOutcome =
  | { readonly id: Id; readonly rejected: true }
  | { readonly id: Id; readonly rejected: false; readonly refusal: RefusalView }

type Locked = LockedWithHolds & { readonly holders: ReadonlySet<string> }

/**
 * A coordinator of the place of service says no, with a reason that the volunteer reads. The hold
 * that a record carries returns to its payer in the same transaction. Books first, then records.
 * @throws `person.role-missing`; single records are refused in the outcome
 */
export const rejectRecords = writeUseCase<RejectRecords, readonly RejectOutcome[], Locked>({
  useCase: 'service.reject-records',
  weigh: (input) => input.records.length,
  async lock(tx, commands) {
    const pairs = commands.flatMap(({ actor, scope }) =>
      actor.personId === null ? [] : [{ personId: actor.personId, communityId: scope }],
    )
    const locked = await lockWithHolds(
      tx,
      commands.flatMap(({ input }) => input.records),
    )
    return { ...locked, holders: await findHolders(tx, pairs, ['coordinator']) }
  },
  async work(batch, commands, locked) {
    const closed = new Map<Id, Closed>()
    const results = commands.map((command) => rejectAll(locked, closed, command))
    const decisions = [...closed.values()].map(({ record, reason, decidedById }) => ({
      communityId: record.communityId,
      id: record.id,
      creditMinutes: null,
      journalId: null,
      decidedById,
      reason,
    }))
    await writeDecisions(batch.ctx.tx, 'rejected', decisions, batch.now)
    await releaseHolds(
      batch,
      locked,
      [...closed.values()].map(({ record }) => record),
    )
    await recordActs(
      batch,
      commands.flatMap((command, index) => auditOf(batch, command, results[index])),
    )
    return results
  },
})

type Closed = {
  readonly record: RecordToDecide
  readonly reason: string
  readonly decidedById: Id | null
}

function rejectAll(
  locked: Locked,
  closed: Map<Id, Closed>,
  { actor, scope, input }: FreshCommand<RejectRecords>,
): readonly RejectOutcome[] | Refusal {
  if (!locked.holders.has(`${actor.personId} ${scope}`)) {
    return refuse(personErrors['role-missing'])
  }
  return input.records.map((key) => {
    const record = locked.records.get(key.id)
    const refusal =
      record?.communityId !== key.communityId || record.servedAtId !== scope
        ? refuse(serviceErrors['record-not-found'])
        : judge(record, closed)
    if (refusal || !record) return refusedOutcome(key.id, refusal)
    closed.set(key.id, { record, reason: input.reason, decidedById: actor.personId })
    return { id: key.id, rejected: true }
  })
}

function judge(record: RecordToDecide, closed: ReadonlyMap<Id, Closed>): Refusal | undefined {
  if (record.state === 'draft') return refuse(serviceErrors['record-not-found'])
  if (record.state === 'submitted' && !closed.has(record.id)) return undefined
  return refuse(serviceErrors['record-decided'], { state: record.state })
}

function refusedOutcome(id: Id, refusal: Refusal | undefined): RejectOutcome {
  const { error } = refusal ?? refuse(serviceErrors['record-not-found'])
  const { code, title, advice } = error
  return { id, rejected: false, refusal: { code, title, advice } }
}

function auditOf(
  batch: Batch,
  command: FreshCommand<RejectRecords>,
  result: readonly RejectOutcome[] | Refusal | undefined,
) {
  if (!result || isRefusal(result)) return []
  const subjects = result.flatMap((outcome) => (outcome.rejected ? [outcome.id] : []))
  if (subjects.length === 0) return []
  const { reason } = command.input
  return [auditEventOf(batch, command, { act: 'service.reject-records', subjects, reason })]
}
