import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Seconds of user and system time, since each process began; null where there is no /proc. */
export type CpuReading = {
  readonly postgres: number
  readonly server: number
  readonly bench: number
  /** Of the whole machine, whoever used it. */
  readonly machine: number
} | null

/** What a stretch of time cost, in seconds; `others` is whoever else was on the machine. */
export type CpuSeconds = {
  readonly postgres: number
  readonly server: number
  readonly load: number
  readonly others: number
} | null

const TICKS_A_SECOND = 100

export function readCpu(pids: {
  readonly postmaster: number
  readonly server: number
}): CpuReading {
  try {
    return {
      postgres: treeSeconds(pids.postmaster),
      server: own(statOf(pids.server)),
      bench: own(statOf(process.pid)),
      machine: machineSeconds(),
    }
  } catch {
    return null
  }
}

export function cpuBetween(before: CpuReading, after: CpuReading, load: number): CpuSeconds {
  if (!before || !after) return null
  const postgres = after.postgres - before.postgres
  const server = after.server - before.server
  const bench = after.bench - before.bench
  const others = after.machine - before.machine - postgres - server - bench - load
  return { postgres, server, load, others: Math.max(0, others) }
}

/** The process that started `pid`. */
export function parentOf(pid: number): number {
  return statOf(pid).parent
}

type Stat = { readonly parent: number; readonly own: number; readonly ended: number }

/** After the last `)` (a name may hold any character): state, ppid, …, utime, stime, cutime, cstime. */
function statOf(pid: number | string): Stat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (...at: number[]) =>
    at.reduce((sum, index) => sum + Number(fields[index]), 0) / TICKS_A_SECOND
  return { parent: Number(fields[1]), own: seconds(11, 12), ended: seconds(13, 14) }
}

function own(stat: Stat): number {
  return stat.own
}

/** The postmaster, its children, and those of them that have ended. */
function treeSeconds(postmaster: number): number {
  const root = statOf(postmaster)
  let seconds = root.own + root.ended
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = statOf(name)
      if (stat.parent === postmaster) seconds += stat.own
    } catch {
      // ended while we looked
    }
  }
  return seconds
}

function machineSeconds(): number {
  return (
    cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) /
    1000
  )
}
