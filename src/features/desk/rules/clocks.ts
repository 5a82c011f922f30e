import { epochMs, instantOf, MINUTE_MS, type Instant } from '../../../kernel/clock.ts'
import {
  plusStationMinutes,
  plusWorkdays,
  stationMinutesBetween,
  whenOpen,
  type Calendar,
  type StationHours,
} from '../../../kernel/workdays.ts'
import type { PolicyValues } from '../../policy/model.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { deskErrors } from '../errors.ts'
import {
  clockStages,
  type Clock,
  type ClockKey,
  type ClockMeasure,
  type ClockStage,
  type ClockTimes,
} from '../model/clocks.ts'
import type { RequestKind } from '../model/requests.ts'

/** 五分钟限时答复 is for these two alone (SE-70). */
const quickKinds: readonly RequestKind[] = ['consultation', 'appointment']

export type WorkingTime = {
  readonly calendar: Calendar
  readonly hours: StationHours
  readonly limits: PolicyValues['clocks']
}

export function measuresOf(kind: RequestKind): readonly ClockMeasure[] {
  return quickKinds.includes(kind) ? ['firstAnswer', 'reply'] : ['reply']
}

/** The clocks of a case from the moment it came in; `round` 1, or the next one when it is reopened. */
export function clocksOf(
  request: { readonly communityId: ClockKey['communityId']; readonly id: ClockKey['requestId'] },
  kind: RequestKind,
  from: { readonly at: Instant; readonly round: number },
  time: WorkingTime,
): readonly Clock[] {
  return measuresOf(kind).map((measure) => {
    const times = timesOf(measure, kind, from.at, time)
    return {
      communityId: request.communityId,
      requestId: request.id,
      measure,
      round: from.round,
      startedAt: from.at,
      ...times,
      stage: 'running',
      nextAt: times.warnAt,
      pausedAt: null,
      pausedReason: null,
      stoppedAt: null,
    }
  })
}

function timesOf(
  measure: ClockMeasure,
  kind: RequestKind,
  at: Instant,
  { calendar, hours, limits }: WorkingTime,
): ClockTimes {
  if (measure === 'firstAnswer') {
    const { warnMinutes, minutes, escalateMinutes } = limits.firstAnswer
    const after = (amount: number) => plusStationMinutes(calendar, hours, at, amount)
    return {
      warnAt: after(warnMinutes),
      dueAt: after(minutes),
      escalateAt: after(minutes + escalateMinutes),
    }
  }
  const { warnDays, escalateDays } = limits.reply
  const days = limits.reply.days[kind]
  const after = (count: number) => plusWorkdays(calendar, hours, at, count)
  return {
    warnAt: days > warnDays ? after(days - warnDays) : halfway(at, after(days)),
    dueAt: after(days),
    escalateAt: after(days + escalateDays),
  }
}

/** A limit as short as its warning is warned of when half of it is gone. */
function halfway(from: Instant, until: Instant): Instant {
  return instantOf(Math.floor((epochMs(from) + epochMs(until)) / 2))
}

/** The moment of each stage that was reached by `now`, in order; none is passed over. */
export type Reached = { readonly stage: Exclude<ClockStage, 'running'>; readonly at: Instant }

/** What a clock has come to by `now`, and when it is to be looked at again. */
export function advanceClock(
  clock: Clock,
  now: Instant,
): { readonly clock: Clock; readonly reached: readonly Reached[] } {
  if (clock.nextAt === null || clock.nextAt > now) return { clock, reached: [] }
  const passed = clockStages.indexOf(clock.stage)
  const ahead = momentsOf(clock).slice(passed)
  const reached = ahead.filter(({ at }) => at <= now)
  const stage = reached.at(-1)?.stage ?? clock.stage
  return { clock: { ...clock, stage, nextAt: nextOf({ ...clock, stage }) }, reached }
}

function momentsOf({ warnAt, dueAt, escalateAt }: ClockTimes): readonly Reached[] {
  return [
    { stage: 'warned', at: warnAt },
    { stage: 'breached', at: dueAt },
    { stage: 'escalated', at: escalateAt },
  ]
}

function nextOf(clock: Pick<Clock, 'stage'> & ClockTimes): Instant | null {
  return momentsOf(clock)[clockStages.indexOf(clock.stage)]?.at ?? null
}

/**
 * Stopped at the moment of the answer, which a paper may put before the moment it was entered: what
 * was breached only meanwhile was not breached.
 */
export function stopClock(clock: Clock, at: Instant): Clock {
  const kept = momentsOf(clock).filter((moment) => moment.at < at).length
  const stage = clockStages[Math.min(kept, clockStages.indexOf(clock.stage))] ?? clock.stage
  return { ...clock, stage, nextAt: null, stoppedAt: at, pausedAt: null, pausedReason: null }
}

/** Only while the desk waits for the asker, with the reason. Refuses `desk.clock-paused`, `desk.clock-late`. */
export function pauseClock(clock: Clock, now: Instant, reason: string): Clock | Refusal {
  if (clock.pausedAt !== null) return refuse(deskErrors['clock-paused'])
  if (clock.stoppedAt !== null || clock.dueAt <= now) return refuse(deskErrors['clock-late'])
  return { ...clock, pausedAt: now, pausedReason: reason, nextAt: null }
}

/** Every moment still ahead is put off by the working time that was paused. Refuses `desk.clock-runs`. */
export function resumeClock(clock: Clock, now: Instant, time: WorkingTime): Clock | Refusal {
  if (clock.pausedAt === null) return refuse(deskErrors['clock-runs'])
  const { calendar, hours } = time
  const lost = stationMinutesBetween(calendar, hours, clock.pausedAt, now)
  const later = (at: Instant) => plusStationMinutes(calendar, hours, at, lost)
  const resumed = {
    ...clock,
    ...{ warnAt: later(clock.warnAt), dueAt: later(clock.dueAt) },
    ...{ escalateAt: later(clock.escalateAt), pausedAt: null, pausedReason: null },
  }
  return { ...resumed, nextAt: nextOf(resumed) }
}

/** Answered by `dueAt`: `null` while it runs in time. */
export function isKept(clock: Pick<Clock, 'dueAt' | 'stoppedAt'>, now: Instant): boolean | null {
  if (clock.stoppedAt !== null) return clock.stoppedAt <= clock.dueAt
  return clock.dueAt < now ? false : null
}

/** Minutes until `dueAt` on the wall clock, negative when late; for lists. */
export function minutesLeft(clock: Pick<Clock, 'dueAt'>, now: Instant): number {
  return Math.ceil((epochMs(clock.dueAt) - epochMs(now)) / MINUTE_MS)
}

/** Where the working time of a moment begins: what comes in at night counts from the opening. */
export function countsFrom(at: Instant, { calendar, hours }: WorkingTime): Instant {
  return whenOpen(calendar, hours, at)
}
