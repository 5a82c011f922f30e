import { DomainError, type ErrorCode } from './errors.ts'

type Waiting<I, O> = {
  readonly item: I
  readonly weight: number
  readonly settle: (outcome: O) => void
  readonly fail: (error: unknown) => void
}

export type CoalescerOptions = {
  /** The weight (items) of one batch at most; a single heavier one is a batch of its own. */
  readonly batchWeight: number
  /** The weight that is worth a batch while another is being committed. */
  readonly aheadWeight: number
  /** The weight that may wait; more is refused with `full`. */
  readonly queueWeight: number
  readonly full: ErrorCode
}

/** One that is being committed, and one that is next in line for the same locks. */
const IN_FLIGHT = 2

/**
 * One lane of group commit: while a batch is being committed, what arrives forms the next one.
 * Nobody waits for a timer, so that a lone item pays nothing. From `aheadWeight` on the next batch
 * does not wait either: it queues for the locks, and the database goes on while we answer the one
 * before. A batch that fails as a whole is cut
 * in halves and tried again, so that one poisonous item never takes its neighbours down; `isFault`
 * says which failures concern everybody (the database is away) and are not worth cutting.
 */
export function makeCoalescer<I, O>(
  run: (items: readonly I[]) => Promise<readonly O[]>,
  isFault: (error: unknown) => boolean,
  options: CoalescerOptions,
): (item: I, weight: number) => Promise<O> {
  const queue: Waiting<I, O>[] = []
  let queuedWeight = 0
  let running = 0

  function takeBatch(): Waiting<I, O>[] {
    let weight = 0
    let count = 0
    for (const { weight: next } of queue) {
      if (count > 0 && weight + next > options.batchWeight) break
      weight += next
      count += 1
    }
    queuedWeight -= weight
    return queue.splice(0, count)
  }

  async function commit(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const outcomes = await run(batch.map(({ item }) => item))
      batch.forEach((waiting, index) => waiting.settle(outcomes[index] as O))
    } catch (error) {
      if (batch.length === 1 || isFault(error)) {
        for (const waiting of batch) waiting.fail(error)
        return
      }
      const middle = batch.length >> 1
      await commit(batch.slice(0, middle))
      await commit(batch.slice(middle))
    }
  }

  async function commitNext(): Promise<void> {
    running += 1
    await commit(takeBatch())
    // Those just answered ask again in this turn: they form one batch instead of one and the rest.
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    commitWhatMay()
  }

  function commitWhatMay(): void {
    const isWorthIt = () => running < IN_FLIGHT && queuedWeight >= options.aheadWeight
    while (queue.length > 0 && (running === 0 || isWorthIt())) void commitNext()
  }

  return (item, weight) =>
    new Promise<O>((settle, fail) => {
      if (queuedWeight + weight > options.queueWeight && queue.length > 0) {
        fail(new DomainError(options.full))
        return
      }
      queue.push({ item, weight, settle, fail })
      queuedWeight += weight
      commitWhatMay()
    })
}
