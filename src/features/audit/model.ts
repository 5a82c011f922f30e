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

/** How far filling a database with the demonstration has come; a long one is told in chapters. */
export type DemoMark = 'begin' | 'chapter' | 'finish'

export const demoActs: Readonly<Record<DemoMark, string>> = {
  begin: 'demo.begin',
  chapter: 'demo.chapter',
  finish: 'demo.finish',
}

/** A database that holds the demonstration of the programme, and no real people. */
export type Demo = {
  /** The moment that its story is told from. */
  readonly beganAt: Instant
  /** Which demonstration it is; null for the small one. */
  readonly scale: string | null
  /** Of the last chapter that is there, as it was noted. */
  readonly chapter: string | null
  /** Null while some of it is missing. */
  readonly finishedAt: Instant | null
}
