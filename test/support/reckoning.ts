import type { Sql } from 'postgres'
import type { Id } from '../../src/kernel/ids.ts'
import type { Ground } from './ground.ts'
import type { Told } from './mixed-load.ts'

/** What callers were told against what the database holds. */
export type Reckoning = {
  readonly acknowledged: number
  readonly present: number
  /** Told as done and not there. */
  readonly lost: readonly string[]
  /** There more than once, or without anybody having been told. */
  readonly doubled: readonly string[]
  /** People whose savings are not what the answers add up to. */
  readonly differing: readonly string[]
}

export async function reckon(sql: Sql, told: Told, ground: Ground): Promise<Reckoning> {
  const acknowledged = [
    ...[...told.gifts].map((id) => `gift ${id}`),
    ...[...told.donations].map((id) => `donation ${id}`),
    ...[...told.approvals].map(([id, journalId]) => `approval ${id} ${journalId}`),
    ...[...told.requests].map(([id, held]) => `request ${id} ${held ? 'held' : 'free'}`),
  ]
  const stored = await findStored(
    sql,
    ground.stations.map(({ communityId }) => communityId),
  )
  const there = new Set(stored)
  return {
    acknowledged: acknowledged.length,
    present: acknowledged.filter((name) => there.has(name)).length,
    lost: acknowledged.filter((name) => !there.has(name)),
    doubled: surplusOf(stored, new Set(acknowledged)),
    differing: await findDiffering(sql, told, ground),
  }
}

/** A name for everything that a load can have brought about there, as often as it is there. */
async function findStored(sql: Sql, communityIds: readonly Id[]): Promise<readonly string[]> {
  const here = sql`any (${`{${communityIds.join()}}`}::text::uuid[])`
  const journals = await sql<{ name: string }[]>`
    select distinct reason || ' ' || journal_id as name from ledger_transfers
     where reason in ('gift', 'donation') and community_id = ${here}`
  const approvals = await sql<{ name: string }[]>`
    select 'approval ' || r.id || ' ' || t.journal_id as name
      from service_records r join ledger_transfers t
        on t.community_id = r.community_id and t.source_id = r.id and t.reason = 'accrual'
     where r.state = 'approved' and r.community_id = ${here}`
  const requests = await sql<{ name: string }[]>`
    select 'request ' || r.id || case when h.id is null then ' free' else ' held' end as name
      from requests r left join ledger_holds h
        on h.source_kind = 'request' and h.source_id = r.id and h.state = 'placed'
     where r.community_id = ${here}`
  return [...journals, ...approvals, ...requests].map(({ name }) => name)
}

/** Names that nobody was told of, and those that come a second time. */
function surplusOf(stored: readonly string[], known: ReadonlySet<string>): readonly string[] {
  const seen = new Set<string>()
  return stored.filter((name) => {
    const isSurplus = !known.has(name) || seen.has(name)
    seen.add(name)
    return isSurplus
  })
}

async function findDiffering(sql: Sql, told: Told, ground: Ground): Promise<string[]> {
  const rows = await sql<{ owner_id: string; balance: number }[]>`
    select owner_id, balance_minutes::int as balance from ledger_accounts where kind = 'savings'`
  const balances = new Map(rows.map((row) => [row.owner_id, row.balance]))
  return ground.savers.flatMap(({ id }) => {
    const expected = ground.startMinutes + (told.changes.get(id) ?? 0)
    const balance = balances.get(id)
    return balance === expected ? [] : [`${id}: ${balance} and not ${expected}`]
  })
}
