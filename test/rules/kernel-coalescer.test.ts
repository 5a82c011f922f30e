import { describe, expect, it, vi } from 'vitest'
import { makeCoalescer } from '../../src/kernel/coalescer.ts'
import { DomainError, defineErrors } from '../../src/kernel/errors.ts'

const { busy } = defineErrors('coalescer-test', { busy: ['busy', '忙', '稍后再试。'] })

/** A lane whose batches end when the test says so. */
function openLane(queueWeight = 100, waitMs: number | null = null) {
  const batches: { items: readonly number[]; end: (error?: Error) => void }[] = []
  const send = makeCoalescer<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        batches.push({
          items,
          end: (error) => (error ? reject(error) : resolve(items.map((item) => item * 10))),
        })
      }),
    (error) => error instanceof DomainError,
    { batchWeight: 6, aheadWeight: 4, queueWeight, full: busy, waitMs },
  )
  return { batches, send, sent: () => batches.map(({ items }) => items) }
}

/** Lets the lane go on: it gives way once before it takes what came meanwhile. */
async function turns(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('a lane', () => {
  it('commits a lone item at once', async () => {
    const lane = openLane()
    const answer = lane.send(1, 1)
    expect(lane.sent()).toEqual([[1]])
    lane.batches[0]?.end()
    expect(await answer).toBe(10)
  })

  it('makes the next batch of what came while one was committed', async () => {
    const lane = openLane()
    const answers = [1, 2, 3].map((item) => lane.send(item, 1))
    expect(lane.sent()).toEqual([[1]])
    lane.batches[0]?.end()
    await answers[0]
    await turns()
    expect(lane.sent()).toEqual([[1], [2, 3]])
  })

  it('sends what is worth a batch beside the one being committed, and no third', () => {
    const lane = openLane()
    for (let item = 1; item <= 13; item += 1) void lane.send(item, 1)
    expect(lane.sent()).toEqual([[1], [2, 3, 4, 5]])
  })

  it('cuts a batch that fails as a whole, so that one item fails alone', async () => {
    const lane = openLane()
    void lane.send(0, 1)
    const answers = Promise.allSettled([1, 2].map((item) => lane.send(item, 1)))
    lane.batches[0]?.end()
    await turns()
    lane.batches[1]?.end(new Error('poison'))
    await turns()
    lane.batches[2]?.end()
    await turns()
    lane.batches[3]?.end(new Error('poison'))
    expect(lane.sent()).toEqual([[0], [1, 2], [1], [2]])
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })

  it('refuses what is more than may wait', async () => {
    const lane = openLane(2)
    void lane.send(1, 1)
    void lane.send(2, 1)
    void lane.send(3, 1)
    await expect(lane.send(4, 1)).rejects.toThrow(busy.code)
  })

  it('refuses whoever has waited too long for a batch to begin, and nobody else', async () => {
    vi.useFakeTimers()
    try {
      const lane = openLane(100, 2_000)
      const told: string[] = []
      const tell = (item: number) =>
        lane.send(item, 1).then(
          () => told.push(`${item} answered`),
          () => told.push(`${item} refused`),
        )
      const all = [tell(1), tell(2)]
      await vi.advanceTimersByTimeAsync(1_500)
      all.push(tell(3))
      await vi.advanceTimersByTimeAsync(499)
      expect(told).toEqual([])
      await vi.advanceTimersByTimeAsync(1)
      expect(told).toEqual(['2 refused'])
      lane.batches[0]?.end()
      await vi.advanceTimersByTimeAsync(10)
      expect(lane.sent()).toEqual([[1], [3]])
      await vi.advanceTimersByTimeAsync(5_000)
      lane.batches[1]?.end()
      await Promise.all(all)
      expect(told).toEqual(['2 refused', '1 answered', '3 answered'])
    } finally {
      vi.useRealTimers()
    }
  })
})
