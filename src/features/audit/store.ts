import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Queryable, Tx } from '../../db/client.ts'
import { scrub, type Scrubbing } from '../../db/scrub.ts'
import { columns, statement } from '../../db/statement.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import type { AuditEvent } from './model.ts'
import { auditEvents, auditReasons } from './tables.ts'

export async function insertAuditEvents(tx: Tx, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({ ...event, id: newId() }))
  await Promise.all([insertEvents(tx, rows), insertReasons(tx, rows)])
}

type EventRow = AuditEvent & { readonly id: Id }

function insertEvents(tx: Tx, rows: readonly EventRow[]): Promise<unknown> {
  return statement(
    tx,
    `insert into audit_events
       (community_id, id, act, actor_id, actor_name, command_id, subjects, recorded_at)
     select c, i, a, p, n, m, s::jsonb, t
       from rows from (unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::uuid[],
                              $7::timestamptz[]), json_array_elements($8::json))
         as e(c, i, a, p, n, m, t, s)`,
    [
      ...columns(rows, (event) => [
        event.communityId,
        event.id,
        event.act,
        event.actorId,
        event.actorName,
        event.commandId,
        event.recordedAt,
      ]),
      JSON.stringify(rows.map(({ subjects }) => subjects)),
    ],
  )
}

/** Acts of the hot path have none. */
async function insertReasons(tx: Tx, rows: readonly EventRow[]): Promise<void> {
  const reasoned = rows.filter(({ reason }) => reason !== null)
  if (reasoned.length === 0) return
  await statement(
    tx,
    `insert into audit_reasons (community_id, event_id, reason)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[])`,
    columns(reasoned, ({ communityId, id, reason }) => [communityId, id, reason]),
  )
}

/** Those of some kinds that are filed under a community or the district, in their order. */
export function selectActs(
  tx: Queryable,
  communityId: Id,
  acts: readonly string[],
): Promise<readonly Pick<AuditEvent, 'act' | 'reason' | 'recordedAt'>[]> {
  return tx
    .select({
      act: auditEvents.act,
      reason: auditReasons.reason,
      recordedAt: auditEvents.recordedAt,
    })
    .from(auditEvents)
    .leftJoin(
      auditReasons,
      and(
        eq(auditReasons.communityId, auditEvents.communityId),
        eq(auditReasons.eventId, auditEvents.id),
      ),
    )
    .where(and(eq(auditEvents.communityId, communityId), inArray(auditEvents.act, [...acts])))
    .orderBy(asc(auditEvents.id))
}

export type FoundAct = {
  readonly communityId: Id
  readonly eventId: Id
  readonly commandId: Id | null
}

/** Every act about one of these; all acts are looked through. */
export function selectActsAbout(tx: Tx, subjects: readonly Id[]): Promise<readonly FoundAct[]> {
  return statement(
    tx,
    `select distinct e.community_id as "communityId", e.id as "eventId",
            e.command_id as "commandId"
       from audit_events e
      cross join jsonb_array_elements_text(e.subjects) s
       join json_array_elements_text($1::json) w on w = s`,
    [JSON.stringify(subjects)],
  )
}

/** Puts `text` in the place of the reasons of these acts. */
export async function setReasons(tx: Tx, acts: readonly FoundAct[], text: string): Promise<void> {
  if (acts.length === 0) return
  await statement(
    tx,
    `update audit_reasons r set reason = $3
       from unnest($1::uuid[], $2::uuid[]) as a(c, e)
      where r.community_id = a.c and r.event_id = a.e`,
    [...columns(acts, ({ communityId, eventId }) => [communityId, eventId]), text],
  )
}

export function scrubReasons(tx: Tx, scrubbing: Scrubbing): Promise<void> {
  return scrub(tx, auditReasons, { reason: auditReasons.reason }, scrubbing)
}
