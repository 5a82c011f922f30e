import type { Batch } from '../../db/commands.ts'
import { civilDateOf, type Instant } from '../../kernel/clock.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import type { ClockMeasure } from './model/clocks.ts'
import type { RequestKind } from './model/requests.ts'
import { clocksOf, stopClock, type WorkingTime } from './rules/clocks.ts'
import { insertClocks, lockRunning, updateClock } from './store/clocks.ts'
import type { RequestKey } from './store/requests.ts'

/** Hours and limits that hold on the day of `at`. */
export async function workingTimeAt(
  ctx: Parameters<typeof loadPolicies>[0],
  at: Instant,
): Promise<WorkingTime> {
  const policies = await loadPolicies(ctx)
  const on = civilDateOf(at)
  return {
    calendar: ctx.calendar,
    hours: policyAt(policies, 'queue', on).hours,
    limits: policyAt(policies, 'clocks', on),
  }
}

/** In the caller's transaction, under the request's lock or before anybody else can see it. */
export async function beginClocks(
  batch: Batch,
  key: RequestKey,
  kind: RequestKind,
  from: { readonly at: Instant; readonly round: number },
): Promise<void> {
  const time = await workingTimeAt(batch.ctx, from.at)
  await insertClocks(batch.ctx.tx, clocksOf(key, kind, from, time))
}

/** The asker was answered at `at`: what runs of `measures` stops there. */
export async function stopClocks(
  batch: Batch,
  key: RequestKey,
  measures: readonly ClockMeasure[],
  at: Instant,
): Promise<void> {
  const running = await lockRunning(batch.ctx.tx, key)
  for (const clock of running.filter(({ measure }) => measures.includes(measure))) {
    await updateClock(batch.ctx.tx, stopClock(clock, at))
  }
}
