import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { findNeed } from '../../src/features/care/find-need.ts'
import { listOpenings } from '../../src/features/care/list-openings.ts'
import { listRegister } from '../../src/features/care/list-register.ts'
import { loadOpening } from '../../src/features/care/load-opening.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { eachAsRole } from '../support/as-role.ts'
import { consent, enter, makeHousehold, note, open, today } from '../support/care.ts'
import { erase, makeLeaver } from '../support/erasure.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
})
afterAll(() => world.close())

async function makeResident(wish: object = {}): Promise<TestPerson> {
  const { communityId } = here
  const householdId = await makeHousehold(world, communityId)
  return world.makePerson({ communityId, householdId, name: '秦桂花', ...wish })
}

const needOn = async (person: TestPerson, on = today(world)) =>
  inTransaction(world.ctx, async (tx) => {
    const found = await findNeed({ ...world.ctx, tx }, person.communityId, [person.id], on)
    return found.get(person.id)
  })

const read = (openingId: Id, reader: TestPerson) =>
  loadOpening(world.ctx, { communityId: here.communityId, openingId, readerId: reader.id })

const family = (person: TestPerson) =>
  listOpenings(world.ctx, { personId: person.id, cursor: null, limit: 10 })

/** As the owner of the database, past every guard. */
async function tamper(act: (sql: World['sql']) => Promise<unknown>): Promise<void> {
  await world.sql`alter table care_notes disable trigger user`
  await act(world.sql)
  await world.sql`alter table care_notes enable always trigger care_notes_kept`
}

describe('a body that was moved', () => {
  it('to another row, or a row handed to another person, does not open', async () => {
    const [one, other] = await Promise.all([makeResident(), makeResident()])
    for (const person of [one, other]) {
      await consent(world, here.first, person, ['health', 'need'])
      await enter(world, here.first, person)
      await note(world, here.first, person, person === one ? '甲的' : '乙的')
    }
    await tamper(
      (sql) => sql`
        update care_notes a set body_sealed = b.body_sealed from care_notes b
         where a.item = b.item and a.person_id <> b.person_id
           and a.person_id in (${one.id}, ${other.id}) and b.person_id in (${one.id}, ${other.id})`,
    )
    const { openingId } = await open(world, here.first, one)
    const { items } = await read(openingId, here.first)
    expect(items.map(({ current }) => current.body)).toEqual([null, null])
    const { communityId } = here
    const { items: lines } = await listRegister(world.ctx, { communityId, cursor: null, limit: 99 })
    expect(lines.find(({ personId }) => personId === one.id)?.state).toBe('unreadable')
    expect(await needOn(one)).toBe(true)
  })
})

describe('the database itself', () => {
  it('keeps openings and contents from being changed, by the application and by its owner', async () => {
    const person = await makeResident()
    await consent(world, here.first, person, ['health'])
    await note(world, here.first, person, '要人搀扶')
    await open(world, here.first, person)
    const texts = [
      `update care_openings set reason_sealed = 'x'`,
      `update care_openings set opened_by_id = person_id`,
      `delete from care_openings`,
      `delete from opened_items`,
      `update opened_items set item = 'need'`,
      `update care_notes set body_sealed = 'v1.x.y' where body_sealed is not null`,
      `delete from care_notes`,
      `update care_consents set details_sealed = 'x'`,
    ]
    const app = await eachAsRole(world.test, 'aixin_app', texts)
    const owner = await eachAsRole(world.test, 'aixin_migrate', ['set role aixin_owner', ...texts])
    const isRefused = (answer: string) => /^(42501|23503)$/.test(answer)
    expect(app.filter((answer) => !isRefused(answer))).toEqual([])
    expect(owner.filter((answer) => !isRefused(answer))).toEqual(['accepted'])
  })

  it('has no note without a consent of the same person and item', async () => {
    const person = await makeResident()
    const { consentIds } = await consent(world, here.first, person, ['income'])
    const inserting = world.sql`
      insert into care_notes (community_id, id, person_id, item, consent_id, body_sealed,
                              recorded_by_id, recorded_at)
      values (${here.communityId}, gen_random_uuid(), ${person.id}, 'health',
              ${consentIds[0] ?? ''}, 'v1.a.b', ${person.id}, now())`
    await expect(inserting).rejects.toThrow('care_notes_consent')
  })
})

describe('somebody who is erased', () => {
  it('leaves no content, no reason and no word in other people’s', async () => {
    const person = await makeResident({ name: '覃素云' })
    const other = await makeResident()
    for (const one of [person, other]) {
      await consent(world, here.first, one, ['health'])
      await note(world, here.first, one, '由覃素云照看')
      await open(world, here.first, one, '覃素云说的')
    }
    const { erasureId } = await makeLeaver(world, here, person)
    await erase(world, here.second, erasureId)
    const rows = await world.sql`
      select 1 from care_notes where person_id = ${person.id} and body_sealed is not null`
    expect(rows).toHaveLength(0)
    const { openingId } = await open(world, here.first, other)
    const [item] = (await read(openingId, here.first)).items
    expect(item?.current.body).toEqual({ text: '由（已删除）照看' })
    expect((await family(other)).items.map(({ reason }) => reason)).toEqual([
      '上门前了解情况',
      '（已删除）说的',
    ])
    expect((await family(person)).items.map(({ reason }) => reason)).toEqual(['（已删除）'])
  })
})
