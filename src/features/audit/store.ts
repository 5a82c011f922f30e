import type { Tx } from '../../db/client.ts'
import { statement } from '../../db/statement.ts'
import { newId } from '../../kernel/ids.ts'
import type { AuditEvent } from './model.ts'

export async function insertAuditEvents(tx: Tx, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({
    c: event.communityId,
    i: newId(),
    a: event.act,
    p: event.actorId,
    n: event.actorName,
    m: event.commandId,
    s: event.subjects,
    r: event.reason,
    t: event.recordedAt,
  }))
  await statement(
    tx,
    `insert into audit_events
       (community_id, id, act, actor_id, actor_name, command_id, subjects, reason, recorded_at)
     select c, i, a, p, n, m, s, r, t
       from json_to_recordset($1::json) as e(c uuid, i uuid, a text, p uuid, n text, m uuid, s jsonb, r text, t timestamptz)`,
    [JSON.stringify(rows)],
  )
}
