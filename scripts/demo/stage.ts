import type { WriteUseCase } from '../../src/db/command.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import type { CivilDate, Instant } from '../../src/kernel/clock.ts'
import { DISTRICT_SCOPE, type Id } from '../../src/kernel/ids.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import type { PersonKey } from './cast.ts'
import type { Days } from './days.ts'
import { perform as performDeeds } from './perform.ts'
import type { CommunityKey, PlaceKey } from './tree.ts'

/** Something that somebody of the story does. */
export type Act<I> = {
  /** Its own within the story, and the same whenever the story is played. */
  readonly key: string
  /** Null: the programme itself. */
  readonly by: PersonKey | null
  /** Whose books or desk it is for; null is the district. */
  readonly at: PlaceKey | null
  readonly input: I
}

export type Player = {
  readonly id: Id
  readonly name: string
  readonly booksCommunityId: Id
  readonly cardNumber: string | null
}

/** A record that waits for a coordinator of where it was served. */
export type WaitingRecord = RecordKey & {
  readonly servedAt: CommunityKey
  readonly enteredBy: PersonKey
}

/** Where the story is played: what its moments know, and the one way in which they act. */
export type Stage = {
  readonly ctx: Ctx
  readonly days: Days
  readonly places: Map<PlaceKey, Id>
  readonly players: Map<PersonKey, Player>
  readonly offerings: ReadonlyMap<string, Id>
  /** Submitted and not decided yet; the rounds of the coordinators empty it. */
  readonly waiting: WaitingRecord[]
}

/** A moment of the story; they are played in the order of time. */
export type Moment = {
  readonly at: Instant
  /**
   * When a story that was cut off is taken up again, what is done is played again for what it tells
   * the rest, such as whose id is whose. Not played again: what tells nothing (`never`), and what
   * belongs to a thread that began on this day when that is long ago.
   */
  readonly recall?: 'never' | CivilDate
  readonly play: (stage: Stage, at: Instant) => Promise<void>
}

/** Plays acts together. @throws DomainError what the use case refuses */
export function perform<I, O>(
  stage: Stage,
  at: Instant,
  useCase: WriteUseCase<I, O>,
  acts: readonly Act<I>[],
): Promise<readonly O[]> {
  const deeds = acts.map(({ key, by, at: place, input }) => ({
    ...{ key, input },
    actorId: by === null ? null : playerOf(stage, by).id,
    scope: place === null ? DISTRICT_SCOPE : placeOf(stage, place),
  }))
  return performDeeds(stage.ctx, at, useCase, deeds)
}

/** One act. */
export async function play<I, O>(
  stage: Stage,
  at: Instant,
  useCase: WriteUseCase<I, O>,
  act: Act<I>,
): Promise<O> {
  const [result] = await perform(stage, at, useCase, [act])
  return must(result, act.key)
}

export function playerOf({ players }: Stage, key: PersonKey): Player {
  return must(players.get(key), key)
}

export function placeOf({ places }: Stage, key: PlaceKey): Id {
  return must(places.get(key), key)
}

export function offeringOf({ offerings }: Stage, code: string): Id {
  return must(offerings.get(code), code)
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the demonstration has no ${what} yet`)
  return value
}
