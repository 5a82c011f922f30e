import type { WriteUseCase } from '../../src/db/command.ts'
import { hashRequest } from '../../src/db/commands.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { DomainError, isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../src/kernel/ids.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import type { PersonKey } from './cast.ts'
import type { Days } from './days.ts'
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
  readonly play: (stage: Stage, at: Instant) => Promise<void>
}

/**
 * Plays acts together, at a time of the story, through the use case that real people use. The key
 * makes a repeat harmless: an act that a killed start had committed already is answered with what it
 * was answered then. @throws DomainError what the use case refuses
 */
export async function perform<I, O>(
  stage: Stage,
  at: Instant,
  useCase: WriteUseCase<I, O>,
  acts: readonly Act<I>[],
): Promise<readonly O[]> {
  if (acts.length === 0) return []
  const commands = acts.map(({ key, by, at: place, input }) => ({
    scope: place === null ? DISTRICT_SCOPE : placeOf(stage, place),
    actor: actorOf(stage, by),
    // no client can send a key with a colon
    key: `demo:${key}`,
    requestHash: hashRequest(useCase.useCase, input),
    input,
  }))
  const outcomes = await useCase.run({ ...stage.ctx, fixedNow: () => at }, commands)
  return outcomes.map(({ result }) => {
    if (isRefusal(result)) throw new DomainError(result.error, result.details)
    return result
  })
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

function actorOf(stage: Stage, key: PersonKey | null): Actor {
  if (key === null) return { kind: 'system', personId: null, name: 'demo' }
  return { kind: 'person', personId: playerOf(stage, key).id, sessionId: newId() }
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
