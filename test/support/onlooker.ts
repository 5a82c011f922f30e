import { request } from '../../scripts/support/http-client.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { Ground } from './ground.ts'
import type { Served } from './served.ts'

export type Onlooker = {
  /** How often it has looked at every station's books. */
  looks(): number
  /** Stops, and tells what was not in order at any moment. */
  end(): Promise<readonly string[]>
}

/**
 * Reads all books again and again while others write: each station's trial balance over HTTP, and in
 * PostgreSQL, in one snapshot, communities whose balances are not zero together, clearing that is not
 * zero over all of them, and accounts that do not stand as their last entry says.
 */
export async function startOnlooker(served: Served, ground: Ground): Promise<Onlooker> {
  const { sql } = served.world
  const tokens = new Map<Id, string>()
  for (const { communityId, first } of ground.stations) {
    tokens.set(communityId, await served.tokenOf(first))
  }
  const seen = new Set<string>()
  const progress = { looks: 0, ended: false }

  async function lookAt(communityId: Id, token: string): Promise<void> {
    const path = `/api/v1/communities/${communityId}/ledger/trial-balance`
    const { status, body, text } = await request<{ totalMinutes: number; inOrder: boolean }>(
      served.address(),
      path,
      { token },
    )
    if (status !== 200 || body.totalMinutes !== 0 || !body.inOrder) seen.add(`${status} ${text}`)
  }

  async function lookInside(): Promise<void> {
    const rows = await sql<{ wrong: string }[]>`
      select 'balances of ' || community_id as wrong from ledger_accounts
       group by community_id having sum(balance_minutes) <> 0
       union all
      select 'clearing' from ledger_accounts where kind = 'clearing'
      having sum(balance_minutes) <> 0
       union all
      select 'account ' || a.id from ledger_accounts a
        left join ledger_entries e on e.community_id = a.community_id and e.account_id = a.id
                                  and e.account_version = a.version
       where coalesce(e.balance_after_minutes, 0) <> a.balance_minutes`
    for (const { wrong } of rows) seen.add(wrong)
  }

  async function look(): Promise<void> {
    while (!progress.ended) {
      await lookInside()
      for (const [communityId, token] of tokens) await lookAt(communityId, token)
      progress.looks += 1
    }
  }

  const looking = look()
  looking.catch(() => undefined)
  return {
    looks: () => progress.looks,
    end: async () => {
      progress.ended = true
      await looking
      return [...seen]
    },
  }
}
