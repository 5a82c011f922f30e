import type { Reckoning } from './reckoning.ts'

/**
 * How much each load does: the short form is part of `npm test`, the long one is `npm run test:faults`.
 * Besides `vitest.config.ts` the only place that asks which.
 */
const isLong = process.env['FAULTS'] === 'long'

const KINDS = ['postmaster', 'backends', 'everything', 'postmaster'] as const

export const loads = {
  /** Of 64 people, or one person's 64 requests, after the last hour. */
  lastHourRounds: isLong ? 100 : 2,
  /** Of 20 coordinators over the same 500 records. */
  approvalRounds: isLong ? 10 : 1,
  hands: isLong ? 32 : 8,
  /** Acknowledged writes of the mixed load without any fault. */
  mixedWrites: isLong ? 20_000 : 300,
  /** People of several stations, with records that wait for approval. */
  ground: isLong
    ? { stations: 4, saversEach: 4, recordsEach: 1_200 }
    : { stations: 2, saversEach: 3, recordsEach: 100 },
  /** Acknowledged writes before and after each kill. */
  writesBetweenKills: isLong ? 150 : 50,
  /** Rounds of kills, each with people of its own: their tokens are good for fifteen minutes. */
  databaseKills: isLong
    ? Array.from({ length: 5 }, () => KINDS)
    : [['postmaster', 'backends'] as const],
  serverKills: isLong ? [20, 20, 20, 20, 20] : [1],
  bothKills: isLong ? 5 : 1,
  serverStops: isLong ? 5 : 1,
  /** How long every session of the server is ended again and again. */
  endedSessionsMs: isLong ? 20_000 : 1_500,
  wireFaults: isLong
    ? Array.from({ length: 4 }, () => ['cutAtCommit', 'cut', 'silent'] as const).flat()
    : (['cutAtCommit', 'cut'] as const),
  /** How far off a server's clock is. */
  clockDays: isLong ? [3, -3] : [-3],
  timeoutMs: isLong ? 600_000 : 60_000,
}

/** A line of numbers for the person who runs it. */
export function tell(line: string): void {
  console.log(line)
}

export function inWords(reckoning: Reckoning): string {
  const { acknowledged, present, lost, doubled, differing } = reckoning
  return (
    `acknowledged ${acknowledged}, present ${present}, lost ${lost.length}, ` +
    `doubled ${doubled.length}, balances that differ ${differing.length}`
  )
}
