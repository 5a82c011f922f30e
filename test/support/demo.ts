import type { Sql } from 'postgres'
import type { Database } from '../../src/db/client.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import { openWorld, type World } from './world.ts'

/** A world in which nobody has been: migrated, and without a district. */
export async function openEmptyWorld(at?: string): Promise<World> {
  const world = await openWorld(at)
  await world.sql`delete from nodes`
  return world
}

export class Killed extends Error {}

/** As somebody sees it whose process is killed inside its n-th transaction: it is never committed. */
export function killedIn(ctx: Ctx, nth: number): Ctx {
  let left = nth
  const db: Database = {
    ...ctx.db,
    transaction: (work, deadlineMs) =>
      ctx.db.transaction(async (tx) => {
        const result = await work(tx)
        left -= 1
        if (left <= 0) throw new Killed()
        return result
      }, deadlineMs),
  }
  return { ...ctx, db }
}

/** Everything that the demonstration tells, without the ids that every database makes anew. */
export async function toldIn(sql: Sql): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const tables = await Promise.all(Object.values(told).map((query) => sql.unsafe(query)))
  return Object.fromEntries(
    Object.keys(told).map((name, index) => [name, [...(tables[index] ?? [])]]),
  )
}

const told = {
  people: `
    select p.name, p.born_on, p.registered_on, n.name as books, v.certificate_number, v.card_number
      from persons p join nodes n on n.id = p.books_community_id
      left join volunteers v on v.person_id = p.id order by p.name`,
  grants: `
    select p.name, g.role, n.name as node from role_grants g join persons p on p.id = g.person_id
      join nodes n on n.id = g.node_id order by 1, 2, 3`,
  records: `
    select p.name, r.starts_at, r.ends_at, r.state, r.submitted_at, r.decided_at, r.credit_minutes,
           r.content, r.late_reason, r.decision_reason, d.name as decided_by
      from service_records r join persons p on p.id = r.person_id
      left join persons d on d.id = r.decided_by_id order by 1, 2, 3, r.submitted_at, r.content`,
  balances: `
    select n.name, a.kind, p.name as owner, a.balance_minutes, a.held_minutes, a.version
      from ledger_accounts a join nodes n on n.id = a.community_id
      left join persons p on p.id = a.owner_id order by 1, 2, 3`,
  requests: `
    select content, state, registered_at, promised_by, promise_basis, uses_savings, rating
      from requests order by content`,
  visits: `select state, scheduled_at, late, charge_minutes from visits order by scheduled_at`,
  introductions: `
    select p.name, i.name as introducer, x.stated_on, x.declined_at from introductions x
      join persons p on p.id = x.person_id join persons i on i.id = x.introducer_id order by 1`,
  attendances: `
    select p.name, a.attended_minutes, c.starts_at from attendances a
      join persons p on p.id = a.person_id
      join activities c on c.community_id = a.community_id and c.id = a.activity_id order by 1, 3`,
  standings: `
    select n.name, s.period, s.computed_at, s.published_at from standings s
      join nodes n on n.id = s.node_id order by 1, 2`,
  acts: `select act, count(*), max(recorded_at) filter (where act not like 'demo.%')
      from audit_events where act not like 'sign-in.%' group by act order by act`,
  commands: `select use_case, count(*) from commands group by use_case order by use_case`,
}
