import type { Id } from '../../../kernel/ids.ts'

/** Counts of requests at one desk. */
export type DeskFigures = {
  readonly communityId: Id
  /** Open now, of them past a promise or a limit, and waiting for the asker. */
  readonly open: number
  readonly late: number
  readonly paused: number
  /** Messages that wait to be registered. */
  readonly messages: number
  /** Came in within the period. */
  readonly registered: number
  readonly answered: number
  /** 咨询 and 预约 that were answered or had five minutes to be; withdrawn ones before that not. */
  readonly quick: number
  readonly quickAnswered: number
  /** Replies that were due or given, and of them in time. */
  readonly replies: number
  readonly repliesKept: number
}

/** A subdistrict's desks and their sum. */
export type FigureGroup = {
  readonly nodeId: Id
  readonly sum: DeskFigures
  readonly parts: readonly DeskFigures[]
}
