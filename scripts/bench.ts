import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { monotonicMs, systemNow } from '../src/kernel/clock.ts'
import { approvalComparisons } from './bench/approval-goals.ts'
import { compareBalances } from './bench/balance.ts'
import { compareHeaps, startHeapServer, type HeapReading } from './bench/heap.ts'
import { measureGrowth, type GrowthPoint } from './bench/growth.ts'
import { describeMachine, type Machine } from './bench/machine.ts'
import { CASES, FULL, QUICK, SCOPES, type CaseName, type Sizes } from './bench/plan.ts'
import type { ScopeName } from './bench/plan.ts'
import { detailLines, disturbance, lineOf } from './bench/print.ts'
import { drawReport } from './bench/report.ts'
import { resultOf, type Comparison, type Result } from './bench/results.ts'
import { recordsNeeded, runRound, warmUp, type Measured } from './bench/rounds.ts'
import { findMismatches } from './bench/books.ts'
import { openStage, type Stage } from './bench/stage.ts'
import { compareStatements } from './bench/statement.ts'
import { compareTwo } from './bench/two-processes.ts'

const REPORTS = fileURLToPath(new URL('../bench-results', import.meta.url))

/** More than this, and the figures tell of the neighbours too. */
const QUIET_CORES = 0.15

type Asked = {
  readonly quick: boolean
  readonly profile: boolean
  readonly cases: ReadonlySet<CaseName>
}

/** `--quick`: small sizes; `--cases 1,2`: only these; `--profile`: with a CPU profile of the server. */
function readArguments(): Asked {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      cases: { type: 'string' },
    },
  })
  const all = CASES.filter((name) => !values.quick || !['two', 'growth'].includes(name))
  const asked = values.cases?.split(',') ?? all
  const cases = new Set(CASES.filter((name) => asked.includes(name)))
  // Case 3 is case 2 beside another yardstick.
  if (cases.has('3')) cases.add('2')
  if (cases.size === 0)
    throw new Error(`usage: npm run bench -- [--quick] [--profile] [--cases ${CASES.join(',')}]`)
  return { quick: values.quick, profile: values.profile, cases }
}

type Report = {
  readonly at: string
  readonly quick: boolean
  readonly seconds: number
  readonly machine: Machine
  readonly sizes: Sizes
  readonly results: readonly Result[]
  readonly measured: Measured
  readonly heap: readonly HeapReading[]
  readonly growth: readonly GrowthPoint[]
}

async function measureAll(asked: Asked): Promise<Report> {
  const startedMs = monotonicMs()
  const sizes = asked.quick ? QUICK : FULL
  const opening = openStage({
    volunteers: sizes.volunteers,
    records: Object.fromEntries(
      SCOPES.map((scope) => [scope, recordsNeeded(sizes, asked.cases, scope)]),
    ) as Record<ScopeName, number>,
    profileDir: asked.profile ? REPORTS : null,
  })
  const interrupted = () =>
    void opening.then((stage) => stage.close()).finally(() => process.exit(130))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  const stage = await opening
  try {
    const machine = await describeMachine(stage)
    const say = (what: string) =>
      console.log(`${((monotonicMs() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${what}`)
    say('the district stands, everybody is signed in')
    const measured = await runRounds(stage, sizes, asked.cases, say)
    const { more, heap } = await runOthers(stage, sizes, asked.cases, say)
    const growth = asked.cases.has('growth') ? await measureGrowth(stage, sizes, say) : []
    const mismatches = await findMismatches(stage.sql)
    if (mismatches.length > 0) throw new Error(`the books do not agree: ${mismatches.join('; ')}`)
    say('what was acknowledged is in the books, once')
    const results = [...approvalComparisons(measured, asked.cases), ...more].map(resultOf)
    const seconds = (monotonicMs() - startedMs) / 1000
    return {
      ...{ at: systemNow(), quick: asked.quick, seconds, machine, sizes, results, measured },
      ...{ heap, growth },
    }
  } finally {
    await stage.close()
  }
}

type Say = (what: string) => void

async function runRounds(
  stage: Stage,
  sizes: Sizes,
  cases: ReadonlySet<CaseName>,
  say: Say,
): Promise<Measured> {
  const measured: Measured = { speeds: [], rows: [], alone: [] }
  await warmUp(stage, sizes)
  say('warm')
  if (!['1', '2', '4'].some((name) => cases.has(name as CaseName))) return measured
  for (let round = 1; round <= sizes.rounds; round += 1) {
    await runRound(stage, sizes, cases, measured)
    say(`round ${round} of ${sizes.rounds}`)
  }
  return measured
}

/** The cases that need books of their own or processes beside the server. */
async function runOthers(
  stage: Stage,
  sizes: Sizes,
  cases: ReadonlySet<CaseName>,
  say: Say,
): Promise<{ readonly more: readonly Comparison[]; readonly heap: readonly HeapReading[] }> {
  const more: Comparison[] = []
  const heap: HeapReading[] = []
  if (cases.has('two')) more.push(...(await compareTwo(stage, sizes)))
  const startedMs = monotonicMs()
  const fresh = cases.has('9') ? await startHeapServer(stage) : null
  try {
    if (cases.has('5')) {
      more.push(await compareBalances(stage, sizes))
      say('balances')
    }
    if (cases.has('6')) {
      more.push(...(await compareStatements(stage, sizes)))
      say('statements')
    }
    if (fresh) {
      const { comparison, readings } = await compareHeaps(stage, sizes, fresh, startedMs)
      more.push(comparison)
      heap.push(...readings)
      say('the heap')
    }
  } finally {
    await fresh?.stop()
  }
  return { more, heap }
}

async function publish(report: Report): Promise<boolean> {
  const { machine, results, measured } = report
  console.log()
  for (const result of results) console.log(lineOf(result))
  console.log()
  for (const line of detailLines(measured)) console.log(line)
  const others = disturbance(measured) || 0
  if (others > QUIET_CORES)
    console.log(`Not a quiet machine: other programs used ${others.toFixed(2)} of its cores.`)
  if (machine.inMemory) console.log('The data folder is in memory: commits cost nothing here.')
  mkdirSync(REPORTS, { recursive: true })
  const file = join(REPORTS, report.at.replaceAll(/[:.]/g, '-'))
  writeFileSync(`${file}.json`, `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(`${file}.html`, await drawReport(report))
  const met = results.filter(({ isMet }) => isMet).length
  console.log(`\n${file}.html\n${file}.json`)
  console.log(
    `bench: ${met} of ${results.length} goals met, ${results.length - met} missed, ${report.seconds.toFixed(0)} s`,
  )
  return met === results.length
}

measureAll(readArguments())
  .then(publish)
  .then(
    (allMet) => process.exit(allMet ? 0 : 1),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
