/**
 * A duty is what a community keeps somebody on for, such as `desk` 民情受理; a roster day says who has
 * it on one civil date: A, and B who acts where A is away (AB角). Only who coordinates or serves
 * there can be on it. A leave makes somebody away for whole days. Every change of a roster day stays
 * on record.
 */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

/** The code of the duty of the service desk, 民情受理. */
export const DESK_DUTY = 'desk'

export type Duty = {
  readonly communityId: Id
  readonly id: Id
  /** By which other rooms ask for it; one of its kind in a community. */
  readonly code: string
  readonly name: string
  /** `HH:MM` in Shanghai. */
  readonly opens: string
  readonly closes: string
  /** Only on working days of the Chinese calendar; else every day. */
  readonly workdaysOnly: boolean
  readonly createdById: Id | null
  readonly createdAt: Instant
  readonly retiredAt: Instant | null
}

/** Nobody where `aId` is null. */
export type RosterDay = {
  readonly dutyOn: CivilDate
  readonly aId: Id | null
  readonly bId: Id | null
}

export type NamedRosterDay = RosterDay & {
  readonly aName: string | null
  readonly bName: string | null
}

/** A roster day with its place and its duty: one's own, or any of a community. */
export type OwnRosterDay = NamedRosterDay &
  Pick<Duty, 'communityId' | 'opens' | 'closes'> & {
    readonly communityName: string
    readonly dutyId: Id
    readonly dutyName: string
  }

/** Somebody who may be on a roster of the community. */
export type Candidate = {
  readonly id: Id
  readonly name: string
  readonly coordinates: boolean
  /** The last day on which they are A of the duty. */
  readonly lastOn: CivilDate | null
}

/** How a roster day came to be as it is: by hand, by rotation, by two who agreed. */
export const rosterChangeKinds = ['set', 'generated', 'swapped'] as const
export type RosterChangeKind = (typeof rosterChangeKinds)[number]

export type RosterChange = RosterDay & {
  readonly kind: RosterChangeKind
  readonly changedById: Id | null
  readonly changedAt: Instant
}

export type NamedRosterChange = RosterChange &
  Pick<NamedRosterDay, 'aName' | 'bName'> & { readonly changedByName: string | null }

/** Away for whole days, both included. */
export type Leave = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
  readonly reason: string
  readonly recordedById: Id | null
  readonly recordedAt: Instant
  readonly withdrawnAt: Instant | null
}

/** Who has a duty at a moment, and who of them acts; all null where nobody does. */
export type OnDuty = { readonly a: Id | null; readonly b: Id | null; readonly acting: Id | null }
