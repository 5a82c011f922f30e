import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import type { Database } from '../../src/db/client.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { WALK_PAGE } from '../../src/kernel/paging.ts'
import { openWorkbook, readCsv, readSheet } from '../support/files.ts'
import { openHttp, type HttpWorld } from '../support/http.ts'
import { multiplyRecords } from '../support/many-records.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { keyOf, submitGreen } from '../support/service.ts'
import { openWorld, type World } from '../support/world.ts'

const PAGES = 20
const COUNT = PAGES * WALK_PAGE - 1

let world: World
let http: HttpWorld
let here: Station
let token: string
let reads = 0

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  const { communityId } = here
  const person = await world.makePerson({ communityId, volunteer: true })
  const offeringId = await world.makeOffering()
  const record = await submitGreen(world, person, { communityId, offeringId, hoursAgo: 3 })
  const approve = { records: [keyOf(record)], opened: [] }
  await world.run(approveRecords, here.first.actor, communityId, approve)
  await multiplyRecords(world, keyOf(record), COUNT - 1)
  const counted: Database = {
    ...world.db,
    read: (work, deadlineMs) => {
      reads += 1
      return world.db.read(work, deadlineMs)
    },
  }
  http = openHttp({ ...world, ctx: { ...world.ctx, db: counted } })
  token = await http.tokenOf(here.first)
})
afterAll(() => world.close())

function ask(format: string, method = 'GET'): Promise<Response> {
  const path = `/api/v1/communities/${here.communityId}/exports/records`
  const query = `from=2022-01-01&until=2026-12-31&format=${format}`
  return Promise.resolve(
    http.app.request(`http://localhost${path}?${query}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    }),
  )
}

async function lastFiled(communityId: Id): Promise<readonly string[]> {
  const [row] = await world.sql<{ subjects: string }[]>`
    select subjects::text from audit_events
     where community_id = ${communityId} and act = 'report.finish-export' order by id desc limit 1`
  return JSON.parse(row?.subjects ?? '[]') as string[]
}

describe.each(['csv', 'xlsx'])('a long file of %s', (format) => {
  it('gives its first bytes long before the last page is read, and reads only what is taken', async () => {
    const answer = await ask(format)
    const reader = answer.body?.getReader()
    const before = reads
    let bytes = 0
    while (bytes === 0) bytes += (await reader?.read())?.value?.length ?? 0
    expect(reads - before).toBeLessThanOrEqual(3)
    await reader?.cancel()
    const subjects = await lastFiled(here.communityId)
    expect(subjects).toContain('whole:false')
    const rows = Number(subjects.find((word) => word.startsWith('rows:'))?.slice(5))
    expect(rows).toBeLessThanOrEqual(3 * WALK_PAGE)
    expect(reads - before).toBeLessThanOrEqual(4)
  })

  it('files nothing for who asks only what it would be', async () => {
    const filed = () => world.sql`select from audit_events where act = 'report.begin-export'`
    const before = (await filed()).length
    const answer = await ask(format, 'HEAD')
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(answer.headers.get('content-disposition')).toContain(`.${format}`)
    expect(await filed()).toHaveLength(before)
  })

  it('has every record once, in order, over the edges of the pages', async () => {
    const answer = await ask(format)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const { rows } = format === 'csv' ? readCsv(bytes) : readSheet(await openWorkbook(bytes))
    const known = await world.sql<{ id: Id }[]>`
      select id from service_records where served_at_id = ${here.communityId} order by starts_at, id`
    expect(known).toHaveLength(COUNT)
    expect(rows.map((row) => row['记录编号'])).toEqual(known.map(({ id }) => id))
    expect(await lastFiled(here.communityId)).toEqual(
      expect.arrayContaining([`rows:${COUNT}`, 'whole:true']),
    )
  }, 60_000)
})
