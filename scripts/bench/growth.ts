import type { Sql } from 'postgres'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { hashSecret } from '../../src/kernel/seal.ts'
import { ask, balanceRequests } from './ask.ts'
import { extendBooks, openBooks } from './fill-books.ts'
import { approveAlone, approveInBulk, approveOneEach, type LoadRun } from './measure.ts'
import type { ScopeName, Sizes } from './plan.ts'
import { settle, type Stage } from './stage.ts'
import { insertPerson, ownPage } from './statement.ts'
import { median } from './statistics.ts'

/** Half of all transfers are in one community's books, the other half in those of so many. */
const OTHERS = 20
const PEOPLE = { one: 5_000, other: 250 }
const JOURNALS = 300

export type GrowthPoint = {
  /** In the books altogether. */
  readonly transfers: number
  /** By what is measured: records a second, microseconds of CPU a record, milliseconds. */
  readonly values: Readonly<Record<string, number>>
}

/** Records of a scope that the growth uses up. */
export function growthNeeds({ growth }: Sizes, scope: ScopeName): number {
  const aStep = growth.bulk[scope] + growth.oneEach + growth.lone
  return growth.transfers.length * aStep
}

type Books = { readonly communityId: Id; readonly people: readonly Id[] }

/** Fills the books further and further, and measures the same things each time. */
export async function measureGrowth(
  stage: Stage,
  sizes: Sizes,
  say: (what: string) => void,
): Promise<readonly GrowthPoint[]> {
  const { transfers } = sizes.growth
  const most = transfers.at(-1) ?? 0
  const secret = 'growth-'.padEnd(43, 'x')
  const one = await makeBooks(stage.sql, PEOPLE.one, hashSecret(secret))
  const others: Books[] = []
  while (others.length < OTHERS) others.push(await makeBooks(stage.sql, PEOPLE.other, null))
  const points: GrowthPoint[] = []
  let reached = 0
  for (const wanted of transfers) {
    await extend(stage.sql, one, { from: reached, until: wanted, all: most }, 2)
    for (const books of others)
      await extend(stage.sql, books, { from: reached, until: wanted, all: most }, 2 * OTHERS)
    reached = wanted
    say(`${wanted} transfers in the books`)
    await untilSealed(stage.sql)
    await settle(stage.sql)
    say('and sealed')
    const values = await measureAt(stage, sizes, secret)
    const [row] = await stage.sql.unsafe<{ transfers: number }[]>(
      'select count(*)::float8 as transfers from ledger_transfers',
    )
    points.push({ transfers: row?.transfers ?? wanted, values })
    say(`measured with ${wanted}`)
  }
  return points
}

/** The server seals by itself what was put into the books. */
async function untilSealed(sql: Sql): Promise<void> {
  const unsealed = () =>
    sql.unsafe(
      `select from ledger_books b left join proof_trees t using (community_id)
        where b.sequence > coalesce(t.size, 0) limit 1`,
    )
  while ((await unsealed()).length > 0) await new Promise((resolve) => setTimeout(resolve, 500))
}

async function measureAt(
  stage: Stage,
  sizes: Sizes,
  secret: string,
): Promise<Readonly<Record<string, number>>> {
  const { one, spread } = stage.district
  const { bulk, oneEach, lone, reads } = sizes.growth
  const bulkOne = await approveInBulk(stage, one, bulk.one)
  const bulkSpread = await approveInBulk(stage, spread, bulk.spread)
  const single = await approveOneEach(stage, spread, oneEach)
  const alone = await approveAlone(stage, one, lone)
  const address = stage.server.address
  const read = async (requests: Parameters<typeof ask>[1]['requests']) =>
    (await ask(stage, { address, connections: 1, requests, count: reads })).p50Ms
  return {
    'approve 500 a request, 1 community, /s': bulkOne.perSecond,
    'approve 500 a request, 187 communities, /s': bulkSpread.perSecond,
    'approve 1 a request, 187 communities, /s': single.perSecond,
    'PostgreSQL, 500 a request, 1 community, µs of CPU a record': cpuOf(bulkOne, 'postgres'),
    'PostgreSQL, 500 a request, 187 communities, µs of CPU a record': cpuOf(bulkSpread, 'postgres'),
    'server, 500 a request, 187 communities, µs of CPU a record': cpuOf(bulkSpread, 'server'),
    'lone approval, ms': alone.p50Ms,
    'GET balance, ms': await read(await balanceRequests(stage, reads)),
    'statement page, ms': await read([ownPage(secret, '/savings/statement')]),
    'journal by its id, ms': await findJournals(stage.sql),
  }
}

function cpuOf({ cpu, records }: LoadRun, whose: 'postgres' | 'server'): number {
  return cpu ? (cpu[whose] * 1e6) / records : Number.NaN
}

/** The transfers of a journal picked anywhere, one after the other. */
async function findJournals(sql: Sql): Promise<number> {
  const rows = await sql.unsafe<{ journal_id: Id }[]>(
    `select t.journal_id
       from (select community_id, sequence from ledger_books order by sequence desc limit 1) b
       cross join generate_series(1, $1::int) n
       join ledger_transfers t on t.community_id = b.community_id
        and t.sequence = 1 + (n * 7919::bigint * 104729) % b.sequence`,
    [JOURNALS],
  )
  const times: number[] = []
  for (const { journal_id } of rows) {
    const startedMs = monotonicMs()
    await sql.unsafe('select * from ledger_transfers where journal_id = $1', [journal_id], {
      prepare: true,
    })
    times.push(monotonicMs() - startedMs)
  }
  return median(times)
}

async function makeBooks(sql: Sql, people: number, cookieHash: string | null): Promise<Books> {
  const [communityId, first] = [newId(), newId()]
  await insertPerson(sql, { communityId, personId: first, phoneHash: communityId, cookieHash })
  const rows = await sql.unsafe<{ id: Id }[]>(
    `insert into persons (id, name, books_community_id, registered_on, created_at)
     select uuidv7(), '压测储户' || n, $1::uuid, '2020-01-01', now()
       from generate_series(2, $2::int) n returning id`,
    [communityId, people],
  )
  const books = { communityId, people: [first, ...rows.map(({ id }) => id)] }
  await openBooks(sql, communityId, books.people)
  return books
}

type Step = { readonly from: number; readonly until: number; readonly all: number }

/** One part in `share` of a step of all the books. */
function extend(sql: Sql, { communityId, people }: Books, step: Step, share: number) {
  return extendBooks(sql, communityId, people, {
    from: Math.floor(step.from / share) + 1,
    until: Math.floor(step.until / share),
    all: Math.floor(step.all / share),
  })
}
