import type { CpuSeconds } from './cpu.ts'
import type { LoadRun } from './measure.ts'
import { SPREAD_COMMUNITIES, type Bound, type ScopeName } from './plan.ts'
import type { Result } from './results.ts'
import type { Measured } from './rounds.ts'
import { median } from './statistics.ts'

export function communitiesOf(scope: ScopeName): string {
  return scope === 'one' ? '1 community' : `${SPREAD_COMMUNITIES} communities`
}

/** A line for each case and yardstick: value, yardstick, their ratio, the goal, met or not. */
export function lineOf(result: Result): string {
  const { caseName, title, beside, unit, ratios, goal } = result
  const digits = unit === '/s' ? 0 : 2
  return [
    `${caseName} ${title}`.padEnd(42),
    `${result.value.toFixed(digits)} ${unit}`.padStart(10),
    ` beside ${beside}`.padEnd(33),
    `${result.yardstick.toFixed(digits)} ${unit}`.padStart(10),
    `  = ${result.ratio.toFixed(2)} ×`.padEnd(12),
    `(${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`.padEnd(15),
    `goal ${boundOf(goal)} ${result.isMet ? 'met' : 'NOT MET'}`,
  ].join('')
}

function boundOf(bound: Bound): string {
  if ('moreThan' in bound) return `> ${bound.moreThan} ×`
  return 'atLeast' in bound ? `≥ ${bound.atLeast} ×` : `≤ ${bound.atMost} ×`
}

/** How long the answers took, what the transactions held, and whose CPU went where. */
export function detailLines(measured: Measured): readonly string[] {
  const runs = new Map<string, LoadRun[]>()
  for (const { caseName, scope, run } of [...measured.speeds, ...measured.alone]) {
    const name = `${caseName} ${communitiesOf(scope)}`
    runs.set(name, [...(runs.get(name) ?? []), run])
  }
  return [...runs].map(([name, list]) => detailOf(name, list))
}

function detailOf(name: string, runs: readonly LoadRun[]): string {
  const over = (take: (run: LoadRun) => number) => median(runs.map(take))
  return [
    name.padEnd(20),
    `p50 ${over((run) => run.p50Ms).toFixed(1)} ms, p99 ${over((run) => run.p99Ms).toFixed(1)} ms`,
    `${over((run) => run.records / run.batches).toFixed(1)} records a transaction`,
    `${over((run) => run.walBytes / run.records).toFixed(0)} B of WAL a record`,
    cpuOf(runs),
  ].join('; ')
}

/** Cores that other programs kept busy meanwhile, in the middle of all runs. */
export function disturbance(measured: Measured): number {
  const runs = [...measured.speeds, ...measured.alone].map(({ run }) => run)
  return median(
    runs.flatMap(({ cpu, elapsedMs }) => (cpu ? [(cpu.others * 1000) / elapsedMs] : [])),
  )
}

/** Seconds of CPU in a second of time: two cores have two. */
function cpuOf(runs: readonly LoadRun[]): string {
  const share = (take: (cpu: NonNullable<CpuSeconds>) => number) =>
    median(runs.map(({ cpu, elapsedMs }) => (cpu ? (take(cpu) * 1000) / elapsedMs : Number.NaN)))
  const part = (name: string, take: (cpu: NonNullable<CpuSeconds>) => number) =>
    `${name} ${share(take).toFixed(2)}`
  return `cores: ${[
    part('postgres', (cpu) => cpu.postgres),
    part('server', (cpu) => cpu.server),
    part('load', (cpu) => cpu.load),
    part('others', (cpu) => cpu.others),
  ].join(', ')}`
}
