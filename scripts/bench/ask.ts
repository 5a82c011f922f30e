import type { Id } from '../../src/kernel/ids.ts'
import type { LoadReport, PlainRequest } from './load.ts'
import { portOf } from './measure.ts'
import type { Stage } from './stage.ts'

export type Asked = {
  readonly address: string
  readonly connections: number
  readonly requests: readonly PlainRequest[]
  readonly count: number
}

/** Plain requests, in turn, until `count` were answered. @throws when one was not answered with 200 */
export function ask(stage: Stage, asked: Asked): Promise<LoadReport> {
  const { address, connections, requests, count } = asked
  return stage.load.run(
    { ports: [portOf(address)], connections, work: { ask: requests, count } },
    { started: () => undefined, ended: () => undefined },
  )
}

export function getAs(token: string, path: string): PlainRequest {
  return { method: 'GET', path, headers: { Authorization: `Bearer ${token}` } }
}

/** Their tokens, by the person; good for minutes. */
export async function tokensOf({ sessions }: Stage): Promise<ReadonlyMap<Id, string>> {
  const tokens = new Map<Id, string>()
  for (const [personId, session] of sessions) tokens.set(personId, await session.token())
  return tokens
}

/** Balances of a community's volunteers, read by its coordinators in turn. */
export async function balanceRequests(
  stage: Stage,
  most: number,
): Promise<readonly PlainRequest[]> {
  const { one } = stage.district
  const rows = await stage.sql.unsafe<{ person_id: Id; community_id: Id }[]>(
    `select person_id, community_id from bench.volunteers where scope = 'one' order by n limit $1`,
    [most],
  )
  const tokens = await tokensOf(stage)
  return rows.map((row, index) => {
    const coordinators = one.coordinatorsOf.get(row.community_id) ?? []
    const reader = coordinators[index % coordinators.length]?.personId ?? ''
    const path = `/api/v1/communities/${row.community_id}/ledger/accounts/${row.person_id}/balance`
    return getAs(tokens.get(reader) ?? '', path)
  })
}
