import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tx } from '../../src/db/client.ts'
import { hasPendingRecords } from '../../src/features/service/has-pending-records.ts'
import type { RecordState } from '../../src/features/service/model.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { openWorld, type World } from '../support/world.ts'

const RECORDS = 4_000
const PEOPLE = 50

let world: World
let communityId: Id
let offeringId: Id
let personIds: readonly Id[]

beforeAll(async () => {
  world = await openWorld()
  communityId = await world.makeCommunity()
  offeringId = await world.makeOffering()
  const people = Array.from({ length: PEOPLE }, () =>
    world.makePerson({ communityId, volunteer: true }),
  )
  personIds = (await Promise.all(people)).map(({ id }) => id)
  await insertRecords(communityId, personIds, RECORDS)
  await world.sql`analyze service_records, persons`
})
afterAll(() => world.close())

/** Withdrawn ones, an hour apart, written by the plainest statement. */
async function insertRecords(books: Id, of: readonly Id[], count: number): Promise<void> {
  await world.sql`
    insert into service_records (
      community_id, id, person_id, offering_id, served_at_id, activity_name, place, content, outcome,
      recipient_kind, recipient_description, organiser, person_in_charge, starts_at, ends_at,
      service_minutes, measured_by, entered_by_id, state, submitted_at, decided_by_id, decided_at)
    select ${books}, gen_random_uuid(), p, ${offeringId}, ${books}, '代办', '服务站', '代办证件', '已办',
           'place', '服务站', '居委会', '负责人', t, t + interval '1 hour',
           60, 'manual', p, 'withdrawn', t + interval '2 hours', p, t + interval '3 hours'
      from generate_series(1, ${count}) n,
           lateral (select (${`{${of.join(',')}}`}::uuid[])[1 + n % ${of.length}] as p,
                           timestamptz '2020-01-01 00:00Z' + n * interval '1 hour' as t) s`
}

async function setNewest(personId: Id, state: RecordState): Promise<void> {
  await world.sql`
    update service_records set state = ${state} where id = (
      select id from service_records where person_id = ${personId} order by starts_at desc limit 1)`
}

const pending = (personId: Id) => world.db.read((tx) => hasPendingRecords(tx, personId))

/** How often this session took each way into the table and has not reported it yet. */
async function readings(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.execute<{ way: string; taken: number }>(sql`
    select relname as way, pg_stat_get_xact_numscans(oid) as taken
      from pg_class where relname like 'service_records%'`)
  return new Map(rows.map(({ way, taken }) => [way, taken]))
}

describe('what still waits for somebody', () => {
  it.each([
    ['draft', true],
    ['submitted', true],
    ['withdrawn', false],
  ] as const)('a %s record: %s', async (state, expected) => {
    const person = await world.makePerson({ communityId, volunteer: true })
    await insertRecords(communityId, [person.id], 2)
    await setNewest(person.id, state)
    expect(await pending(person.id)).toBe(expected)
  })

  it('is found in the books that the person had before', async () => {
    const earlierId = await world.makeCommunity()
    const person = await world.makePerson({ communityId, volunteer: true })
    await world.sql`update persons set former_books_ids = ${`{${earlierId}}`} where id = ${person.id}`
    await insertRecords(earlierId, [person.id], 1)
    expect(await pending(person.id)).toBe(false)
    await setNewest(person.id, 'submitted')
    expect(await pending(person.id)).toBe(true)
  })

  it('is looked for by its own index, whatever else there is', async () => {
    const taken = await world.db.transaction(async (tx) => {
      const before = await readings(tx)
      await hasPendingRecords(tx, personIds[0] ?? newId())
      const after = await readings(tx)
      return [...after.keys()].filter((way) => after.get(way) !== before.get(way))
    })
    expect(taken).toEqual(['service_records_pending'])
  })
})
