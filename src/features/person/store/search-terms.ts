import type { Queryable, Tx } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { Id } from '../../../kernel/ids.ts'

export type SearchTermsRow = {
  readonly personId: Id
  readonly spelling: string
  readonly reading: string
  readonly terms: readonly string[]
  readonly phoneDrawer: number | null
}

export async function upsertSearchTerms(tx: Tx, rows: readonly SearchTermsRow[]): Promise<void> {
  if (rows.length === 0) return
  await statement(
    tx,
    `insert into search_terms as t (person_id, spelling, reading, terms, phone_drawer)
     select k."personId", k.spelling, k.reading, k.terms, k."phoneDrawer"
       from json_to_recordset($1::json)
            as k("personId" uuid, spelling text, reading text, terms text[], "phoneDrawer" smallint)
      order by k."personId"
         on conflict (person_id) do update
        set spelling = excluded.spelling, reading = excluded.reading, terms = excluded.terms,
            phone_drawer = excluded.phone_drawer`,
    [JSON.stringify(rows)],
  )
}

export type UnfiledPerson = {
  readonly id: Id
  readonly name: string
  readonly phoneSealed: string | null
}

/** The next people in id order, those who have no search terms yet marked. */
export async function selectUnfiled(
  tx: Queryable,
  afterId: Id | null,
  limit: number,
): Promise<readonly UnfiledPerson[]> {
  return statement<UnfiledPerson>(
    tx,
    `select p.id, p.name, p.phone_sealed as "phoneSealed"
       from persons p
      where ($1::uuid is null or p.id > $1::uuid)
        and not exists (select from search_terms t where t.person_id = p.id)
      order by p.id
      limit $2`,
    [afterId, limit],
  )
}
