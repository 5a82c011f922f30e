import { and, eq, inArray, isNotNull, or, sql, type SQL } from 'drizzle-orm'
import type { Queryable } from '../../../db/client.ts'
import { instantFromDatabase, type Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import { persons } from '../../person/tables.ts'
import { offerings, serviceRecords } from '../../service/tables.ts'
import { isOpen, type DeskRequest, type QueuePlace } from '../model/requests.ts'
import { requests, visits } from '../tables/requests.ts'
import { presentState, requestColumns, requestOf, served } from './requests.ts'

const openStates = ['registered', 'assigned', 'inProgress'] as const

/** Requests that a rejected or withdrawn record may have opened again: few, and found by the visits' records. */
const maybeReopened = (communityId: Id) => sql`(${requests.state} in ('answered', 'rated')
  and ${requests.id} in (
    select v.request_id from ${serviceRecords} s
      join ${visits} v on v.community_id = ${communityId} and v.id = s.visit_id
     where s.visit_id is not null and s.state in ('rejected', 'withdrawn')))`

function isOpenAt(communityId: Id): SQL | undefined {
  return and(
    eq(requests.communityId, communityId),
    or(
      sql`${requests.state} in ('registered', 'assigned', 'inProgress')`,
      maybeReopened(communityId),
    ),
    inArray(presentState, [...openStates]),
  )
}

const underWay = sql`exists (select from ${visits} v
   where v.community_id = requests.community_id and v.request_id = requests.id
     and (v.state = 'disputed' or (v.state = 'taken' and v.checked_in_at is not null)))`

const scheduled = sql<boolean>`exists (select from ${visits} v
   where v.community_id = requests.community_id and v.request_id = requests.id
     and v.state in ('taken', 'disputed'))`

/** When the helper of the newest visit did not come: nobody has been sent since. */
const missedAt = sql<Instant | null>`(
  select case when v.state = 'noShow' then v.resolved_at end from ${visits} v
   where v.community_id = requests.community_id and v.request_id = requests.id
   order by v.id desc limit 1)`.mapWith(instantFromDatabase)

/** Everybody who waits for somebody to come: promised, not yet being served. */
export async function selectWaiting(
  tx: Queryable,
  communityId: Id,
): Promise<readonly QueuePlace[]> {
  const rows = await tx
    .select({
      id: requests.id,
      safetyNow: requests.safetyNow,
      promisedBy: requests.promisedBy,
      registeredAt: requests.registeredAt,
    })
    .from(requests)
    .where(
      and(
        isOpenAt(communityId),
        isNotNull(requests.promisedBy),
        sql`not ${served}`,
        sql`not ${underWay}`,
      ),
    )
  return rows.flatMap(({ promisedBy, ...row }) => (promisedBy ? [{ ...row, promisedBy }] : []))
}

/** When the next thing is owed to the asker; null while nothing runs. */
const dueAt = sql<Instant | null>`(
  select min(l.due_at) from request_clocks l
   where l.community_id = requests.community_id and l.request_id = requests.id
     and l.stopped_at is null and l.paused_at is null)`.mapWith(instantFromDatabase)

export type ListedRequest = DeskRequest & {
  readonly offeringName: string | null
  readonly requesterName: string
  readonly recipientName: string
  readonly firstTakerName: string | null
  readonly scheduled: boolean
  readonly served: boolean
  /** 志愿者没来: somebody has to be sent at once; null when somebody has been, or nobody need come. */
  readonly missedAt: Instant | null
  /** Of the first clock that runs: 限时答复, 限时办结. */
  readonly dueAt: Instant | null
}

const listedColumns = {
  ...requestColumns,
  offeringName: offerings.name,
  requesterName: sql<string>`(select name from ${persons} p where p.id = requests.requester_id)`,
  recipientName: sql<string>`(select name from ${persons} p where p.id = requests.recipient_id)`,
  firstTakerName: sql<
    string | null
  >`(select name from ${persons} p where p.id = requests.first_taker_id)`,
  scheduled,
  served,
  missedAt,
  dueAt,
}

function listed(row: Parameters<typeof requestOf>[0] & Omit<ListedRequest, keyof DeskRequest>) {
  const listed = requestOf(row) as ListedRequest
  return isOpen(listed.state) ? listed : { ...listed, missedAt: null }
}

/** whom a complaint is about does not find it. */
const isShownTo = (readerId: Id | null) =>
  readerId === null ? undefined : sql`${requests.complainedOfId} is distinct from ${readerId}::uuid`

/** All that is open at a desk, as `readerId` may see it. */
export async function selectOpen(
  tx: Queryable,
  communityId: Id,
  readerId: Id | null,
  limit: number,
): Promise<readonly ListedRequest[]> {
  const rows = await tx
    .select(listedColumns)
    .from(requests)
    .leftJoin(offerings, eq(offerings.id, requests.offeringId))
    .where(and(isOpenAt(communityId), isShownTo(readerId)))
    .orderBy(
      sql`${requests.safetyNow} desc, ${requests.promisedBy} nulls last, ${requests.registeredAt}, ${requests.id}`,
    )
    .limit(limit)
  return rows.map(listed)
}

/** What somebody asked for, or is to be served with; newest first. */
export async function selectOwn(
  tx: Queryable,
  communityId: Id,
  personId: Id,
  page: { readonly limit: number; readonly beforeId: Id | null },
): Promise<readonly ListedRequest[]> {
  const rows = await tx
    .select(listedColumns)
    .from(requests)
    .leftJoin(offerings, eq(offerings.id, requests.offeringId))
    .where(
      and(
        eq(requests.communityId, communityId),
        or(eq(requests.requesterId, personId), eq(requests.recipientId, personId)),
        page.beforeId === null ? undefined : sql`${requests.id} < ${page.beforeId}`,
      ),
    )
    .orderBy(sql`${requests.id} desc`)
    .limit(page.limit)
  return rows.map(listed)
}

export async function selectListed(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<ListedRequest | undefined> {
  const rows = await tx
    .select(listedColumns)
    .from(requests)
    .leftJoin(offerings, eq(offerings.id, requests.offeringId))
    .where(and(eq(requests.communityId, communityId), eq(requests.id, id)))
  return rows[0] && listed(rows[0])
}

/** Communities in which somebody asked or is served: where `mine` has to look. */
export async function selectDesksOf(tx: Queryable, personId: Id): Promise<readonly Id[]> {
  const rows = await tx
    .selectDistinct({ communityId: requests.communityId })
    .from(requests)
    .where(or(eq(requests.requesterId, personId), eq(requests.recipientId, personId)))
  return rows.map(({ communityId }) => communityId)
}
