import { request } from '../../scripts/support/http-client.ts'
import { makeBell } from './bell.ts'

/** Asks `/readyz` over and over, as whatever sits in front of the server does. */
export type Readiness = {
  isReady(): boolean
  /** How often it went down so far. */
  downs(): number
  /** Resolves once it has been seen down more than `downs` times. */
  untilDown(downs: number): Promise<void>
  untilReady(): Promise<void>
  stop(): Promise<void>
}

const PAUSE_MS = 20

export function watchReadiness(address: () => string): Readiness {
  const looked = makeBell()
  const seen = { ready: true, downs: 0, stopped: false }

  async function look(): Promise<void> {
    while (!seen.stopped) {
      const answer = await request(address(), '/readyz').catch(() => undefined)
      const ready = answer?.status === 200
      if (seen.ready && !ready) seen.downs += 1
      seen.ready = ready
      looked.ring()
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  const looking = look()
  return {
    isReady: () => seen.ready,
    downs: () => seen.downs,
    untilDown: async (downs) => {
      while (seen.downs <= downs) await looked.rung()
    },
    untilReady: async () => {
      while (!seen.ready) await looked.rung()
    },
    stop: async () => {
      seen.stopped = true
      await looking
    },
  }
}
