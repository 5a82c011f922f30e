import { makeCoalescer } from '../kernel/coalescer.ts'
import type { Id } from '../kernel/ids.ts'
import { databaseErrors, refusalOf } from './errors.ts'
import type { Command, Outcome, WriteUseCase } from './command.ts'
import type { Ctx } from './transaction.ts'

export type GroupCommit = <I, O>(
  useCase: WriteUseCase<I, O>,
  command: Command<I>,
) => Promise<Outcome<O>>

type Lane = (command: Command<unknown>, weight: number) => Promise<Outcome<unknown>>

const BATCH_ITEMS = 500
const AHEAD_ITEMS = 100
/**
 * What a lane works off within a few seconds: twenty people who approve the same five hundred records
 * are all answered, and a queue of that length is some megabytes. Single commands never fill it, since
 * the server takes fewer connections.
 */
const QUEUE_ITEMS = 20_000

/**
 * Sends single commands through lanes, `lanes` of them for each use case; a community always takes
 * the same one, so that two batches rarely wait for the same books.
 */
export function makeGroupCommit(ctx: Ctx, lanes: number): GroupCommit {
  const byName = new Map<string, Lane>()

  function laneOf(useCase: WriteUseCase<unknown, unknown>, scope: Id): Lane {
    const name = `${useCase.useCase} ${laneNumber(scope, lanes)}`
    const known = byName.get(name)
    if (known) return known
    const lane = makeCoalescer<Command<unknown>, Outcome<unknown>>(
      (commands) => useCase.run(ctx, commands),
      (error) => refusalOf(error)?.error.kind === 'busy',
      {
        batchWeight: BATCH_ITEMS,
        aheadWeight: AHEAD_ITEMS,
        queueWeight: QUEUE_ITEMS,
        full: databaseErrors.busy,
        // The next batch takes all that waits: nobody waits for more than two.
        waitMs: null,
      },
    )
    byName.set(name, lane)
    return lane
  }

  return async (useCase, command) => {
    const erased = useCase as unknown as WriteUseCase<unknown, unknown>
    const outcome = await laneOf(erased, command.scope)(command, useCase.weigh(command.input))
    return outcome as Outcome<never>
  }
}

/** The end of an id is random. */
function laneNumber(scope: Id, lanes: number): number {
  return Number.parseInt(scope.slice(-8), 16) % lanes
}
