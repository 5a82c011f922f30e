import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WriteUseCase } from '../../src/db/command.ts'
import { inTransaction, type Ctx } from '../../src/db/transaction.ts'
import { finishVisit } from '../../src/features/desk/finish-visit.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { leaveBooks } from '../../src/features/ledger/leave-books.ts'
import { moveBooks } from '../../src/features/ledger/move-books.ts'
import { memberships } from '../../src/features/person/tables.ts'
import { handInGroupSheet } from '../../src/features/service/hand-in-group-sheet.ts'
import { hasPendingRecords } from '../../src/features/service/has-pending-records.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { submitRecords } from '../../src/features/service/submit-records.ts'
import { civilDateOf, plusMinutes } from '../../src/kernel/clock.ts'
import { DomainError, isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { finishOf, requestOf, take, timesFrom } from '../support/desk.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { entryOf } from '../support/service.ts'
import { makeGate, type Gate, untilSomebodyWaits } from '../support/waiting.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let there: Station
let offeringId: Id
const move = moveBooks(hasPendingRecords)

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
  offeringId = await world.makeOffering()
})
afterAll(async () => {
  expect(await strays()).toEqual([])
  await world.close()
})

/** Records that somebody has to decide, outside the books of their volunteer. */
function strays() {
  return world.sql`
    select r.id from service_records r join persons p on p.id = r.person_id
     where r.state in ('draft', 'submitted') and r.community_id <> p.books_community_id`
}

/** A volunteer of both communities, whose books are here. */
async function makeMover(): Promise<TestPerson> {
  const person = await world.makePerson({ communityId: here.communityId, volunteer: true })
  await world.db.transaction(async (tx) => {
    await tx.insert(memberships).values({
      id: newId(),
      personId: person.id,
      communityId: there.communityId,
      kind: 'assigned',
      sinceOn: civilDateOf(world.now()),
    })
  })
  return person
}

const moveCommand = (person: TestPerson) =>
  world.command(move.useCase, here.first.actor, here.communityId, {
    personId: person.id,
    toCommunityId: there.communityId,
    reason: '搬家',
  })

async function moveAway(ctx: Ctx, person: TestPerson) {
  const [outcome] = await move.run(ctx, [moveCommand(person)])
  if (!outcome) throw new Error('no outcome')
  return outcome.result
}

async function run<I, O>(
  ctx: Ctx,
  useCase: WriteUseCase<I, O>,
  actor: TestPerson,
  input: I,
): Promise<O> {
  const command = world.command(useCase.useCase, actor.actor, here.communityId, input)
  const [outcome] = await useCase.run(ctx, [command])
  if (!outcome) throw new Error('no outcome')
  if (isRefusal(outcome.result)) throw new DomainError(outcome.result.error)
  return outcome.result
}

type Write = (ctx: Ctx) => Promise<readonly RecordKey[]>

const submit =
  (person: TestPerson, asDraft = false): Write =>
  async (ctx) => {
    const entry = entryOf(world, { personId: person.id, offeringId, asDraft })
    return [await run(ctx, submitRecords, person, entry)]
  }

/** Everything that writes a record which somebody has to decide. */
const ways: Readonly<Record<string, (person: TestPerson) => Promise<Write>>> = {
  'a record': async (person) => submit(person),
  'a draft': async (person) => submit(person, true),
  'a group sheet': async (person) => {
    const [volunteer] = await world.sql<{ card_number: string }[]>`
      select card_number from volunteers where person_id = ${person.id}`
    const cardNumber = volunteer?.card_number ?? ''
    return async (ctx) => {
      const { rows, records } = await run(ctx, handInGroupSheet, here.first, sheetOf(cardNumber))
      expect(rows.flatMap(({ problem }) => problem?.code ?? [])).toEqual([])
      return records
    }
  },
  'a visit': async (person) => {
    const asker = await world.makePerson({ communityId: here.communityId })
    const { communityId, first } = here
    const request = requestOf({ offeringId })
    const { id } = await world.run(registerRequest, asker.actor, communityId, request)
    const visitId = await take(world, [person], communityId, id, first)
    const stay = { helper: person, minutes: 30 }
    const times = timesFrom(plusMinutes(world.now(), -60))(stay)
    const finish = finishOf(visitId, [times], { confirmation: { how: 'call', code: null } })
    return async (ctx) => (await run(ctx, finishVisit, first, finish)).records
  },
}

function sheetOf(cardNumber: string) {
  return {
    title: '大扫除',
    offeringId,
    activityName: '院落清洁',
    place: '小区院落',
    content: '清扫院落',
    outcome: '清扫干净',
    recipient: { kind: 'place', description: '演示小区' } as const,
    organiser: '社区居委会',
    personInCharge: '演示队长',
    lateReason: null,
    servedOn: civilDateOf(world.now()),
    rows: [{ line: 1, name: '', cardNumber, start: '07:00', end: '08:00' }],
  }
}

/** Does the work in a transaction that stays open until `leave` opens; `done` opens before. */
function holdOpen<T>(work: (ctx: Ctx) => Promise<T>, done: Gate, leave: Gate): Promise<T> {
  return inTransaction(world.ctx, async (tx) => {
    const result = await work({ ...world.ctx, tx })
    done.open()
    await leave.passed
    return result
  })
}

describe('records and books that move at the same moment', () => {
  const cases = Object.entries(ways)

  it.each(cases)('%s that came first keeps the books where they are', async (_, prepare) => {
    const person = await makeMover()
    const [written, leave] = [makeGate(), makeGate()]
    const submitting = holdOpen(await prepare(person), written, leave)
    await written.passed
    const moving = moveAway(world.ctx, person)
    expect(await Promise.race([untilSomebodyWaits(world), moving])).toBe('waits')
    leave.open()
    const [record] = await submitting
    expect(record?.communityId).toBe(here.communityId)
    expect(await moving).toMatchObject({ error: { code: 'ledger.records-pending' } })
  })

  it.each(cases)('%s that comes second follows the books', async (_, prepare) => {
    const person = await makeMover()
    const write = await prepare(person)
    const [moved, leave] = [makeGate(), makeGate()]
    const moving = holdOpen((ctx) => moveAway(ctx, person), moved, leave)
    await moved.passed
    const submitting = write(world.ctx)
    expect(await Promise.race([untilSomebodyWaits(world), submitting])).toBe('waits')
    leave.open()
    expect(isRefusal(await moving)).toBe(false)
    const [record] = await submitting
    expect(record?.communityId).toBe(there.communityId)
  })

  it('nobody leaves between being judged and being written down', async () => {
    const person = await makeMover()
    const [written, leave] = [makeGate(), makeGate()]
    const submitting = holdOpen(submit(person), written, leave)
    await written.passed
    const { first, communityId } = here
    const input = { personId: person.id, rest: { kind: 'commons' } as const, reason: '搬离' }
    const leaving = world.run(leaveBooks, first.actor, communityId, input)
    expect(await Promise.race([untilSomebodyWaits(world), leaving])).toBe('waits')
    leave.open()
    await Promise.all([submitting, leaving])
  })

  it('many at once leave no record outside the books of its volunteer', async () => {
    for (let round = 0; round < 8; round += 1) {
      const people = await Promise.all(Array.from({ length: 3 }, makeMover))
      await Promise.all(
        people.flatMap((person) => [
          moveAway(world.ctx, person),
          submit(person)(world.ctx),
          moveAway(world.ctx, person),
        ]),
      )
    }
    expect(await strays()).toEqual([])
  })
})
