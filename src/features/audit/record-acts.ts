import type { Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import type { Id } from '../../kernel/ids.ts'
import type { AuditEvent } from './model.ts'
import { insertAuditEvents } from './store.ts'

export type Act = {
  readonly act: string
  readonly subjects: readonly string[]
  readonly reason?: string | null
  /** Where it is filed; the command's own scope unless another community is meant. */
  readonly communityId?: Id
}

export function auditEventOf(
  batch: Batch,
  command: Pick<FreshCommand<unknown>, 'actor' | 'id' | 'scope'>,
  act: Act,
): AuditEvent {
  const { actor } = command
  return {
    communityId: act.communityId ?? command.scope,
    act: act.act,
    actorId: actor.personId,
    actorName: actor.kind === 'system' ? actor.name : null,
    commandId: command.id,
    subjects: act.subjects,
    reason: act.reason ?? null,
    recordedAt: batch.now,
  }
}

/** Files what a command did, in the command's own transaction. */
export function recordAct(
  batch: Batch,
  command: Pick<FreshCommand<unknown>, 'actor' | 'id' | 'scope'>,
  act: Act,
): Promise<void> {
  return insertAuditEvents(batch.ctx.tx, [auditEventOf(batch, command, act)])
}

/** The same for a whole batch in one statement. */
export function recordActs(batch: Batch, events: readonly AuditEvent[]): Promise<void> {
  return insertAuditEvents(batch.ctx.tx, events)
}
