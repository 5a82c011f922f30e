import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction, type Ctx } from '../../src/db/transaction.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { computeStanding } from '../../src/features/incentive/compute-standing.ts'
import { recomputeStanding } from '../../src/features/incentive/recompute-standing.ts'
import { getTrialBalance } from '../../src/features/ledger/get-trial-balance.ts'
import { leaveBooks } from '../../src/features/ledger/leave-books.ts'
import { listStatement } from '../../src/features/ledger/list-statement.ts'
import { declineErasure } from '../../src/features/person/decline-erasure.ts'
import { loadProfile } from '../../src/features/person/load-profile.ts'
import { getCertificate } from '../../src/features/report/get-certificate.ts'
import { DomainError, isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
import { asRole } from '../support/as-role.ts'
import { checksum } from '../support/checksum.ts'
import { requestOf } from '../support/desk.ts'
import { dumpTables, tablesWith } from '../support/dump.ts'
import {
  ADDRESS,
  BORN_ON,
  erase,
  leave,
  makeLeaver,
  makeTraced,
  PHONE,
  propose,
} from '../support/erasure.ts'
import { openHttp } from '../support/http.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { readDerived, rebuild } from '../support/overview.ts'
import { makeSaver, makeStation, relate, type Station } from '../support/savings.ts'
import { submitGreen } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let there: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  there = await makeStation(world)
})
afterAll(async () => {
  expect(await findBrokenPromises(world.sql)).toEqual([])
  await world.close()
})

const proposeFirst = (at: World, { first }: Station, { id }: TestPerson) => propose(at, first, id)

async function standingOf(at: World, { first, communityId }: Station): Promise<Id> {
  const input = { nodeId: communityId, period: '2026-11' }
  return (await at.run(computeStanding, first.actor, DISTRICT_SCOPE, input)).standingId
}

/** The same world, all of whose acts join a transaction. */
function inside(at: World, ctx: Ctx): World {
  const attempt: World['attempt'] = async (useCase, actor, scope, input, key) => {
    const [outcome] = await useCase.run(ctx, [
      at.command(useCase.useCase, actor, scope, input, key),
    ])
    if (!outcome) throw new Error('no outcome')
    return outcome
  }
  const run: World['run'] = async (...asked) => {
    const { result } = await attempt(...asked)
    if (isRefusal(result)) throw new DomainError(result.error, result.details)
    return result
  }
  return { ...at, attempt, run }
}

/** To the byte. */
async function sumOf(at: World, tables: readonly string[]): Promise<readonly string[]> {
  const lines = (await checksum(at.sql)).split('\n')
  return lines.filter((line) => tables.some((table) => line.startsWith(`${table} `)))
}

describe('somebody of whom every room keeps something', () => {
  let own: World
  let station: Station
  let person: TestPerson
  let certificateId: Id
  let words: readonly string[]
  let standingId: Id
  const before: Record<string, unknown> = {}

  const books = async () => ({
    rows: await sumOf(own, ['ledger_accounts', 'ledger_books', 'ledger_entries', 'ledger_holds']),
    transfers: await sumOf(own, ['ledger_transfers', 'person_statuses', 'standings']),
    events: await own.sql`select * from audit_events where act not like '%erasure' and
                          act <> 'person.erase' order by id`,
    statement: await listStatement(own.ctx, {
      ...{
        communityId: station.communityId,
        personId: person.id,
        fromOn: null,
        untilOn: null,
        cursor: null,
        limit: 100,
      },
    }),
    balance: await getTrialBalance(own.ctx, { communityId: station.communityId }),
    facts: await own.sql`
      select community_id, id, person_id, offering_id, served_at_id, starts_at, ends_at, state,
             service_minutes, credit_minutes, journal_id, decided_at, decided_by_id
        from service_records order by id`,
  })

  beforeAll(async () => {
    own = await openWorld()
    station = await makeStation(own)
    const traced = await makeTraced(own, station, openHttp(own))
    ;({ person, words, certificateId } = traced)
    await leave(own, station, person)
    standingId = await standingOf(own, station)
    await rebuild(own)
    before['derived'] = await readDerived(own)
    before['books'] = await books()
    before['tables'] = await tablesWith(own, words)
    const { erasureId } = await proposeFirst(own, station, person)
    await erase(own, station.second, erasureId)
  })
  afterAll(async () => {
    expect(await findBrokenPromises(own.sql)).toEqual([])
    await own.close()
  })

  it('stood in nearly every table, sealed and plain', () => {
    expect(before['tables']).toEqual([
      ...['activities', 'attendances', 'audit_reasons', 'commands'],
      ...['deliberation_positions', 'deliberations', 'diary_notes', 'ended_cards'],
      ...['households', 'import_chunks', 'imports', 'inbox_messages', 'insurances', 'leaves'],
      'ledger_proposals',
      ...['persons', 'post_claims', 'posts', 'promises', 'report_ins'],
      ...['request_clocks', 'request_handovers', 'request_photos', 'request_referrals'],
      ...['request_tasks', 'requests', 'search_terms'],
      ...['service_certificates', 'service_records', 'sign_in_codes', 'teams', 'trainings'],
      'volunteers',
    ])
  })

  it('stands in none afterwards', async () => {
    expect(await tablesWith(own, words)).toEqual([])
    const [row] = await own.sql`select to_jsonb(p) as row from persons p where id = ${person.id}`
    expect(JSON.stringify(row)).not.toContain(BORN_ON)
    for (const table of ['sessions', 'relations', 'ended_cards']) {
      const left = await own.sql`
        select to_jsonb(t) from ${own.sql(table)} t where to_jsonb(t)::text like ${`%${person.id}%`}`
      expect([table, left.length]).toEqual([table, 0])
    }
    expect((await dumpTables(own)).filter((line) => line.startsWith('sign_in_codes'))).toEqual([])
  })

  it('leaves the books, the acts and the facts of service as they were, to the byte', async () => {
    expect(await books()).toEqual(before['books'])
  })

  it('leaves every figure as it was, and standings that can be computed again', async () => {
    await rebuild(own)
    expect(await readDerived(own)).toEqual(before['derived'])
    const again = await recomputeStanding(own.ctx, { standingId })
    expect(again).toMatchObject({ same: true, hashHolds: true })
  })

  it('is shown under a pseudonym, with nothing but dates and places', async () => {
    const profile = await loadProfile(own.ctx, person.id)
    expect(profile.name).toBe(`已删除人员 ${person.id.slice(-6).toUpperCase()}`)
    expect(profile).toMatchObject({
      ...{ gender: null, bornOn: null, phone: null, workUnit: null, address: null },
      ...{ livesAlone: false, hasLeft: true, erasedAt: own.now(), relations: [], endedCards: [] },
      volunteer: { cardNumber: null, skills: [] },
    })
    expect(profile.consents.every(({ withdrawnAt }) => withdrawnAt !== null)).toBe(true)
  })

  it('has certificates that say so, and are not taken for tampered', async () => {
    const { communityId } = station
    const { state, certificate } = await getCertificate(own.ctx, { communityId, certificateId })
    expect(state).toBe('revoked')
    expect(certificate.content).toMatchObject({ certificateNumber: null, records: 1 })
    expect(certificate.revocation?.reason).toBe('此人的个人信息已经删除')
  })

  it('is filed by ids alone', async () => {
    const acts = await own.sql`
      select e.act, r.reason, jsonb_array_length(e.subjects) as subjects from audit_events e
        left join audit_reasons r on r.event_id = e.id
       where e.act like '%erasure' or e.act = 'person.erase' order by e.id`
    expect(acts.map(({ act, reason }) => [act, reason])).toEqual([
      ['person.propose-erasure', null],
      ['person.erase', null],
    ])
  })
})

describe('the two people', () => {
  it('are two, with a role where the books are', async () => {
    const { erasureId, leaver } = await makeLeaver(world, here)
    await expect(erase(world, here.first, erasureId)).rejects.toThrow('person.second-person-needed')
    await expect(erase(world, there.first, erasureId)).rejects.toThrow('person.role-missing')
    await expect(erase(world, leaver, erasureId)).rejects.toThrow('person.role-missing')
    await expect(erase(world, here.second, newId())).rejects.toThrow('person.erasure-not-found')
    expect(await erase(world, here.second, erasureId)).toEqual({ personId: leaver.id })
  })

  it('may decline it, and propose it anew', async () => {
    const { erasureId, leaver } = await makeLeaver(world, here)
    const decline = () =>
      world.run(declineErasure, here.second.actor, DISTRICT_SCOPE, { erasureId })
    await decline()
    await expect(decline()).rejects.toThrow('person.erasure-decided')
    await expect(erase(world, here.second, erasureId)).rejects.toThrow('person.erasure-decided')
    const again = await proposeFirst(world, here, leaver)
    await erase(world, here.second, again.erasureId)
  })

  it('erase once: a second erasure is refused, the same key answers the same', async () => {
    const { erasureId, leaver } = await makeLeaver(world, here)
    await expect(proposeFirst(world, here, leaver)).rejects.toThrow('person.erasure-proposed')
    await erase(world, here.second, erasureId)
    await expect(erase(world, here.second, erasureId)).rejects.toThrow('person.erasure-decided')
    await expect(proposeFirst(world, here, leaver)).rejects.toThrow('person.erased')
  })

  it('at once: one of them does it', async () => {
    const third = await world.makePerson({ communityId: here.communityId, roles: ['coordinator'] })
    const { erasureId } = await makeLeaver(world, here)
    const tries = await Promise.allSettled([
      erase(world, here.second, erasureId),
      erase(world, third, erasureId),
    ])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('what stands in the way', () => {
  const refusal = (person: TestPerson) => expect(proposeFirst(world, here, person)).rejects

  it('is that the person has not left', async () => {
    const person = await makeSaver(world, here)
    await refusal(person).toThrow('person.not-left')
  })

  it('is what the savings still have', async () => {
    const person = await makeSaver(world, here, 60)
    await world.run(leaveBooks, here.first.actor, here.communityId, {
      ...{ personId: person.id, rest: { kind: 'kept' }, reason: '搬走' },
    })
    await refusal(person).toThrow('ledger.savings-left')
  })

  it('is a record, a request or a visit that is not done', async () => {
    const { communityId } = here
    const offeringId = await world.makeOffering()
    const serving = await world.makePerson({ communityId, volunteer: true })
    await submitGreen(world, serving, { communityId, offeringId, hoursAgo: 3 })
    await leave(world, here, serving)
    await refusal(serving).toThrow('service.records-open')
    const asking = await makeSaver(world, here)
    await world.run(registerRequest, asking.actor, communityId, requestOf())
    await leave(world, here, asking)
    await refusal(asking).toThrow('desk.request-open')
  })

  it('is looked at again when it is done', async () => {
    const { erasureId, leaver } = await makeLeaver(world, here)
    const [row] = await world.sql<{ id: Id }[]>`
      select id from ledger_accounts where owner_id = ${leaver.id}`
    await world.sql`insert into ledger_proposals
      (community_id, id, kind, payload, reason, state, proposed_by_id, proposed_at)
      values (${here.communityId}, ${newId()}, 'grant', ${JSON.stringify({ personId: leaver.id })}::text::jsonb,
              '住院', 'proposed', ${here.first.id}, ${world.now()})`
    expect(row?.id).toBeDefined()
    await expect(erase(world, here.second, erasureId)).rejects.toThrow('ledger.proposal-open')
  })
})

describe('all or nothing', () => {
  it('leaves everything as it was when it is cut off at its end', async () => {
    const { erasureId, leaver } = await makeLeaver(world, here)
    const before = await dumpTables(world)
    const cut = inTransaction(world.ctx, async (tx) => {
      const ctx = { ...world.ctx, tx }
      await erase(inside(world, ctx), here.second, erasureId)
      const [row] = await tx.execute<{ name: string }>(
        `select name from persons where id = '${leaver.id}'`,
      )
      expect(row?.name).toContain('已删除人员')
      throw new Error('the power is gone')
    })
    await expect(cut).rejects.toThrow('the power is gone')
    expect(await dumpTables(world)).toEqual(before)
    await erase(world, here.second, erasureId)
  })
})

describe('others', () => {
  it('of the same name keep theirs, and the relative keeps the own home', async () => {
    const { communityId } = here
    const twin = await world.makePerson({ communityId, name: '周同名', phone: PHONE })
    const leaver = await world.makePerson({ communityId, name: '周同名', phone: PHONE })
    await relate(world, twin, leaver)
    const ask = requestOf({ content: '找周同名', kind: 'consultation', place: ADDRESS })
    await world.run(registerRequest, twin.actor, communityId, ask)
    const { erasureId } = await makeLeaver(world, here, leaver)
    await erase(world, here.second, erasureId)
    expect(await loadProfile(world.ctx, twin.id)).toMatchObject({ name: '周同名', relations: [] })
    expect(await tablesWith(world, ['找周同名'])).toEqual(['requests'])
  })
})

describe('texts that people wrote', () => {
  const texts = [
    `update audit_reasons set reason = ''`,
    'delete from audit_reasons',
    `update diary_notes set note = ''`,
    'delete from diary_notes',
    `update requests set content = ''`,
    `update service_records set content = ''`,
    `update ledger_proposals set reason = ''`,
    `update service_certificates set content = '{}'`,
    'delete from commands',
    'delete from relations',
    `update erasures set state = 'proposed'`,
  ]

  it('go in no other act, whoever asks', async () => {
    const own = await openWorld()
    try {
      const station = await makeStation(own)
      const { erasureId } = await makeLeaver(own, station)
      await makeTraced(own, station, openHttp(own))
      await erase(own, station.second, erasureId)
      await own.run(registerRequest, station.first.actor, station.communityId, {
        ...requestOf({ kind: 'consultation' }),
        requesterId: station.first.id,
      })
      const other = await makeSaver(own, station)
      await relate(own, other, station.first)
      for (const text of texts) {
        expect([text, await asRole(own.test, 'aixin_app', text)]).toEqual([text, '42501'])
        const replica = 'set session_replication_role = replica'
        expect([text, await asRole(own.test, 'postgres', replica, text)]).toEqual([text, '42501'])
      }
    } finally {
      await own.close()
    }
  })
})
