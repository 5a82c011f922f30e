/**
 * A calendar feed (iCalendar) lets a phone's calendar read somebody's own duties, or a coordinator
 * the rosters of a community, without a session: by an address that nobody can guess, of which only
 * a hash is kept. Opening it anew closes the one before.
 */
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export type CalendarFeed = {
  readonly personId: Id
  /** Null: the person's own duties, wherever they are. */
  readonly communityId: Id | null
}

/** One line of a calendar; `key` stays the same when the rest changes. */
export type CalendarEntry = {
  readonly key: string
  readonly on: CivilDate
  /** `HH:MM` in Shanghai. */
  readonly opens: string
  readonly closes: string
  readonly title: string
  readonly note: string
}

export type Calendar = { readonly title: string; readonly entries: readonly CalendarEntry[] }
