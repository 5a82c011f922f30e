import { inTransaction } from '../../src/db/transaction.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { DomainError, isRefusal } from '../../src/kernel/errors.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import type { RecordEntry, RecordEvidence } from '../../src/features/service/prepare-submissions.ts'
import { submitInTx, type SubmittedRecord } from '../../src/features/service/submit-in-tx.ts'
import type { SubmitRecord } from '../../src/features/service/submit-records.ts'
import type { TestPerson, World } from './world.ts'

export type EntryWish = Partial<SubmitRecord> & Pick<SubmitRecord, 'personId' | 'offeringId'>

/** An hour that ended an hour ago, unless said otherwise. */
export function entryOf(world: World, wish: EntryWish): SubmitRecord {
  return {
    activityName: '代办服务',
    place: '便民利民综合服务站',
    content: '代办证件',
    outcome: '已办好',
    recipient: { kind: 'place', description: '服务站' },
    organiser: '社区居委会',
    personInCharge: '演示负责人',
    startsAt: plusMinutes(world.now(), -120),
    endsAt: plusMinutes(world.now(), -60),
    lateReason: null,
    replacesId: null,
    asDraft: false,
    ...wish,
  }
}

/** Planned, checked in and out within plan: green. */
export function checkedIn(entry: SubmitRecord): Partial<RecordEvidence> {
  return {
    measuredBy: 'checkIn',
    plannedStartsAt: entry.startsAt,
    plannedEndsAt: entry.endsAt,
    checkedInAt: entry.startsAt,
    checkedOutAt: entry.endsAt,
  }
}

/** Submits as our own rooms do, with evidence. */
export async function submitWith(
  world: World,
  enteredById: Id,
  servedAtId: Id,
  wish: EntryWish,
  evidence?: Partial<RecordEvidence>,
): Promise<SubmittedRecord> {
  const { asDraft: _, ...entry } = entryOf(world, wish)
  const record: RecordEntry = { ...entry, servedAtId }
  const [submitted] = await inTransaction(world.ctx, (tx) =>
    submitInTx({ ctx: { ...world.ctx, tx }, now: world.now() }, enteredById, [
      { entry: record, evidence: evidence ?? checkedIn({ ...entry, asDraft: false }) },
    ]),
  )
  if (!submitted || isRefusal(submitted)) {
    throw submitted ? new DomainError(submitted.error) : new Error('nothing was submitted')
  }
  return submitted
}

/** A green record of the hours `from` to `to` before now. */
export function submitGreen(
  world: World,
  person: TestPerson,
  at: { readonly communityId: Id; readonly offeringId: Id; readonly hoursAgo: number },
  length = 60,
): Promise<SubmittedRecord> {
  const startsAt = plusMinutes(world.now(), -60 * at.hoursAgo)
  return submitWith(world, person.id, at.communityId, {
    personId: person.id,
    offeringId: at.offeringId,
    startsAt,
    endsAt: plusMinutes(startsAt, length),
  })
}

export function keyOf({ communityId, id }: RecordKey): RecordKey {
  return { communityId, id }
}

export async function stateOf(world: World, { communityId, id }: RecordKey): Promise<string> {
  const rows = await world.sql<{ state: string }[]>`
    select state from service_records where community_id = ${communityId} and id = ${id}`
  return rows[0]?.state ?? 'gone'
}

export async function savingsOf(
  world: World,
  person: TestPerson,
): Promise<{ readonly balance: number; readonly held: number }> {
  const rows = await world.sql<{ balance: string; held: string }[]>`
    select coalesce(sum(balance_minutes), 0) as balance, coalesce(sum(held_minutes), 0) as held
      from ledger_accounts where kind = 'savings' and owner_id = ${person.id}`
  return { balance: Number(rows[0]?.balance ?? 0), held: Number(rows[0]?.held ?? 0) }
}
