import { makeCoalescer } from '../kernel/coalescer.ts'
import { databaseErrors, refusalOf } from './errors.ts'

/** Reads under way at once: while these run, what is asked waits for the next ones. */
const LANES = 2
const BATCH = 200
const QUEUE = 5_000
/** As long as for a connection: who has not begun to be served by then is told so. */
const WAIT_MS = 2_000

/**
 * For a look-up that every request makes: what is asked while a read is under way shares the next
 * one, which begins after all of it was asked. Whoever asks alone does not wait.
 */
export function readTogether<I, O>(
  read: (asked: readonly I[]) => Promise<readonly O[]>,
): (asked: I) => Promise<O> {
  const lanes = Array.from({ length: LANES }, () =>
    makeCoalescer<I, O>(read, (error) => refusalOf(error)?.error.kind === 'busy', {
      ...{ batchWeight: BATCH, aheadWeight: BATCH, queueWeight: QUEUE, waitMs: WAIT_MS },
      full: databaseErrors.busy,
    }),
  )
  let turn = 0
  return async (asked) => {
    turn = (turn + 1) % LANES
    const lane = lanes[turn]
    if (!lane) throw new Error('no lane')
    return lane(asked, 1)
  }
}
