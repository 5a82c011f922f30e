import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveImport } from '../../src/features/import/approve-import.ts'
import { checkImport } from '../../src/features/import/check-import.ts'
import { getImport } from '../../src/features/import/get-import.ts'
import { handInImport } from '../../src/features/import/hand-in-import.ts'
import { continueImports } from '../../src/features/import/jobs.ts'
import { rejectImport } from '../../src/features/import/reject-import.ts'
import { runImport } from '../../src/features/import/run-import.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../src/kernel/ids.ts'
import {
  approval,
  cardOf,
  countBooks,
  csvOf,
  handIn,
  importFile,
  noChoices,
  upload,
} from '../support/import.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeStation, savingsNow, type Station } from '../support/savings.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let there: Station
let two: { uploader: TestPerson; approver: TestPerson }
let volunteer: TestPerson
let card: string
let hereName: string
let thereName: string

beforeAll(async () => {
  world = await openWorld('2026-11-24T18:00:00+08:00')
  here = await makeStation(world)
  there = await makeStation(world)
  two = { uploader: here.first, approver: here.second }
  await world.makeOffering({ name: '代办跑腿' })
  volunteer = await world.makePerson({ communityId: here.communityId, volunteer: true })
  card = await cardOf(world, volunteer)
  const names = await world.sql<{ id: Id; name: string }[]>`select id, name from nodes`
  const nameOf = (id: Id) => names.find((node) => node.id === id)?.name ?? ''
  hereName = nameOf(here.communityId)
  thereName = nameOf(there.communityId)
})
afterAll(() => world.close())

const RECORDS = [
  '服务卡号',
  '服务社区',
  '服务项目',
  '服务内容',
  '地点',
  '日期',
  '开始',
  '结束',
  '负责人',
]

const days = new Map<string, number>()

/** Records of one card, each on a day that no file before had. */
function recordsFile(count: number, more: { card?: string; community?: string } = {}): string {
  const own = more.card ?? card
  const first = days.get(own) ?? 0
  days.set(own, first + count)
  const rows = Array.from({ length: count }, (_, n) => {
    const on = new Date(Date.UTC(2022, 0, 1 + first + n)).toISOString().slice(0, 10)
    const place = more.community ?? hereName
    return [own, place, '代办跑腿', '代办', '服务站', on, '09:00', '10:30', '负责人']
  })
  return csvOf([RECORDS, ...rows])
}

async function recordsOf(person: TestPerson): Promise<readonly Record<string, unknown>[]> {
  return world.sql`
    select state, measured_by, late_reason, entered_by_id, decided_by_id, service_minutes::int
      from service_records where person_id = ${person.id} order by starts_at`
}

describe('an import of records', () => {
  it('is approved and posted as any record, by two people, and its lines are wiped', async () => {
    const before = await savingsNow(world, volunteer)
    const done = await importFile(world, two, recordsFile(3))
    expect(done).toMatchObject({ state: 'done', progress: { written: 3, left: 0 }, left: [] })
    const records = await recordsOf(volunteer)
    expect(records).toHaveLength(3)
    expect(records[0]).toEqual({
      state: 'approved',
      measured_by: 'import',
      late_reason: '历史数据导入',
      entered_by_id: here.first.id,
      decided_by_id: here.second.id,
      service_minutes: 90,
    })
    const after = await savingsNow(world, volunteer)
    expect(after.balance - before.balance).toBe(270)
    const kept = await world.sql`
      select from import_chunks where rows_sealed is not null or verdicts_sealed is not null`
    expect(kept).toHaveLength(0)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })

  it('keeps what the file says sealed until then', async () => {
    const importId = await upload(world, here.first, recordsFile(2))
    const [chunk] = await world.sql<{ rows_sealed: string }[]>`
      select rows_sealed from import_chunks where import_id = ${importId}`
    expect(chunk?.rows_sealed).toMatch(/^v1\./)
    expect(Buffer.from(chunk?.rows_sealed ?? '', 'base64url').toString()).not.toContain(card)
  })

  it('leaves a line over that the books took meanwhile, with its reason, and writes the rest', async () => {
    const file = recordsFile(3)
    const late = await handIn(world, here.first, file)
    const lines = file.split('\n')
    const overlapping = [lines[0], (lines[2] ?? '').replace('09:00', '09:30')].join('\n')
    await importFile(world, two, overlapping)
    await world.run(
      approveImport,
      here.second.actor,
      DISTRICT_SCOPE,
      approval(world, here.second, late),
    )
    await runImport(world.ctx, { importId: late, forMs: 60_000 })
    const done = await getImport(world.ctx, late)
    expect(done.progress).toMatchObject({ written: 2, left: 1 })
    expect(done.left).toEqual([
      { line: 3, column: '开始时间', reason: expect.stringContaining('重叠') },
    ])
  })

  it('leaves over what the approver may not approve: own service', async () => {
    const serving = await world.makePerson({
      communityId: here.communityId,
      volunteer: true,
      roles: ['coordinator'],
    })
    const file = recordsFile(2, { card: await cardOf(world, serving) })
    const done = await importFile(world, { uploader: here.first, approver: serving }, file)
    expect(done.progress).toMatchObject({ written: 0, left: 2 })
    expect(done.left[0]?.reason).toContain('不能审核自己的服务')
    expect(await recordsOf(serving)).toEqual([])
  })

  it('skips bad lines only when told to', async () => {
    const file = recordsFile(2).replace(/"负责人"$/, '""')
    await expect(handIn(world, here.first, file)).rejects.toThrow('import.rows-bad')
    const importId = await upload(world, here.first, file)
    const found = await getImport(world.ctx, importId)
    const options = { ...noChoices, skipBad: true }
    const { columns } = found
    await checkImport(world.ctx, { importId, personId: here.first.id, columns, options })
    await world.run(handInImport, here.first.actor, DISTRICT_SCOPE, { importId })
    const input = approval(world, here.second, importId)
    await world.run(approveImport, here.second.actor, DISTRICT_SCOPE, input)
    await continueImports(world.ctx)
    expect(await getImport(world.ctx, importId)).toMatchObject({
      state: 'done',
      progress: { written: found.summary?.counts.ready, left: 0 },
    })
  })
})

describe('two people', () => {
  it('are needed: nobody approves what they handed in', async () => {
    const importId = await handIn(world, here.first, recordsFile(1))
    const own = approval(world, here.first, importId)
    await expect(world.run(approveImport, here.first.actor, DISTRICT_SCOPE, own)).rejects.toThrow(
      'import.second-person-needed',
    )
  })

  it('are coordinators of every community concerned', async () => {
    await expect(
      handIn(world, here.first, recordsFile(1, { community: thereName })),
    ).rejects.toThrow('import.communities-not-yours')
    const importId = await handIn(world, here.first, recordsFile(1))
    await expect(
      world.run(
        approveImport,
        there.first.actor,
        DISTRICT_SCOPE,
        approval(world, there.first, importId),
      ),
    ).rejects.toThrow('import.communities-not-yours')
    const resident = await world.makePerson({ communityId: here.communityId })
    await expect(handIn(world, resident, recordsFile(1))).rejects.toThrow(
      'import.communities-not-yours',
    )
  })

  it('of the district reach below it', async () => {
    const { communityId } = here
    const atDistrict = { communityId, roles: ['coordinator' as const], rolesAt: world.districtId }
    const uploader = await world.makePerson(atDistrict)
    const approver = await world.makePerson(atDistrict)
    const file = [recordsFile(1), recordsFile(1, { community: thereName }).split('\n')[1]].join(
      '\n',
    )
    const done = await importFile(world, { uploader, approver }, file)
    expect(done.progress).toMatchObject({ written: 2, left: 0 })
  })

  it('open it before they approve it', async () => {
    const importId = await handIn(world, here.first, recordsFile(1))
    const input = { importId, opened: 'not opened' }
    await expect(
      world.run(approveImport, here.second.actor, DISTRICT_SCOPE, input),
    ).rejects.toThrow('import.open-first')
  })

  it('approve once, also when both hands are quick', async () => {
    const importId = await handIn(world, here.first, recordsFile(1))
    const third = await world.makePerson({ communityId: here.communityId, roles: ['coordinator'] })
    const outcomes = await Promise.all(
      [here.second, third].map((person) =>
        world.attempt(
          approveImport,
          person.actor,
          DISTRICT_SCOPE,
          approval(world, person, importId),
        ),
      ),
    )
    const refused = outcomes.filter(({ result }) => isRefusal(result))
    expect(refused).toHaveLength(1)
    expect(refused[0]?.result).toMatchObject({ error: { code: 'import.decided' } })
  })

  it('give back with a reason, and nothing of the file is kept', async () => {
    const importId = await handIn(world, here.first, recordsFile(1))
    const input = { importId, reason: '日期不对' }
    await world.run(rejectImport, here.second.actor, DISTRICT_SCOPE, input)
    expect(await getImport(world.ctx, importId)).toMatchObject({
      state: 'rejected',
      reason: '日期不对',
    })
    const kept = await world.sql`
      select from import_chunks where import_id = ${importId} and rows_sealed is not null`
    expect(kept).toHaveLength(0)
    await expect(
      world.run(
        approveImport,
        here.second.actor,
        DISTRICT_SCOPE,
        approval(world, here.second, importId),
      ),
    ).rejects.toThrow('import.decided')
  })
})

describe('done twice', () => {
  it('the same file is answered with the first import', async () => {
    const file = recordsFile(2)
    const first = await importFile(world, two, file)
    const before = await countBooks(world)
    expect(await upload(world, here.first, file)).toBe(first.id)
    expect(await upload(world, here.second, file)).toBe(first.id)
    await runImport(world.ctx, { importId: first.id, forMs: 60_000 })
    expect(await countBooks(world)).toEqual(before)
  })

  it('the same lines in another file are in the books already', async () => {
    const file = recordsFile(2)
    await importFile(world, two, file)
    const importId = await upload(world, here.first, `${file}\n`)
    const { summary } = await getImport(world.ctx, importId)
    expect(summary?.counts).toMatchObject({ ready: 0, known: 2, bad: 0 })
    await expect(
      world.run(handInImport, here.first.actor, DISTRICT_SCOPE, { importId }),
    ).rejects.toThrow('import.nothing-to-write')
  })

  it('by two processes at once each line is written once', async () => {
    const people = await Promise.all(
      Array.from({ length: 3 }, () =>
        world.makePerson({ communityId: here.communityId, volunteer: true }),
      ),
    )
    const cards = await Promise.all(people.map((person) => cardOf(world, person)))
    const [head = '', ...lines] = cards
      .map((one) => recordsFile(400, { card: one }))
      .join('\n')
      .split('\n')
      .filter((line, at) => at === 0 || !line.includes('服务卡号'))
    const importId = await handIn(world, here.first, [head, ...lines].join('\n'))
    const input = approval(world, here.second, importId)
    await world.run(approveImport, here.second.actor, DISTRICT_SCOPE, input)
    await Promise.all([
      runImport(world.ctx, { importId, forMs: 60_000 }),
      runImport(world.ctx, { importId, forMs: 60_000 }),
    ])
    await runImport(world.ctx, { importId, forMs: 60_000 })
    const done = await getImport(world.ctx, importId)
    expect([done.state, done.progress.written]).toEqual(['done', 1_200])
    for (const person of people) expect(await recordsOf(person)).toHaveLength(400)
  })

  it('after kill -9 it goes on where it was', async () => {
    const person = await world.makePerson({ communityId: here.communityId, volunteer: true })
    const own = await cardOf(world, person)
    const files = Array.from({ length: 4 }, () => recordsFile(360, { card: own }).split('\n'))
    const file = [RECORDS.join(','), ...files.flatMap((lines) => lines.slice(1))].join('\n')
    const importId = await handIn(world, here.first, file)
    const input = approval(world, here.second, importId)
    await world.run(approveImport, here.second.actor, DISTRICT_SCOPE, input)
    await killAfterFirstChunk(importId)
    const halfway = await getImport(world.ctx, importId)
    expect([halfway.state, halfway.progress.doneChunks]).toEqual(['running', 1])
    expect(await recordsOf(person)).toHaveLength(500)
    await runImport(world.ctx, { importId, forMs: 60_000 })
    const done = await getImport(world.ctx, importId)
    expect([done.state, done.progress.written, done.left]).toEqual(['done', 1_440, []])
    const records = await recordsOf(person)
    expect(records).toHaveLength(1_440)
    expect((await savingsNow(world, person)).balance).toBe(90_000)
    expect(await findBrokenPromises(world.sql)).toEqual([])
  })
})

/** Another process begins the import; it is killed as soon as its first chunk is committed. */
async function killAfterFirstChunk(importId: Id): Promise<void> {
  const script = new URL('../support/run-import-child.ts', import.meta.url).pathname
  const asked = [JSON.stringify(world.test.target), importId, world.now()]
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...asked], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await once(createInterface({ input: child.stdout }), 'line')
  child.kill('SIGKILL')
  await ended
}
