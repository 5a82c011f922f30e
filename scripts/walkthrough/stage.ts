import { epochMs, instantAt, parseCivilDate } from '../../src/kernel/clock.ts'
import { signIn, type Door, type Session } from '../support/http-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import type { Report } from './report.ts'

/** Monday before the station opens. It takes five weeks, and is told alike on every day of ours. */
export const STORY_BEGINS = shanghai('2026-10-12', '07:00')

/** Where the story is played: the server's door, its clock, and the report. */
export type Stage = {
  readonly report: Report
  readonly door: Door
  /** Sets the story's clock, in Shanghai time; it stands still until it is set again. */
  at(date: string, time: string): Promise<void>
  signIn(phone: string): Promise<Session>
}

/** A machine under load may answer 503; whoever sent it sends it again, as anybody should. */
const PATIENCE = 30

export function makeStage(server: ServerProcess, report: Report): Stage {
  let nowMs = 0
  const door: Door = {
    address: server.address,
    nextCode: (phone) => server.nextCode(phone),
    nowMs: () => nowMs,
    patience: PATIENCE,
  }
  return {
    report,
    door,
    async at(date, time) {
      const instant = shanghai(date, time)
      nowMs = epochMs(instant)
      await server.tell(instant)
    },
    signIn: (phone) => signIn(door, phone),
  }
}

/** A moment of the story, as the API writes it. */
export function shanghai(date: string, time: string) {
  const day = parseCivilDate(date)
  if (!day) throw new Error(`not a day: ${date}`)
  return instantAt(day, time)
}

export function below(communityId: string, path: string): string {
  return `/api/v1/communities/${communityId}${path}`
}
