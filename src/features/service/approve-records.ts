import type { Tx } from '../../db/client.ts'
import type { Command, FreshCommand } from '../../db/command.ts'
import { writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { lookupHash, type SealKeys } from '../../kernel/seal.ts'
import { auditEventOf, recordActs } from '../audit/record-acts.ts'
import { draftOf, openBooks, saveBooks, type LoadedBooks } from '../ledger/open-books.ts'
import { savingsOf, type Draft } from '../ledger/rules/books.ts'
import { personErrors } from '../person/errors.ts'
import { findHolders } from '../person/find-holders.ts'
import { findPersons } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicySet } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'
import { serviceErrors } from './errors.ts'
import { postApproval, type ApprovalPosting } from './post-approval.ts'
import type { RecordKey, RefusalView, Span } from './model.ts'
import { colourOf, decideApproval, type Approver, type Recording } from './rules/decide-approval.ts'
import {
  findRecords,
  findStatesAndSpans,
  writeDecisions,
  type Decision,
  type RecordStatus,
  type RecordToDecide,
} from './store/approval.ts'

/** Records to approve; `opened` are tokens that opening a record, or its sheet, gave. */
export type ApproveRecords = {
  readonly records: readonly RecordKey[]
  readonly opened: readonly string[]
}

export type RecordOutcome =
  | ({ readonly id: Id; readonly approved: true } & ApprovalPosting)
  | { readonly id: Id; readonly approved: false; readonly refusal: RefusalView }

type Locked = {
  readonly books: LoadedBooks
  readonly records: Map<Id, RecordToDecide>
  readonly spans: ReadonlyMap<Id, readonly Span[]>
  readonly holders: ReadonlySet<string>
  readonly approvers: ReadonlyMap<Id, Approver>
}

/** What opening a record or a sheet hands to its reader: proof for this reader and this thing. */
export function openedToken(keys: SealKeys, readerId: Id, openedId: Id): string {
  return lookupHash(keys, `opened ${readerId} ${openedId}`)
}

/**
 * Approves submitted records, one or hundreds, each on its own: who may, the colours, overlaps with
 * what is approved and within the batch, then the accrual with its overflow, and the settling of the
 * hold that a record carries, all in one transaction. Locks the books of the volunteers and payers.
 * Refuses the whole command `person.role-missing` when the actor does not coordinate the scope's
 * community; single records are refused in the outcome.
 */
export const approveRecords = writeUseCase<ApproveRecords, readonly RecordOutcome[], Locked>({
  useCase: 'service.approve-records',
  weigh: (input) => input.records.length,
  lock,
  async work(batch, commands, locked) {
    const policies = await loadPolicies(batch.ctx)
    const draft = draftOf(batch, locked.books)
    const decisions: Decision[] = []
    const spans = new Map([...locked.spans].map(([id, list]) => [id, [...list]]))
    const today = civilDateOf(batch.now)
    const recording = policyAt(policies, 'recording', today)
    const capMinutes = policyAt(policies, 'credits', today).capMinutes as Minutes
    const state = { batch, policies, recording, capMinutes, locked, draft, decisions, spans }
    const results = commands.map((command) => approveAll(state, command))
    const written = Promise.all([
      saveBooks(batch, draft),
      writeDecisions(batch.ctx.tx, 'approved', decisions, batch.now),
      recordActs(
        batch,
        commands.flatMap((command, index) => auditOf(batch, command, results[index])),
      ),
    ])
    return { results, written }
  },
})

/**
 * Records are read before the books are locked: while one batch writes, the next has done most of its
 * reading. Their states are read again under the lock, and guarded when written.
 */
async function lock(tx: Tx, commands: readonly Command<ApproveRecords>[]): Promise<Locked> {
  const keys = commands.flatMap(({ input }) => input.records)
  const read = await findRecords(tx, keys)
  const actors = commands.flatMap(({ actor, scope }) =>
    actor.personId === null ? [] : [{ personId: actor.personId, communityId: scope }],
  )
  const holds = read.flatMap(({ holdCommunityId, holdId }) =>
    holdCommunityId && holdId ? [{ communityId: holdCommunityId, id: holdId }] : [],
  )
  const [books, { states, spans }, holders, persons] = await Promise.all([
    openBooks(tx, {
      communityIds: [...read, ...holds].map(({ communityId }) => communityId),
      accounts: read.map(({ communityId, personId }) => savingsOf(communityId, personId)),
      holds,
      // what accrual, overflow and the settling of a hold post to
      system: holds.length > 0 ? ['issuance', 'commons', 'retirement'] : ['issuance', 'commons'],
    }),
    findStatesAndSpans(tx, read),
    findHolders(tx, actors, ['coordinator']),
    findPersons(
      tx,
      actors.map(({ personId }) => personId),
    ),
  ])
  const approvers = new Map(
    [...persons].map(([id, { householdId }]) => [id, { personId: id, householdId }]),
  )
  const records = new Map(read.map((record) => [record.id, record]))
  for (const status of states) {
    const record = records.get(status.id)
    if (record && hasChanged(record, status)) records.set(status.id, { ...record, ...status })
  }
  return { books, records, spans, holders, approvers }
}

function hasChanged(record: RecordToDecide, status: RecordStatus): boolean {
  return (
    record.state !== status.state || record.recipientConfirmedAt !== status.recipientConfirmedAt
  )
}

type Approval = {
  readonly batch: Batch
  readonly policies: PolicySet
  readonly recording: Recording
  readonly capMinutes: Minutes
  readonly locked: Locked
  readonly draft: Draft
  readonly decisions: Decision[]
  /** Approved spans by person, growing with the batch. */
  readonly spans: Map<Id, Span[]>
}

function approveAll(
  state: Approval,
  command: FreshCommand<ApproveRecords>,
): readonly RecordOutcome[] | Refusal {
  const { actor, scope, input } = command
  const approver = state.locked.approvers.get(actor.personId ?? '')
  if (!approver || !state.locked.holders.has(`${approver.personId} ${scope}`)) {
    return refuse(personErrors['role-missing'])
  }
  const opened = new Set(input.opened)
  return input.records.map((key) => {
    const record = state.locked.records.get(key.id)
    const here = record?.communityId === key.communityId && record.servedAtId === scope
    const outcome = here
      ? approveOne(state, command, approver, record, opened)
      : refuse(serviceErrors['record-not-found'])
    return isRefusal(outcome) ? { id: key.id, approved: false, refusal: viewOf(outcome) } : outcome
  })
}

function viewOf({ error }: Refusal): RefusalView {
  return { code: error.code, title: error.title, advice: error.advice }
}

function approveOne(
  state: Approval,
  command: FreshCommand<ApproveRecords>,
  approver: Approver,
  record: RecordToDecide,
  opened: ReadonlySet<string>,
): RecordOutcome | Refusal {
  const { ctx } = state.batch
  const spans = state.spans.get(record.personId) ?? []
  const colour = colourOf(record, spans, state.recording, ctx.calendar)
  const seen = wasOpened(ctx.sealKeys, approver.personId, record, opened)
  const decision = decideApproval(record, approver, spans, seen, colour)
  if (isRefusal(decision)) return decision
  const posted = postApproval(state.draft, record, state.policies, state.capMinutes, {
    commandId: command.id,
    actorId: approver.personId,
  })
  if (isRefusal(posted)) return posted
  state.locked.records.set(record.id, { ...record, state: 'approved' })
  spans.push({ startsAt: record.startsAt, endsAt: record.endsAt })
  state.spans.set(record.personId, spans)
  state.decisions.push({
    communityId: record.communityId,
    id: record.id,
    creditMinutes: posted.creditMinutes,
    journalId: posted.journalId,
    decidedById: approver.personId,
    reason: null,
  })
  return { id: record.id, approved: true, ...posted }
}

function wasOpened(
  keys: SealKeys,
  approverId: Id,
  record: RecordToDecide,
  opened: ReadonlySet<string>,
): boolean {
  if (opened.size === 0) return false
  if (opened.has(openedToken(keys, approverId, record.id))) return true
  return (
    record.groupSheetId !== null && opened.has(openedToken(keys, approverId, record.groupSheetId))
  )
}

function auditOf(
  batch: Batch,
  command: FreshCommand<ApproveRecords>,
  result: readonly RecordOutcome[] | Refusal | undefined,
) {
  if (!result || isRefusal(result)) return []
  const subjects = result.flatMap((outcome) => (outcome.approved ? [outcome.id] : []))
  if (subjects.length === 0) return []
  return [auditEventOf(batch, command, { act: 'service.approve-records', subjects })]
}
