import type { Id } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/clock.ts'

/** An accepted act. `subjects` are ids, never names or numbers of people. */
export type AuditEvent = {
  readonly communityId: Id
  readonly act: string
  readonly actorId: Id | null
  readonly actorName: string | null
  readonly commandId: Id | null
  readonly subjects: readonly string[]
  readonly reason: string | null
  readonly recordedAt: Instant
}
