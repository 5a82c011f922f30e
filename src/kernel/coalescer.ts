import { monotonicMs } from './clock.ts'
import { DomainError, type ErrorCode } from './errors.ts'

type Waiting<I, O> = {
  readonly item: I
  readonly weight: number
  readonly settle: (outcome: O) => void
  readonly fail: (error: unknown) => void
  readonly sinceMs: number
}

export type CoalescerOptions = {
  /** The weight (items) of one batch at most; a single heavier one is a batch of its own. */
  readonly batchWeight: number
  /** The weight that is worth a batch while another is being committed. */
  readonly aheadWeight: number
  /** The weight that may wait; more is refused with `full`. */
  readonly queueWeight: number
  readonly full: ErrorCode
  /** Whoever has waited so long for a batch to begin is refused with `full`; null waits on. */
  readonly waitMs: number | null
}

type Queue<I, O> = {
  isEmpty(): boolean
  weight(): number
  /** False when it is full. */
  push(waiting: Omit<Waiting<I, O>, 'sinceMs'>): boolean
  /** The next batch. */
  take(): readonly Waiting<I, O>[]
}

/** In order of arrival, with one timer for all of it: it rings for whoever has waited longest. */
function makeQueue<I, O>(options: CoalescerOptions): Queue<I, O> {
  const { batchWeight, queueWeight, waitMs, full } = options
  const queue: Waiting<I, O>[] = []
  let queued = 0
  let timer: NodeJS.Timeout | undefined

  function remove(count: number): readonly Waiting<I, O>[] {
    const removed = queue.splice(0, count)
    for (const { weight } of removed) queued -= weight
    return removed
  }

  function watch(): void {
    const [first] = queue
    if (waitMs === null || timer || !first) return
    const restMs = Math.max(1, first.sinceMs + waitMs - monotonicMs())
    timer = setTimeout(() => {
      timer = undefined
      const lateMs = monotonicMs() - waitMs
      const inTime = queue.findIndex(({ sinceMs }) => sinceMs > lateMs)
      for (const late of remove(inTime < 0 ? queue.length : inTime))
        late.fail(new DomainError(full))
      watch()
    }, restMs).unref()
  }

  return {
    isEmpty: () => queue.length === 0,
    weight: () => queued,
    push(waiting) {
      if (queued + waiting.weight > queueWeight && queue.length > 0) return false
      queue.push({ ...waiting, sinceMs: monotonicMs() })
      queued += waiting.weight
      watch()
      return true
    },
    take() {
      let weight = 0
      let count = 0
      for (const { weight: next } of queue) {
        if (count > 0 && weight + next > batchWeight) break
        weight += next
        count += 1
      }
      return remove(count)
    },
  }
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
  const queue = makeQueue<I, O>(options)
  let running = 0

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
    await commit(queue.take())
    // Those just answered ask again in this turn: they form one batch instead of one and the rest.
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    commitWhatMay()
  }

  function commitWhatMay(): void {
    const isWorthIt = () => running < IN_FLIGHT && queue.weight() >= options.aheadWeight
    while (!queue.isEmpty() && (running === 0 || isWorthIt())) void commitNext()
  }

  return (item, weight) =>
    new Promise<O>((settle, fail) => {
      if (queue.push({ item, weight, settle, fail })) commitWhatMay()
      else fail(new DomainError(options.full))
    })
}
