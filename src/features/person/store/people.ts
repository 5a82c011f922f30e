import { sql, type SQL } from 'drizzle-orm'
import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { NameQuery } from '../../../kernel/name-search.ts'
import type { PoliticalStatus } from '../model.ts'
import {
  endedCards,
  memberships,
  persons,
  personStatuses,
  searchTerms,
  volunteers,
} from '../tables.ts'

export type FoundPerson = {
  readonly id: Id
  readonly name: string
  readonly bornOn: CivilDate | null
  readonly phoneSealed: string | null
  readonly certificateNumber: string | null
  readonly cardNumber: string | null
  readonly politicalStatus: PoliticalStatus | null
  readonly booksCommunityId: Id
}

export type PeopleQuery = {
  /** Whose people; null is the whole district. */
  readonly communityIds: readonly Id[] | null
  /** Null is everybody. */
  readonly wanted: WantedPeople | null
  readonly today: CivilDate
  readonly after: { readonly name: string; readonly id: Id } | null
  readonly limit: number
}

/** Those who fit in at least one way. */
export type WantedPeople = {
  readonly name: NameQuery | null
  /** A whole card or certificate number, or the end of one. */
  readonly number: string | null
  /** Of a whole phone number. */
  readonly phoneHash: string | null
  readonly ids: readonly Id[]
}

/** People who belong to the communities (books or an open membership), by name. */
export async function selectPeople(
  tx: Queryable,
  query: PeopleQuery,
): Promise<readonly FoundPerson[]> {
  const { communityIds, wanted, after, today, limit } = query
  const rows = await tx.execute<FoundPerson & Record<string, unknown>>(sql`
    select p.id, p.name, p.born_on::text as "bornOn", p.phone_sealed as "phoneSealed",
           v.certificate_number as "certificateNumber", v.card_number as "cardNumber",
           p.books_community_id as "booksCommunityId",
           (select s.political_status from ${personStatuses} s
             where s.person_id = p.id and s.since_on <= ${today}
             order by s.since_on desc limit 1) as "politicalStatus"
      from ${persons} p
      left join ${volunteers} v on v.person_id = p.id
     where p.left_at is null
       and ${communityIds ? belongs(communityIds) : sql`true`}
       and ${wanted ? sql`p.id in (${fitting(wanted)})` : sql`true`}
       and ${after ? sql`(p.name, p.id) > (${after.name}, ${after.id}::uuid)` : sql`true`}
     order by p.name, p.id
     limit ${limit}`)
  return [...rows]
}

function belongs(communityIds: readonly Id[]): SQL {
  const places = uuids(communityIds)
  return sql`p.id in (select b.id from ${persons} b where b.books_community_id = any (${places})
                      union all
                      select m.person_id from ${memberships} m
                       where m.community_id = any (${places}) and m.until_on is null)`
}

function uuids(ids: readonly Id[]): SQL {
  return sql`${`{${ids.join(',')}}`}::uuid[]`
}

/** Each way by an index of its own. */
function fitting({ name, number, phoneHash, ids }: WantedPeople): SQL {
  const ways: SQL[] = []
  if (name) ways.push(byName(name))
  if (number !== null) ways.push(byNumber(number))
  if (phoneHash !== null) {
    ways.push(sql`select b.id from ${persons} b where b.phone_hash = ${phoneHash}`)
  }
  ways.push(sql`select unnest(${uuids(ids)})`)
  return sql.join(ways, sql` union all `)
}

function byName({ spelling, reading, terms }: NameQuery): SQL {
  return sql`
    select t.person_id from ${searchTerms} t
     where t.terms && array(select json_array_elements_text(${JSON.stringify(terms)}::json))
       and (position(${spelling} in t.spelling) > 0 or t.reading ~ ${reading}::text)`
}

function byNumber(number: string): SQL {
  return sql`
    select w.person_id from ${volunteers} w
     where reverse(w.card_number) like reverse(${number}) || '%'
        or reverse(w.certificate_number) like reverse(${number}) || '%'
    union all
    select e.person_id from ${endedCards} e where e.card_number = ${number}`
}

export type PhoneInDrawer = { readonly id: Id; readonly phoneSealed: string }

/** The phones of one drawer, of everybody or of the people of these communities. */
export async function selectPhoneDrawer(
  tx: Queryable,
  phoneDrawer: number,
  communityIds: readonly Id[] | null,
): Promise<readonly PhoneInDrawer[]> {
  const rows = await tx.execute<PhoneInDrawer & Record<string, unknown>>(sql`
    select p.id, p.phone_sealed as "phoneSealed"
      from ${searchTerms} t join ${persons} p on p.id = t.person_id
     where t.phone_drawer = ${phoneDrawer} and p.phone_sealed is not null and p.left_at is null
       and ${communityIds ? belongs(communityIds) : sql`true`}`)
  return [...rows]
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
  if (labels.length === 0) return []
  const rows = await statement<{ label: string; person_id: Id; name: string }>(
    tx,
    `select k.label, p.id as person_id, p.name
       from unnest($1::text[]) as k(label)
       join volunteers v on v.card_number = upper(k.label)
       join persons p on p.id = v.person_id and p.left_at is null
      union
     select k.label, p.id, p.name
       from unnest($1::text[]) as k(label)
       join volunteers v on v.certificate_number = upper(k.label)
       join persons p on p.id = v.person_id and p.left_at is null
      union
     select k.label, p.id, p.name
       from unnest($1::text[]) as k(label)
       join ended_cards e on e.card_number = upper(k.label) and $3::date between e.card_on and e.ended_on
       join persons p on p.id = e.person_id and p.left_at is null
      union
     select p.name, p.id, p.name
       from persons p
      where p.name = any ($1::text[]) and p.left_at is null
        and (p.books_community_id = $2::uuid
             or exists (select from memberships m
                         where m.person_id = p.id and m.community_id = $2::uuid and m.until_on is null))`,
    [...columns([...new Set(labels)], (label) => [label]), communityId, on],
  )
  return rows.map((row) => ({ label: row.label, personId: row.person_id, name: row.name }))
}
