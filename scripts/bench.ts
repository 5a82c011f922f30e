import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { monotonicMs, systemNow } from '../src/kernel/clock.ts'
import { describeMachine, type Machine } from './bench/machine.ts'
import { FULL, QUICK, SCOPES, type CaseNumber, type ScopeName, type Sizes } from './bench/plan.ts'
import { detailLines, disturbance, lineOf } from './bench/print.ts'
import { resultsOf, type Result } from './bench/results.ts'
import { recordsNeeded, runRound, warmUp, type Measured } from './bench/rounds.ts'
import { findMismatches } from './bench/books.ts'
import { openStage, type Stage } from './bench/stage.ts'

const REPORTS = fileURLToPath(new URL('../bench-results', import.meta.url))

/** More than this, and the figures tell of the neighbours too. */
const QUIET_CORES = 0.15

type Asked = {
  readonly quick: boolean
  readonly profile: boolean
  readonly cases: ReadonlySet<CaseNumber>
}

/** `--quick`: small sizes; `--cases 1,2`: only these; `--profile`: with a CPU profile of the server. */
function readArguments(): Asked {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      cases: { type: 'string', default: '1,2,3,4' },
    },
  })
  const known: readonly CaseNumber[] = [1, 2, 3, 4]
  const asked = values.cases.split(',').map(Number)
  const cases = new Set(known.filter((number) => asked.includes(number)))
  // Case 3 is case 2 beside another yardstick.
  if (cases.has(3)) cases.add(2)
  if (cases.size === 0)
    throw new Error('usage: npm run bench -- [--quick] [--profile] [--cases 1,2]')
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
}

async function measureAll(asked: Asked): Promise<Report> {
  const startedMs = monotonicMs()
  const sizes = asked.quick ? QUICK : FULL
  const opening = openStage({
    volunteers: sizes.volunteers,
    records: Object.fromEntries(
      SCOPES.map((scope) => [scope, recordsNeeded(sizes, scope)]),
    ) as Record<ScopeName, number>,
    profileDir: asked.profile ? REPORTS : null,
  })
  const interrupted = () =>
    void opening.then((stage) => stage.close()).finally(() => process.exit(130))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  const stage = await opening
  try {
    const machine = await describeMachine(stage)
    const measured = await runRounds(stage, sizes, asked.cases, startedMs)
    const results = resultsOf(measured, asked.cases)
    const seconds = (monotonicMs() - startedMs) / 1000
    return { at: systemNow(), quick: asked.quick, seconds, machine, sizes, results, measured }
  } finally {
    await stage.close()
  }
}

async function runRounds(
  stage: Stage,
  sizes: Sizes,
  cases: ReadonlySet<CaseNumber>,
  startedMs: number,
): Promise<Measured> {
  const measured: Measured = { speeds: [], rows: [], alone: [] }
  const say = (what: string) =>
    console.log(`${((monotonicMs() - startedMs) / 1000).toFixed(1).padStart(6)} s  ${what}`)
  say('the district stands, everybody is signed in')
  await warmUp(stage, sizes)
  say('warm')
  for (let round = 1; round <= sizes.rounds; round += 1) {
    await runRound(stage, sizes, cases, measured)
    say(`round ${round} of ${sizes.rounds}`)
  }
  const mismatches = await findMismatches(stage.sql)
  if (mismatches.length > 0) throw new Error(`the books do not agree: ${mismatches.join('; ')}`)
  say('what was acknowledged is in the books, once')
  return measured
}

function publish(report: Report): boolean {
  const { machine, results, measured } = report
  console.log()
  for (const result of results) console.log(lineOf(result))
  console.log()
  for (const line of detailLines(measured)) console.log(line)
  const others = disturbance(measured)
  if (others > QUIET_CORES)
    console.log(`Not a quiet machine: other programs used ${others.toFixed(2)} of its cores.`)
  if (machine.inMemory) console.log('The data folder is in memory: commits cost nothing here.')
  mkdirSync(REPORTS, { recursive: true })
  const file = join(REPORTS, `${report.at.replaceAll(/[:.]/g, '-')}.json`)
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  const met = results.filter(({ isMet }) => isMet).length
  const missed = results.filter(({ isAccepted }) => !isAccepted).length
  console.log(`\n${file}`)
  console.log(
    `bench: ${met} of ${results.length} goals met, ${missed} required ratios missed, ${report.seconds.toFixed(0)} s`,
  )
  return missed === 0
}

measureAll(readArguments())
  .then(publish)
  .then(
    (isAccepted) => process.exit(isAccepted ? 0 : 1),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
