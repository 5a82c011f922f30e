import type { Refusal } from '../kernel/errors.ts'
import type { Id } from '../kernel/ids.ts'
import type { Ctx } from './transaction.ts'
import type { Actor } from '../kernel/actor.ts'

/**
 * One request to write: `scope` is the community whose books or desk it belongs to (or the
 * district), `key` the caller's idempotency key, `requestHash` what must be equal on a repeat.
 */
export type Command<I> = {
  readonly scope: Id
  readonly actor: Actor
  readonly key: string
  readonly requestHash: string
  readonly input: I
}

export type Outcome<O> = { readonly replayed: boolean; readonly result: O | Refusal }

/** Every write takes a list of commands and answers each on its own. */
export type WriteUseCase<I, O> = {
  readonly useCase: string
  /** How many items a command brings to its batch. */
  readonly weigh: (input: I) => number
  readonly run: (ctx: Ctx, commands: readonly Command<I>[]) => Promise<readonly Outcome<O>[]>
}

/** A command that runs for the first time, with the id that everything it writes carries. */
export type FreshCommand<I> = Command<I> & { readonly id: Id; readonly origin: Command<I> }
