import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { donateCredits } from '../../src/features/ledger/donate-credits.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import { confirmReversal } from '../../src/features/service/confirm-reversal.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { reverseRecord } from '../../src/features/service/reverse-record.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { sumServiceMinutes } from '../../src/features/service/sum-service-minutes.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { entryOf, keyOf, savingsOf, stateOf, submitGreen } from '../support/service.ts'
import { untilSomebodyWaits } from '../support/waiting.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let offeringId: Id
let coordinator: TestPerson
let colleague: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
  colleague = await world.makePerson({ communityId, roles: ['coordinator'] })
})
afterAll(() => world.close())

type Approved = { readonly person: TestPerson; readonly record: RecordKey }

async function approvedRecord(wish: Partial<{ person: TestPerson }> = {}): Promise<Approved> {
  const person = wish.person ?? (await world.makePerson({ communityId, volunteer: true }))
  const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
  await world.run(approveRecords, coordinator.actor, communityId, {
    records: [keyOf(record)],
    opened: [],
  })
  return { person, record }
}

/** Some of the credits are used: given to the commons. */
function use(person: TestPerson, amount: number) {
  return world.run(donateCredits, person.actor, communityId, {
    giverId: person.id,
    amountMinutes: minutes(amount),
  })
}

async function reverse(actor: TestPerson, key: RecordKey, proposeWriteOff = false) {
  const { result } = await world.attempt(reverseRecord, actor.actor, communityId, {
    ...keyOf(key),
    reason: '记错了人',
    proposeWriteOff,
  })
  return isRefusal(result) ? result.error.code : result
}

async function confirm(actor: TestPerson, key: RecordKey) {
  const { result } = await world.attempt(confirmReversal, actor.actor, communityId, keyOf(key))
  return isRefusal(result) ? result.error.code : result
}

describe('reversing a record', () => {
  it('takes back its minutes and its credits, and leaves the record to be read', async () => {
    const { person, record } = await approvedRecord()
    expect(await reverse(colleague, record)).toEqual({ state: 'reversed', shortfallMinutes: 0 })
    expect(await savingsOf(world, person)).toEqual({ balance: 0, held: 0 })
    const sums = await sumServiceMinutes(world.ctx, { personIds: [person.id] })
    expect(sums.get(person.id)).toBe(0)
    expect(await reverse(colleague, record)).toBe('service.not-approved')
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('lets the same time be recorded rightly in its place', async () => {
    const { person, record } = await approvedRecord()
    const entry = entryOf(world, { personId: person.id, offeringId, replacesId: record.id })
    const early = await world.attempt(submitRecords, person.actor, communityId, entry)
    expect(isRefusal(early.result) && early.result.error.code).toBe('service.replaced-still-counts')
    await reverse(coordinator, record)
    const again = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
    const submitted = await world.run(submitRecords, person.actor, communityId, entry)
    expect(await stateOf(world, submitted)).toBe('submitted')
    const outcomes = await world.run(approveRecords, coordinator.actor, communityId, {
      records: [keyOf(again)],
      opened: [],
    })
    expect(outcomes).toMatchObject([{ approved: true }])
  })

  it('is not for the volunteer, their household, nor for another community', async () => {
    const own = await world.makePerson({ communityId, volunteer: true, roles: ['coordinator'] })
    const { record } = await approvedRecord({ person: own })
    expect(await reverse(own, record)).toBe('service.own-reversal')
    const otherId = await world.makeCommunity()
    const other = await world.makePerson({ communityId: otherId, roles: ['coordinator'] })
    expect(await reverse(other, record)).toBe('person.role-missing')
    expect(await reverse(coordinator, { communityId, id: newId() })).toBe(
      'service.record-not-found',
    )
  })

  it('takes two people once the credits were used', async () => {
    const { person, record } = await approvedRecord()
    await use(person, 40)
    expect(await reverse(coordinator, record)).toBe('ledger.shortfall-needs-two')
    expect(await confirm(colleague, record)).toBe('service.reversal-not-proposed')
    expect(await reverse(coordinator, record, true)).toEqual({
      state: 'proposed',
      shortfallMinutes: 40,
    })
    expect(await stateOf(world, record)).toBe('approved')
    expect(await confirm(coordinator, record)).toBe('service.second-person-needed')
    expect(await confirm(colleague, record)).toEqual({ state: 'reversed', shortfallMinutes: 40 })
    expect(await savingsOf(world, person)).toEqual({ balance: 0, held: 0 })
    const rows = await world.sql<{ balance: string }[]>`
      select balance_minutes as balance from ledger_accounts
       where community_id = ${communityId} and kind = 'adjustment'`
    expect(Number(rows[0]?.balance)).toBe(-40)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('happens once when two reverse at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { record } = await approvedRecord()
      const results = await Promise.all([reverse(coordinator, record), reverse(colleague, record)])
      expect(results.filter((one) => typeof one !== 'string')).toHaveLength(1)
    }
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('takes back what was approved while it waited', async () => {
    const person = await world.makePerson({ communityId, volunteer: true })
    const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
    const input = { records: [keyOf(record)], opened: [] }
    const approval = world.command('test', coordinator.actor, communityId, input)
    const reversal = await inTransaction(world.ctx, async (tx) => {
      await approveRecords.run({ ...world.ctx, tx }, [approval])
      const running = reverse(colleague, record)
      await Promise.race([running, untilSomebodyWaits(world)])
      return { running }
    })
    expect(await reversal.running).toEqual({ state: 'reversed', shortfallMinutes: 0 })
    expect(await savingsOf(world, person)).toEqual({ balance: 0, held: 0 })
  })

  it('brings back nothing for time without credits', async () => {
    const timeOnly = await world.makeOffering({ counts: 'time' })
    const person = await world.makePerson({ communityId, volunteer: true })
    const at = { communityId, offeringId: timeOnly, hoursAgo: 3 }
    const record = await submitGreen(world, person, at)
    await world.run(approveRecords, coordinator.actor, communityId, {
      records: [keyOf(record)],
      opened: [],
    })
    expect(await reverse(coordinator, record)).toEqual({ state: 'reversed', shortfallMinutes: 0 })
  })

  it('cannot be written off by one person, whoever asks the database', async () => {
    const { record } = await approvedRecord()
    const writeOff = world.sql.begin(async (sql) => {
      await sql`set local role aixin_owner`
      await sql`
        update service_records
           set state = 'reversed', reversed_at = now(), reversed_by_id = ${coordinator.id},
               reversal_proposed_by_id = ${coordinator.id}, written_off_minutes = 10
         where id = ${record.id}`
    })
    await expect(writeOff).rejects.toMatchObject({
      constraint_name: 'service_records_write_off_by_two',
    })
  })
})
