import { type Answer, request } from '../../scripts/support/http-client.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { newId } from '../../src/kernel/ids.ts'

export type Write = {
  readonly path: string
  readonly body: unknown
  readonly token: string
  readonly key?: string
}

/** What callers met, besides the answers that they got in the end. */
export type Met = {
  /** No answer: refused, reset, or cut in the middle. */
  silences: number
  busy: number
  busyWithoutRetryAfter: number
  replays: number
  /** The longest that a caller waited for any one answer, refused or not. */
  slowestMs: number
  /** Answers that nobody should ever get, with their codes. */
  readonly faults: string[]
}

/** Repeats every write under its key until the answer is one to rely on, as callers are told to. */
export type SteadyClient = {
  readonly met: Met
  readonly write: <T>(write: Write) => Promise<Answer<T>>
}

const PAUSE_MS = 50

export function makeSteadyClient(address: () => string): SteadyClient {
  const met: Met = {
    ...{ silences: 0, busy: 0, busyWithoutRetryAfter: 0, replays: 0, slowestMs: 0 },
    faults: [],
  }

  function judge(answer: Answer<unknown>, path: string): void {
    const { status, headers, text } = answer
    const isProblem = headers.get('content-type')?.startsWith('application/problem+json')
    const isFault = (status >= 500 && status !== 503) || (status >= 400 && !isProblem)
    if (isFault) met.faults.push(`${status} ${path} ${text}`)
    if (status !== 503) return
    met.busy += 1
    if (!headers.has('retry-after')) met.busyWithoutRetryAfter += 1
  }

  async function attempt<T>({ path, ...call }: Write): Promise<Answer<T> | undefined> {
    const sentMs = monotonicMs()
    const answer = await request<T>(address(), path, call).catch(() => undefined)
    met.slowestMs = Math.max(met.slowestMs, monotonicMs() - sentMs)
    if (!answer) {
      met.silences += 1
      return undefined
    }
    judge(answer, path)
    if (answer.status === 503) return undefined
    if (answer.headers.get('idempotency-replayed') === 'true') met.replays += 1
    return answer
  }

  return {
    met,
    async write<T>(write: Write) {
      const keyed = { ...write, key: write.key ?? newId() }
      for (;;) {
        const answer = await attempt<T>(keyed)
        if (answer) return answer
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    },
  }
}
