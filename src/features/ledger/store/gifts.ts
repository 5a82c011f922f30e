import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'

export type GivenInYear = {
  readonly personId: Id
  readonly year: number
  readonly givenMinutes: number
}

/**
 * What each giver gave under the source `sourceKind`, by Shanghai calendar year, from all the books
 * that ever kept the giver's savings. A gift that was reversed was not given.
 */
export async function selectGivenByYear(
  tx: Queryable,
  giverIds: readonly Id[],
  sourceKind: string,
): Promise<readonly GivenInYear[]> {
  if (giverIds.length === 0) return []
  return statement(
    tx,
    `select a.owner_id as "personId",
            extract(year from t.effective_at at time zone 'Asia/Shanghai')::int as year,
            sum(t.amount_minutes)::bigint as "givenMinutes"
       from (select distinct i::uuid as person_id from json_array_elements_text($1::json) i) p
       join ledger_accounts a on a.owner_id = p.person_id and a.kind = 'savings'
       join ledger_entries e
         on e.community_id = a.community_id and e.account_id = a.id and e.change_minutes < 0
       join ledger_transfers t on t.community_id = e.community_id and t.sequence = e.sequence
      where t.reason = 'gift' and t.source_kind = $2
        and not exists (
          select from ledger_transfers r
           where r.community_id = t.community_id and r.reverses_sequence = t.sequence)
      group by 1, 2`,
    [JSON.stringify(giverIds), sourceKind],
  )
}
