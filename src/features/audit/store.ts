import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Queryable, Tx } from '../../db/client.ts'
import { columns, statement } from '../../db/statement.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import type { AuditEvent } from './model.ts'
import { auditEvents } from './tables.ts'

export async function insertAuditEvents(tx: Tx, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return
  await statement(
    tx,
    `insert into audit_events
       (community_id, id, act, actor_id, actor_name, command_id, subjects, reason, recorded_at)
     select c, i, a, p, n, m, s::jsonb, r, t
       from rows from (unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::uuid[],
                              $7::text[], $8::timestamptz[]), json_array_elements($9::json))
         as e(c, i, a, p, n, m, r, t, s)`,
    [
      ...columns(events, (event) => [
        event.communityId,
        newId(),
        event.act,
        event.actorId,
        event.actorName,
        event.commandId,
        event.reason,
        event.recordedAt,
      ]),
      JSON.stringify(events.map(({ subjects }) => subjects)),
    ],
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
      reason: auditEvents.reason,
      recordedAt: auditEvents.recordedAt,
    })
    .from(auditEvents)
    .where(and(eq(auditEvents.communityId, communityId), inArray(auditEvents.act, [...acts])))
    .orderBy(asc(auditEvents.id))
}
