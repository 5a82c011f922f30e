import type { WriteUseCase } from '../../src/db/command.ts'
import { hashRequest } from '../../src/db/commands.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { DomainError, isRefusal, type Refusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'

/** Something that somebody does at a place. */
export type Deed<I> = {
  /** Its own within the story, and the same whenever the story is played. */
  readonly key: string
  /** Null: the programme itself. */
  readonly actorId: Id | null
  readonly scope: Id
  readonly input: I
}

/**
 * Does things together, at a time of the story, through the use case that real people use. The key
 * makes a repeat harmless: what a killed start had committed already is answered with what it was
 * answered then. @throws DomainError what the use case refuses
 */
export async function perform<I, O>(
  ctx: Ctx,
  at: Instant,
  useCase: WriteUseCase<I, O>,
  deeds: readonly Deed<I>[],
): Promise<readonly O[]> {
  return (await attempt(ctx, at, useCase, deeds)).map((result) => {
    if (isRefusal(result)) throw new DomainError(result.error, result.details)
    return result
  })
}

/** The same, and what was refused is answered as it is. */
export async function attempt<I, O>(
  ctx: Ctx,
  at: Instant,
  useCase: WriteUseCase<I, O>,
  deeds: readonly Deed<I>[],
): Promise<readonly (O | Refusal)[]> {
  if (deeds.length === 0) return []
  const commands = deeds.map(({ key, actorId, scope, input }) => ({
    scope,
    actor: actorOf(actorId),
    // no client can send a key with a colon
    key: `demo:${key}`,
    requestHash: hashRequest(useCase.useCase, input),
    input,
  }))
  const outcomes = await useCase.run({ ...ctx, fixedNow: () => at }, commands)
  return outcomes.map(({ result }) => result)
}

function actorOf(personId: Id | null): Actor {
  if (personId === null) return { kind: 'system', personId: null, name: 'demo' }
  return { kind: 'person', personId, sessionId: newId() }
}
