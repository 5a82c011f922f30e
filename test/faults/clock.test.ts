import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from '../../scripts/support/http-client.ts'
import { issueTokens } from '../../src/features/person/issue-tokens.ts'
import {
  DAY_MS,
  epochMs,
  instantFromDatabase,
  instantOf,
  plusMinutes,
  systemNow,
  type Instant,
} from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { loads } from '../support/loads.ts'
import { makeSaver, makeStation, placeTestHold, type Station } from '../support/savings.ts'
import { openServed, type Served } from '../support/served.ts'
import { openTestSession } from '../support/sessions.ts'
import type { TestPerson } from '../support/world.ts'

let served: Served
let station: Station

beforeAll(async () => {
  served = await openServed()
})
afterAll(() => served.close())

/** Everything that JavaScript knows of the time is so many days off. */
function clockOff(days: number): readonly string[] {
  const source = `const Real = Date
    globalThis.Date = class extends Real {
      constructor(...given) { given.length === 0 ? super(Real.now() + ${days * DAY_MS}) : super(...given) }
      static now() { return Real.now() + ${days * DAY_MS} }
    }`
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`]
}

/** Of a session that is good; signed by a clock that is so many days off. */
async function tokenOf(person: TestPerson, days: number): Promise<string> {
  const { world } = served
  world.setNow(systemNow())
  const session = await openTestSession(world, person, 'program')
  world.setNow(instantOf(epochMs(systemNow()) + days * DAY_MS))
  const token = await issueTokens(world.ctx, 'aixin')(session)
  world.setNow(systemNow())
  return token
}

async function placeHold(saver: TestPerson, forMinutes: number): Promise<Id> {
  const { world } = served
  const input = { personId: saver.id, amountMinutes: minutes(5) }
  const expiresAt = plusMinutes(systemNow(), forMinutes)
  world.setNow(systemNow())
  const { id } = await world.run(placeTestHold, saver.actor, saver.communityId, {
    ...input,
    expiresAt,
  })
  return id
}

async function stateOf(holdId: Id): Promise<string | undefined> {
  const [row] = await served.world.sql<{ state: string }[]>`
    select state from ledger_holds where id = ${holdId}`
  return row?.state
}

describe.each(loads.clockDays)('a server whose clock is %i days off', (days) => {
  let saver: TestPerson
  let token: string
  const base = () => `/api/v1/communities/${station.communityId}`

  beforeAll(async () => {
    await served.terminate()
    await served.start(clockOff(days))
    station = await makeStation(served.world)
    saver = await makeSaver(served.world, station, 60)
    token = await tokenOf(saver, days)
  })

  it('writes the time of the database', async () => {
    const body = { recipientId: station.first.id, amountMinutes: 3 }
    const path = `${base()}/ledger/gifts`
    const given = await request<{ journalId: Id }>(served.address(), path, { token, body })
    expect(given.status).toBe(201)
    const [row] = await served.world.sql<{ at: string; now: string }[]>`
      select recorded_at::text as at, clock_timestamp()::text as now from ledger_transfers
       where journal_id = ${given.body.journalId}`
    const [at, now] = [instantFromDatabase(row?.at ?? ''), instantFromDatabase(row?.now ?? '')]
    expect(Math.abs(epochMs(now) - epochMs(at))).toBeLessThan(60_000)
  })

  it('returns what is past its time by the database, and nothing else', async () => {
    const lasting = await placeHold(saver, 60)
    const due = await placeHold(saver, 0.02)
    await expect.poll(() => stateOf(due), { timeout: 30_000 }).toBe('expired')
    expect(await stateOf(lasting)).toBe('placed')
  })

  it('takes no record of hours that have not been', async () => {
    const volunteer = await served.world.makePerson({ ...station, volunteer: true })
    const startsAt = plusMinutes(`${systemNow().slice(0, 16)}:00.000Z` as Instant, 60)
    const answer = await request<{ code: string }>(served.address(), `${base()}/records`, {
      token: await tokenOf(volunteer, days),
      body: {
        offeringId: await served.world.makeOffering(),
        ...{ activityName: '代办服务', place: '服务站', content: '代办证件', outcome: '已办好' },
        ...{ recipient: { kind: 'place', description: '服务站' }, organiser: '社区居委会' },
        personInCharge: '演示负责人',
        startsAt,
        endsAt: plusMinutes(startsAt, 60),
      },
    })
    expect([answer.status, answer.body.code]).toEqual([422, 'service.time-in-future'])
  })

  it('takes no token that another clock signed', async () => {
    const path = `${base()}/ledger/commons/balance`
    const statusFor = async (signed: string) =>
      (await request(served.address(), path, { token: signed })).status
    expect(await statusFor(token)).toBe(200)
    expect(await statusFor(await tokenOf(saver, 0))).toBe(401)
  })

  it('leaves the books in order', async () => {
    expect(await findBrokenPromises(served.world.sql)).toEqual([])
  })
})
