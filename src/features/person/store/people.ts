import { sql, type SQL } from 'drizzle-orm'
import type { Queryable } from '../../../db/client.ts'
import { statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { PoliticalStatus } from '../model.ts'
import { memberships, persons, personStatuses, volunteers } from '../tables.ts'

export type FoundPerson = {
  readonly id: Id
  readonly name: string
  readonly bornOn: CivilDate | null
  readonly phoneSealed: string | null
  readonly certificateNumber: string | null
  readonly cardNumber: string | null
  readonly politicalStatus: PoliticalStatus | null
}

export type PeopleQuery = {
  readonly communityId: Id
  /** Part of a name, or a whole card or certificate number; '' is everybody. */
  readonly text: string
  /** When `text` is a phone number. */
  readonly phoneHash: string | null
  readonly today: CivilDate
  readonly after: { readonly name: string; readonly id: Id } | null
  readonly limit: number
}

/** People who belong to the community (books or an open membership), by name. */
export async function selectPeople(
  tx: Queryable,
  query: PeopleQuery,
): Promise<readonly FoundPerson[]> {
  const { communityId, after, today, limit } = query
  const rows = await tx.execute<FoundPerson & Record<string, unknown>>(sql`
    select p.id, p.name, p.born_on::text as "bornOn", p.phone_sealed as "phoneSealed",
           v.certificate_number as "certificateNumber", v.card_number as "cardNumber",
           (select s.political_status from ${personStatuses} s
             where s.person_id = p.id and s.since_on <= ${today}
             order by s.since_on desc limit 1) as "politicalStatus"
      from ${persons} p
      left join ${volunteers} v on v.person_id = p.id
     where p.left_at is null
       and (p.books_community_id = ${communityId}
            or p.id in (select m.person_id from ${memberships} m
                         where m.community_id = ${communityId} and m.until_on is null))
       and ${matches(query)}
       and ${after ? sql`(p.name, p.id) > (${after.name}, ${after.id}::uuid)` : sql`true`}
     order by p.name, p.id
     limit ${limit}`)
  return [...rows]
}

function matches({ text, phoneHash }: PeopleQuery): SQL {
  if (phoneHash !== null) return sql`p.phone_hash = ${phoneHash}`
  if (text === '') return sql`true`
  return sql`(position(${text} in p.name) > 0
              or v.card_number = upper(${text}) or v.certificate_number = upper(${text}))`
}

export type LabelMatch = { readonly label: string; readonly personId: Id; readonly name: string }

/**
 * Each label against card number, certificate number, or the whole name within the community; and
 * against the cards that were valid on the day `on`, ended since.
 */
export async function selectByLabel(
  tx: Queryable,
  communityId: Id,
  labels: readonly string[],
  on: CivilDate | null,
): Promise<readonly LabelMatch[]> {
  const rows = await statement<{ label: string; person_id: Id; name: string }>(
    tx,
    `select k.label, p.id as person_id, p.name
       from (select distinct json_array_elements_text($1::json) as label) k
       join volunteers v on v.card_number = upper(k.label) or v.certificate_number = upper(k.label)
       join persons p on p.id = v.person_id and p.left_at is null
      union
     select k.label, p.id, p.name
       from (select distinct json_array_elements_text($1::json) as label) k
       join ended_cards e on e.card_number = upper(k.label) and $3::date between e.card_on and e.ended_on
       join persons p on p.id = e.person_id and p.left_at is null
      union
     select k.label, p.id, p.name
       from (select distinct json_array_elements_text($1::json) as label) k
       join persons p on p.name = k.label and p.left_at is null
      where p.books_community_id = $2::uuid
         or exists (select from memberships m
                     where m.person_id = p.id and m.community_id = $2::uuid and m.until_on is null)`,
    [JSON.stringify(labels), communityId, on],
  )
  return rows.map((row) => ({ label: row.label, personId: row.person_id, name: row.name }))
}
