import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reverseJournal } from '../../src/features/ledger/reverse-journal.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import { serviceRecords } from '../../src/features/service/tables.ts'
import { plusMinutes } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let communityId: Id
let offeringId: Id
let coordinator: TestPerson

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  coordinator = await world.makePerson({ communityId, roles: ['coordinator'] })
})
afterAll(() => world.close())

async function submit(person: TestPerson, hoursAgo: number, length = 60): Promise<Id> {
  const id = newId()
  const startsAt = plusMinutes(world.now(), -60 * hoursAgo)
  const endsAt = plusMinutes(startsAt, length)
  await world.db.transaction((tx) =>
    tx.insert(serviceRecords).values({
      communityId: person.communityId,
      id,
      personId: person.id,
      offeringId,
      servedAtId: communityId,
      activityName: '代办',
      place: '站里',
      content: '代办证件',
      outcome: '办好',
      recipientKind: 'place',
      recipientDescription: '服务站',
      organiser: '社区',
      personInCharge: '演示',
      startsAt,
      endsAt,
      serviceMinutes: minutes(length),
      measuredBy: 'checkIn',
      plannedStartsAt: startsAt,
      plannedEndsAt: endsAt,
      checkedInAt: startsAt,
      checkedOutAt: endsAt,
      enteredById: person.id,
      state: 'submitted',
      submittedAt: world.now(),
    }),
  )
  return id
}

describe('approving records', () => {
  it('posts each accrual once and keeps the books in order', async () => {
    const person = await world.makePerson({ communityId, volunteer: true })
    const ids = [await submit(person, 3), await submit(person, 5, 45)]
    const outcomes = await world.run(approveRecords, coordinator.actor, communityId, {
      records: ids.map((id) => ({ communityId, id })),
      opened: [],
    })
    expect(outcomes).toMatchObject([
      { approved: true, creditMinutes: 60 },
      { approved: true, creditMinutes: 45 },
    ])
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('posts what is undone at the record, and nowhere else', async () => {
    const person = await world.makePerson({ communityId, volunteer: true })
    const [outcome] = await world.run(approveRecords, coordinator.actor, communityId, {
      records: [{ communityId, id: await submit(person, 3) }],
      opened: [],
    })
    const journalId = outcome?.approved ? outcome.journalId : null
    const reversal = { journalId: journalId ?? '', reason: '记错了' }
    await expect(
      world.run(reverseJournal, coordinator.actor, communityId, reversal),
    ).rejects.toThrow('ledger.reverse-the-record')
  })

  it('refuses overlaps within one bulk and keeps the rest', async () => {
    const person = await world.makePerson({ communityId, volunteer: true })
    const ids = [await submit(person, 3), await submit(person, 3, 30)]
    const outcomes = await world.run(approveRecords, coordinator.actor, communityId, {
      records: ids.map((id) => ({ communityId, id })),
      opened: [],
    })
    expect(outcomes).toMatchObject([
      { approved: true },
      { approved: false, refusal: { code: 'service.overlap' } },
    ])
  })
})
