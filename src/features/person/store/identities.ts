import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { MembershipKind } from '../model.ts'

type IdentityKey = {
  readonly cardNumber: string | null
  readonly name: string | null
  readonly phoneHash: string | null
  readonly on: CivilDate | null
}

type IdentifiedRow = {
  readonly n: number
  readonly personId: Id
  readonly name: string
  readonly booksCommunityId: Id
}

/** By card or certificate, a card ended since included; without a card by phone and whole name. */
export function selectIdentified(
  tx: Queryable,
  asks: readonly IdentityKey[],
): Promise<readonly IdentifiedRow[]> {
  if (asks.length === 0) return Promise.resolve([])
  return statement<IdentifiedRow>(
    tx,
    `with k as materialized (
       select * from json_to_recordset($1::json) as k(n int, c text, m text, h text, d date)
     ), found as (
       select k.n, v.person_id from k join volunteers v on v.card_number = k.c
        union
       select k.n, v.person_id from k join volunteers v on v.certificate_number = k.c
        union
       select k.n, e.person_id
         from k join ended_cards e on e.card_number = k.c and k.d between e.card_on and e.ended_on
        union
       select k.n, q.id from k join persons q on q.phone_hash = k.h and q.name = k.m where k.c is null
     )
     select f.n, p.id as "personId", p.name, p.books_community_id as "booksCommunityId"
       from found f join persons p on p.id = f.person_id and p.left_at is null
      order by f.n`,
    [
      JSON.stringify(
        asks.map(({ cardNumber, name, phoneHash, on }, n) => ({
          ...{ n, c: cardNumber, m: name, h: phoneHash, d: on },
        })),
      ),
    ],
  )
}

type NewcomerKey = {
  readonly name: string
  readonly bornOn: CivilDate | null
  readonly phoneHash: string | null
  readonly communityId: Id
  readonly cardNumber: string | null
  readonly certificateNumber: string | null
}

export type LikelyRow = {
  readonly n: number
  readonly personId: Id
  readonly name: string
  readonly bornOn: CivilDate | null
  readonly communityId: Id
  readonly why: 'card' | 'certificate' | 'phone' | 'birth' | 'community'
}

/** The surest match of each pair. */
export function selectLikely(
  tx: Queryable,
  asks: readonly NewcomerKey[],
): Promise<readonly LikelyRow[]> {
  if (asks.length === 0) return Promise.resolve([])
  return statement<LikelyRow>(
    tx,
    `with k as materialized (
       select * from json_to_recordset($1::json)
         as k(n int, m text, b date, h text, s uuid, c text, z text)
     ), found as (
       select k.n, v.person_id, 1 as rank, 'card' as why
         from k join volunteers v on v.card_number = k.c
        union all
       select k.n, e.person_id, 1, 'card' from k join ended_cards e on e.card_number = k.c
        union all
       select k.n, v.person_id, 2, 'certificate'
         from k join volunteers v on v.certificate_number = k.z
        union all
       select k.n, p.id,
              case when p.phone_hash = k.h then 3 when p.born_on = k.b then 4 else 5 end,
              case when p.phone_hash = k.h then 'phone' when p.born_on = k.b then 'birth'
                   else 'community' end
         from k join persons p on p.name = k.m
        where p.left_at is null
          and (p.phone_hash = k.h or p.born_on = k.b
               or (p.books_community_id = k.s and (p.born_on is null or k.b is null)
                   and (p.phone_hash is null or k.h is null)))
     )
     select distinct on (f.n, f.rank, f.person_id)
            f.n, p.id as "personId", p.name, p.born_on::text as "bornOn",
            p.books_community_id as "communityId", f.why
       from found f join persons p on p.id = f.person_id
      order by f.n, f.rank, f.person_id`,
    [
      JSON.stringify(
        asks.map(({ name, bornOn, phoneHash, communityId, cardNumber, certificateNumber }, n) => ({
          ...{ n, m: name, b: bornOn, h: phoneHash, s: communityId },
          ...{ c: cardNumber, z: certificateNumber },
        })),
      ),
    ],
  )
}

export function selectOpenMemberships(
  tx: Queryable,
  personIds: readonly Id[],
): Promise<
  readonly { readonly personId: Id; readonly communityId: Id; readonly kind: MembershipKind }[]
> {
  if (personIds.length === 0) return Promise.resolve([])
  return statement(
    tx,
    `select m.person_id as "personId", m.community_id as "communityId", m.kind
       from memberships m where m.person_id = any ($1::uuid[]) and m.until_on is null`,
    columns([...new Set(personIds)], (id) => [id]),
  )
}
