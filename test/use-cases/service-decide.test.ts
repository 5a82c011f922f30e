import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { draftOf, openBooks, saveBooks } from '../../src/features/ledger/open-books.ts'
import { savingsOf as savingsRef } from '../../src/features/ledger/rules/books.ts'
import { placeHold } from '../../src/features/ledger/rules/holds.ts'
import { approveRecords, openedToken } from '../../src/features/service/approve-records.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { rejectRecords } from '../../src/features/service/reject-records.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { sumServiceMinutes } from '../../src/features/service/sum-service-minutes.ts'
import { withdrawRecords } from '../../src/features/service/withdraw-records.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { entryOf, keyOf, savingsOf, stateOf, submitGreen, submitWith } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let otherId: Id
let offeringId: Id
let coordinator: TestPerson
let colleague: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  otherId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  colleague = await world.makePerson({ communityId, roles: ['coordinator'] })
})
afterAll(() => world.close())

function makeVolunteer(): Promise<TestPerson> {
  return world.makePerson({ communityId, volunteer: true })
}

function approve(actor: TestPerson, records: readonly RecordKey[], opened: readonly string[] = []) {
  return world.attempt(approveRecords, actor.actor, communityId, {
    records: records.map(keyOf),
    opened,
  })
}

async function codesOf(outcome: ReturnType<typeof approve>): Promise<readonly string[]> {
  const { result } = await outcome
  if (isRefusal(result)) return [result.error.code]
  return result.map((one) => (one.approved ? 'approved' : one.refusal.code))
}

function reject(actor: TestPerson, records: readonly RecordKey[]) {
  return world.attempt(rejectRecords, actor.actor, communityId, {
    records: records.map(keyOf),
    reason: '时间不对',
  })
}

/** An hour saved by a neighbour, and held for a visit. */
async function holdOf(payer: TestPerson, amount = 60): Promise<RecordKey> {
  return inTransaction(world.ctx, async (tx) => {
    const account = savingsRef(communityId, payer.id)
    const books = await openBooks(tx, { communityIds: [communityId], accounts: [account] })
    const batch = { ctx: { ...world.ctx, tx }, now: world.now() }
    const draft = draftOf(batch, books)
    const hold = placeHold(draft, {
      account,
      amountMinutes: minutes(amount),
      expiresAt: plusMinutes(world.now(), 60 * 24),
      source: { kind: 'visit', id: newId() },
      commandId: newId(),
    })
    if (isRefusal(hold)) throw new Error(hold.error.code)
    await saveBooks(batch, draft)
    return { communityId, id: hold.id }
  })
}

async function payerWith(hours: number): Promise<TestPerson> {
  const payer = await makeVolunteer()
  const record = await submitGreen(
    world,
    payer,
    { communityId, offeringId, hoursAgo: hours + 1 },
    hours * 60,
  )
  expect(await codesOf(approve(coordinator, [record]))).toEqual(['approved'])
  return payer
}

async function visitRecord(hold: RecordKey, charge: number | null, visitId = newId()) {
  const helper = await makeVolunteer()
  const wish = { personId: helper.id, offeringId }
  const evidence = {
    visitId,
    hold,
    chargeMinutes: charge === null ? null : minutes(charge),
    recipientConfirmedAt: world.now(),
  }
  const record = await submitWith(world, helper.id, communityId, wish, evidence)
  return { record, helper, opened: [openedToken(world.ctx.sealKeys, coordinator.id, record.id)] }
}

describe('approving', () => {
  it('refuses yellow until it was opened by this very coordinator', async () => {
    const person = await makeVolunteer()
    const entry = entryOf(world, { personId: person.id, offeringId })
    const record = await world.run(submitRecords, person.actor, communityId, entry)
    const token = (reader: TestPerson) => openedToken(world.ctx.sealKeys, reader.id, record.id)
    expect(await codesOf(approve(coordinator, [record]))).toEqual(['service.open-first'])
    expect(await codesOf(approve(coordinator, [record], [token(colleague)]))).toEqual([
      'service.open-first',
    ])
    expect(await codesOf(approve(coordinator, [record], [token(coordinator)]))).toEqual([
      'approved',
    ])
    expect(await codesOf(approve(coordinator, [record], [token(coordinator)]))).toEqual([
      'service.record-decided',
    ])
  })

  it('refuses own records, unknown ids and those of another place, and keeps the rest', async () => {
    const worker = await world.makePerson({ communityId, volunteer: true, roles: ['coordinator'] })
    const own = await submitGreen(world, worker, { communityId, offeringId, hoursAgo: 3 })
    const person = await makeVolunteer()
    const at = { offeringId, hoursAgo: 3 }
    const away = await submitGreen(world, person, { ...at, communityId: otherId })
    const good = await submitGreen(world, person, { ...at, communityId, hoursAgo: 6 })
    const unknown = { communityId, id: newId() }
    expect(await codesOf(approve(worker, [own, away, unknown, good]))).toEqual([
      'service.own-record',
      'service.record-not-found',
      'service.record-not-found',
      'approved',
    ])
  })

  it('refuses whoever coordinates another community only', async () => {
    const other = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
    const person = await makeVolunteer()
    const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
    expect(await codesOf(approve(other, [record]))).toEqual(['person.role-missing'])
  })

  it('approves the first of two that overlap in one bulk, and one of a pair named twice', async () => {
    const person = await makeVolunteer()
    const long = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 4 }, 120)
    const within = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 }, 30)
    expect(await codesOf(approve(coordinator, [long, within, long]))).toEqual([
      'approved',
      'service.overlap',
      'service.record-decided',
    ])
  })

  it('sends what is over the cap to the commons', async () => {
    const person = await makeVolunteer()
    const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 }, 120)
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`
        insert into policies (id, code, version, value, effective_from_on, reason, proposed_at, confirmed_at)
        values (${newId()}, 'credits', 1,
                ${JSON.stringify({ capMinutes: 90, multipliers: { general: '1', technical: '1', professional: '1' } })}::text::jsonb,
                '2026-01-01', '演示', now(), now())`
    })
    const fresh = { ...world.ctx, db: { ...world.db } }
    const command = world.command(approveRecords.useCase, coordinator.actor, communityId, {
      records: [keyOf(record)],
      opened: [],
    })
    const [outcome] = await approveRecords.run(fresh, [command])
    expect(outcome?.result).toMatchObject([{ creditMinutes: 120, overflowMinutes: 30 }])
    expect(await savingsOf(world, person)).toEqual({ balance: 90, held: 0 })
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`update policies set withdrawn_at = now() where code = 'credits'`
    })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('counts time without credits as time only', async () => {
    const timeOnly = await world.makeOffering({ counts: 'time' })
    const person = await makeVolunteer()
    const at = { communityId, offeringId: timeOnly, hoursAgo: 3 }
    const record = await submitGreen(world, person, at)
    const { result } = await approve(coordinator, [record])
    expect(result).toMatchObject([{ approved: true, creditMinutes: 0, journalId: null }])
    const sums = await sumServiceMinutes(world.ctx, { personIds: [person.id, coordinator.id] })
    expect([sums.get(person.id), sums.get(coordinator.id)]).toEqual([60, 0])
  })
})

describe('the hold that a record carries', () => {
  it('is settled with the charge when the record is approved', async () => {
    const payer = await payerWith(2)
    const { record, opened } = await visitRecord(await holdOf(payer), 45)
    const { result } = await approve(coordinator, [record], opened)
    expect(result).toMatchObject([{ approved: true, chargedMinutes: 45 }])
    expect(await savingsOf(world, payer)).toEqual({ balance: 75, held: 0 })
  })

  it('returns whole when nothing is charged: too late', async () => {
    const payer = await payerWith(1)
    const { record, opened } = await visitRecord(await holdOf(payer), null)
    expect(await codesOf(approve(coordinator, [record], opened))).toEqual(['approved'])
    expect(await savingsOf(world, payer)).toEqual({ balance: 60, held: 0 })
  })

  it('returns when the record is rejected', async () => {
    const payer = await payerWith(1)
    const { record } = await visitRecord(await holdOf(payer), 45)
    expect((await reject(coordinator, [record])).result).toMatchObject([{ rejected: true }])
    expect(await savingsOf(world, payer)).toEqual({ balance: 60, held: 0 })
  })

  it('returns when the helper takes the record back', async () => {
    const payer = await payerWith(1)
    const { record, helper } = await visitRecord(await holdOf(payer), 45)
    await world.run(withdrawRecords, helper.actor, communityId, keyOf(record))
    expect(await savingsOf(world, payer)).toEqual({ balance: 60, held: 0 })
  })

  it('stays while the second of two helpers waits, and is charged once', async () => {
    const payer = await payerWith(2)
    const hold = await holdOf(payer)
    const visitId = newId()
    const one = await visitRecord(hold, 45, visitId)
    const two = await visitRecord(hold, 45, visitId)
    await reject(coordinator, [one.record])
    expect(await savingsOf(world, payer)).toEqual({ balance: 120, held: 60 })
    expect(await codesOf(approve(coordinator, [two.record], two.opened))).toEqual(['approved'])
    expect(await savingsOf(world, payer)).toEqual({ balance: 75, held: 0 })
  })

  it('returns once when both helpers are rejected in one act', async () => {
    const payer = await payerWith(1)
    const hold = await holdOf(payer)
    const visitId = newId()
    const one = await visitRecord(hold, 45, visitId)
    const two = await visitRecord(hold, 45, visitId)
    expect((await reject(coordinator, [one.record, two.record])).result).toMatchObject([
      { rejected: true },
      { rejected: true },
    ])
    expect(await savingsOf(world, payer)).toEqual({ balance: 60, held: 0 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('rejecting', () => {
  it('keeps the reason, and happens once', async () => {
    const person = await makeVolunteer()
    const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
    expect((await reject(coordinator, [record, record])).result).toMatchObject([
      { rejected: true },
      { rejected: false, refusal: { code: 'service.record-decided' } },
    ])
    const rows = await world.sql<{ decision_reason: string }[]>`
      select decision_reason from service_records where id = ${record.id}`
    expect(rows[0]?.decision_reason).toBe('时间不对')
    expect(await codesOf(approve(coordinator, [record]))).toEqual(['service.record-decided'])
  })

  it('is refused to whoever does not coordinate there', async () => {
    const person = await makeVolunteer()
    const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
    const { result } = await reject(person, [record])
    expect(isRefusal(result) && result.error.code).toBe('person.role-missing')
  })
})

describe('many hands at once', () => {
  it('approve each of a hundred records exactly once', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, makeVolunteer))
    const records: RecordKey[] = []
    for (const person of people) {
      for (let hoursAgo = 2; hoursAgo < 7; hoursAgo += 1) {
        records.push(await submitGreen(world, person, { communityId, offeringId, hoursAgo }))
      }
    }
    const hands = await Promise.all(
      Array.from({ length: 8 }, () => world.makePerson({ communityId, roles: ['coordinator'] })),
    )
    const codes = await Promise.all(hands.map((hand) => codesOf(approve(hand, records))))
    const wins = records.map(
      (_, index) => codes.filter((list) => list[index] === 'approved').length,
    )
    expect(wins).toEqual(records.map(() => 1))
    const sums = await sumServiceMinutes(world.ctx, { personIds: people.map(({ id }) => id) })
    expect([...sums.values()]).toEqual(people.map(() => 300))
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('approve, reject or withdraw: one of them wins, and the others are told', async () => {
    for (let round = 0; round < 12; round += 1) {
      const payer = await payerWith(1)
      const { record, helper, opened } = await visitRecord(await holdOf(payer), 60)
      const [approval, rejection, withdrawal] = await Promise.all([
        codesOf(approve(coordinator, [record], opened)),
        reject(colleague, [record]),
        world.attempt(withdrawRecords, helper.actor, communityId, keyOf(record)),
      ])
      const rejected =
        !isRefusal(rejection.result) && rejection.result[0]?.rejected === true ? 1 : 0
      const approved = approval[0] === 'approved' ? 1 : 0
      const withdrawn = isRefusal(withdrawal.result) ? 0 : 1
      expect(approved + rejected + withdrawn).toBe(1)
      const state = approved ? 'approved' : rejected ? 'rejected' : 'withdrawn'
      expect(await stateOf(world, record)).toBe(state)
      expect(await savingsOf(world, payer)).toEqual({ balance: approved ? 0 : 60, held: 0 })
    }
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('a record that is withdrawn in mid-flight', () => {
  it('is not approved by who had read it before; its neighbour is', async () => {
    const person = await makeVolunteer()
    const [leaving, staying] = [
      await submitGreen(world, person, { communityId, offeringId, hoursAgo: 6 }),
      await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 }),
    ]
    let approving: Promise<readonly string[]> = Promise.resolve([])
    await world.sql.begin(async (sql) => {
      await sql`
        update service_records set state = 'withdrawn', decided_by_id = person_id, decided_at = now()
         where id = ${leaving.id}`
      approving = codesOf(approve(coordinator, [leaving, staying]))
      await untilSomebodyWaits()
    })
    expect(await approving).toEqual(['service.record-decided', 'approved'])
    expect(await stateOf(world, leaving)).toBe('withdrawn')
    expect(await savingsOf(world, person)).toEqual({ balance: 60, held: 0 })
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

describe('a role that is revoked in mid-flight', () => {
  it('stops the approval that was waiting for it', async () => {
    const leaving = await world.makePerson({ communityId, roles: ['coordinator'] })
    const person = await makeVolunteer()
    const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
    let approving: Promise<readonly string[]> = Promise.resolve([])
    await world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`update role_grants set revoked_at = now() where person_id = ${leaving.id}`
      approving = codesOf(approve(leaving, [record]))
      await untilSomebodyWaits()
    })
    expect(await approving).toEqual(['person.role-missing'])
    expect(await stateOf(world, record)).toBe('submitted')
  })
})

/** Until one of the database's own sessions waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const rows = await world.sql`
      select from pg_locks l join pg_stat_activity a using (pid)
       where a.datname = current_database() and not l.granted`
    if (rows.length > 0) return
  }
}
