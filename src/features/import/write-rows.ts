import type { Tx } from '../../db/client.ts'
import type { Command, WriteUseCase } from '../../db/command.ts'
import { hashRequest, type Batch } from '../../db/commands.ts'
import type { Ctx } from '../../db/transaction.ts'
import type { Actor } from '../../kernel/actor.ts'
import { instantAt } from '../../kernel/clock.ts'
import { isRefusal } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import { confirmProposal } from '../ledger/confirm-proposal.ts'
import { proposeEntry } from '../ledger/propose-entry.ts'
import { addMembership } from '../person/add-membership.ts'
import type { PaperHistory } from '../person/model.ts'
import { registerPerson, type RegisterPerson } from '../person/register-person.ts'
import { registerVolunteer } from '../person/register-volunteer.ts'
import { approveRecords, openedToken } from '../service/approve-records.ts'
import { submitEntered } from '../service/submit-in-tx.ts'
import { membershipsOf } from './judge-people.ts'
import { enteredRecordOf } from './judge-records.ts'
import { reasonOf } from './messages.ts'
import type { RowProblem } from './model.ts'
import type { JudgedRow, Plan } from './rules/judging.ts'
import type { PersonRow } from './rules/read-people.ts'

/** The two people of an import. */
export type TwoPeople = {
  readonly importId: Id
  readonly importerId: Id
  readonly approverId: Id
}

type Ready = { readonly line: number; readonly plan: Plan }
/** Line → why the use case that would write it refused. */
type Refused = Map<number, string>

/**
 * Writes judged rows through the use cases that people use, in the open transaction. A row that one
 * of them refuses is left out, and the others are written without it: nothing half.
 */
export async function writeRows(
  batch: Batch,
  two: TwoPeople,
  rows: readonly JudgedRow[],
): Promise<{ readonly written: number; readonly left: readonly RowProblem[] }> {
  const left: RowProblem[] = []
  let ready = rows.flatMap(({ line, plan }): Ready[] => (plan ? [{ line, plan }] : []))
  while (ready.length > 0) {
    const refused = await tryAll(batch, two, ready)
    if (refused.size === 0) break
    for (const [line, reason] of refused) left.push({ line, column: '', reason })
    ready = ready.filter(({ line }) => !refused.has(line))
  }
  return { written: ready.length, left }
}

class TakenBack extends Error {}

/** All of them or, where one is refused, none. */
async function tryAll(batch: Batch, two: TwoPeople, ready: readonly Ready[]): Promise<Refused> {
  const refused: Refused = new Map()
  try {
    await batch.ctx.tx.transaction(async (tx) => {
      await writeAll(atSavepoint(batch, tx), two, ready, refused)
      if (refused.size > 0) throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  return refused
}

function atSavepoint(batch: Batch, tx: Tx): Batch {
  return { ...batch, ctx: { ...batch.ctx, tx } }
}

async function writeAll(
  batch: Batch,
  two: TwoPeople,
  ready: readonly Ready[],
  refused: Refused,
): Promise<void> {
  const { ctx } = batch
  const importer = actorOf(two, two.importerId)
  const send = <I, O>(useCase: WriteUseCase<I, O>, asked: readonly Asked<I>[]) =>
    sendAll(ctx, useCase, { actor: importer, two, refused }, asked)
  await send(registerPerson, pick(ready, 'person', registrationOf))
  await send(registerVolunteer, pick(ready, 'complete', enrolmentOf))
  await send(addMembership, pick(ready, 'complete', joiningOf))
  await send(addMembership, pick(ready, 'membership', membershipOf))
  await writeRecords(batch, two, ready, refused)
  await writeOpenings(ctx, two, ready, refused)
}

type PlanOf<K extends Plan['kind']> = Extract<Plan, { readonly kind: K }>
type Asked<I> = {
  readonly line: number
  readonly scope: Id
  readonly input: I
  readonly part: string
}

function pick<K extends Plan['kind'], I>(
  ready: readonly Ready[],
  kind: K,
  ask: (plan: PlanOf<K>) => readonly Omit<Asked<I>, 'line'>[],
): readonly Asked<I>[] {
  return ready.flatMap(({ line, plan }) =>
    plan.kind === kind ? ask(plan as PlanOf<K>).map((one) => ({ line, ...one })) : [],
  )
}

/** Under keys of the import, the line and the use case: whatever runs twice is written once. */
async function sendAll<I, O>(
  ctx: Ctx,
  useCase: WriteUseCase<I, O>,
  by: { readonly actor: Actor; readonly two: TwoPeople; readonly refused: Refused },
  asked: readonly Asked<I>[],
): Promise<ReadonlyMap<number, O>> {
  const results = new Map<number, O>()
  if (asked.length === 0) return results
  const commands = asked.map(({ line, scope, input, part }): Command<I> => {
    const key = `import-${by.two.importId}-${line}-${part}`
    const requestHash = hashRequest(useCase.useCase, input)
    return { scope, actor: by.actor, key, requestHash, input }
  })
  const outcomes = await useCase.run(ctx, commands)
  outcomes.forEach(({ result }, index) => {
    const line = asked[index]?.line ?? 0
    if (isRefusal(result)) by.refused.set(line, reasonOf(result))
    else results.set(line, result)
  })
  return results
}

function actorOf({ importId }: TwoPeople, personId: Id): Actor {
  // there is no session of either: they act through the import
  return { kind: 'person', personId, sessionId: importId }
}

function registrationOf({ row }: PlanOf<'person'>): readonly Omit<Asked<RegisterPerson>, 'line'>[] {
  const { politicalStatus, partyTie, registeredOn } = row
  const history = historyOf(row)
  const input: RegisterPerson = {
    ...{ name: row.name, gender: row.gender, bornOn: row.bornOn, phone: row.phone },
    ...{ workUnit: row.workUnit, livesAlone: false, sessionHash: null },
    household: row.address === null ? null : { address: row.address },
    memberships: membershipsOf(row),
    status: politicalStatus === null ? null : { politicalStatus, partyTie, sinceOn: registeredOn },
    consents: ['recording'],
    volunteer: row.isVolunteer ? volunteerOf(row) : null,
    ...(history ? { history } : {}),
  }
  return [{ scope: DISTRICT_SCOPE, input, part: 'person' }]
}

function volunteerOf({ skills, guardianConsent }: PersonRow) {
  return { skills, guardianConsent, recruitment: 'organised' as const }
}

/** Only where the file says something of the past. */
function historyOf(row: PersonRow): PaperHistory | undefined {
  const { registeredOn, cardOn, certificateNumber, cardNumber } = row
  const since = registeredOn ?? cardOn
  return since === null && certificateNumber === null && cardNumber === null
    ? undefined
    : { registeredOn: since, cardOn: cardOn ?? since, certificateNumber, cardNumber }
}

function enrolmentOf({ personId, enrols, row }: PlanOf<'complete'>) {
  if (!enrols) return []
  const history = historyOf(row)
  const input = { personId, ...volunteerOf(row), ...(history ? { history } : {}) }
  return [{ scope: DISTRICT_SCOPE, input, part: 'volunteer' }]
}

function joiningOf({ personId, memberships, row }: PlanOf<'complete'>) {
  return memberships.map(({ communityId, kind }) => ({
    scope: DISTRICT_SCOPE,
    input: { personId, communityId, kind, sinceOn: row.registeredOn },
    part: kind,
  }))
}

function membershipOf({ personId, row }: PlanOf<'membership'>) {
  const { communityId, kind, sinceOn } = row
  return [{ scope: DISTRICT_SCOPE, input: { personId, communityId, kind, sinceOn }, part: kind }]
}

/** Submitted by the one, approved by the other, who has opened them all with the import. */
async function writeRecords(
  batch: Batch,
  two: TwoPeople,
  ready: readonly Ready[],
  refused: Refused,
): Promise<void> {
  const rows = ready.flatMap(({ line, plan }) => (plan.kind === 'record' ? [{ line, plan }] : []))
  if (rows.length === 0) return
  const { ctx } = batch
  const submitted = await submitEntered(
    batch,
    rows.map(({ plan }) => enteredRecordOf(plan, two.importerId)),
  )
  const lines = new Map<Id, number>()
  const places = new Map<Id, { communityId: Id; id: Id }[]>()
  submitted.forEach((one, index) => {
    const row = rows[index]
    if (!row) return
    if (isRefusal(one)) return void refused.set(row.line, reasonOf(one))
    lines.set(one.id, row.line)
    const place = row.plan.row.communityId
    const { communityId, id } = one
    places.set(place, [...(places.get(place) ?? []), { communityId, id }])
  })
  const asked = [...places].map(([scope, records]) => ({
    ...{ line: lines.get(records[0]?.id ?? '') ?? 0, scope, part: 'approve' },
    input: {
      records,
      opened: records.map(({ id }) => openedToken(ctx.sealKeys, two.approverId, id)),
    },
  }))
  const whole: Refused = new Map()
  const approver = actorOf(two, two.approverId)
  const by = { actor: approver, two, refused: whole }
  const outcomes = await sendAll(ctx, approveRecords, by, asked)
  for (const { line, input } of asked) {
    const all = whole.get(line)
    if (all !== undefined) {
      for (const { id } of input.records) refused.set(lines.get(id) ?? 0, all)
    }
    for (const outcome of outcomes.get(line) ?? []) {
      if (!outcome.approved)
        refused.set(lines.get(outcome.id) ?? 0, reasonOf({ error: outcome.refusal }))
    }
  }
}

async function writeOpenings(
  ctx: Ctx,
  two: TwoPeople,
  ready: readonly Ready[],
  refused: Refused,
): Promise<void> {
  const asked = pick(ready, 'opening', ({ personId, communityId, row }) => {
    const { amountMinutes, openedOn, reason } = row
    const payload = {
      ...{ kind: 'opening' as const, personId, amountMinutes },
      effectiveAt: instantAt(openedOn),
    }
    return [{ scope: communityId, input: { payload, reason }, part: 'propose' }]
  })
  const importer = { actor: actorOf(two, two.importerId), two, refused }
  const proposed = await sendAll(ctx, proposeEntry, importer, asked)
  const approver = { actor: actorOf(two, two.approverId), two, refused }
  const confirming = asked.flatMap(({ line, scope }) => {
    const proposal = proposed.get(line)
    return proposal ? [{ line, scope, input: proposal, part: 'confirm' }] : []
  })
  await sendAll(ctx, confirmProposal, approver, confirming)
}
