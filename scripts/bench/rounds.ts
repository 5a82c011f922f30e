import { growthNeeds } from './growth.ts'
import {
  approveAlone,
  approveInBulk,
  approveOneEach,
  measureCommits,
  measurePostings,
  measureRows,
  type LoadRun,
  type RowsRun,
} from './measure.ts'
import { SCOPES, type CaseName, type ScopeName, type Sizes } from './plan.ts'
import { awaitFirstJobs, settle, type Stage } from './stage.ts'
import { twoProcessesNeed } from './two-processes.ts'

/** A run with the yardsticks that were measured right before and right after it. */
export type Flanked<Y> = {
  readonly caseName: CaseName
  readonly scope: ScopeName
  readonly run: LoadRun
  readonly before: Y
  readonly after: Y
}

export type Postings = { readonly spread: number; readonly hot: number }

export type Measured = {
  /** Cases 1 and 2. */
  readonly speeds: Flanked<Postings>[]
  /** Case 2's, round by round. */
  readonly rows: { readonly scope: ScopeName; readonly run: RowsRun; readonly bulk: LoadRun }[]
  /** Case 4. */
  readonly alone: Flanked<number>[]
}

/** How many records the cases, and the warming up before them, use up. */
export function recordsNeeded(
  sizes: Sizes,
  cases: ReadonlySet<CaseName>,
  scope: ScopeName,
): number {
  const aRound = sizes.oneEach[scope] + 2 * sizes.bulk[scope] + sizes.lone
  const before = sizes.volunteers[scope] + warmUpRecords(sizes, scope)
  const two = cases.has('two') ? twoProcessesNeed(sizes, scope) : 0
  const growth = cases.has('growth') ? growthNeeds(sizes, scope) : 0
  return before + sizes.rounds * aRound + two + growth + ONE_FOR_THE_HEAP
}

const ONE_FOR_THE_HEAP = 1

function warmUpRecords(sizes: Sizes, scope: ScopeName): number {
  return Math.ceil(sizes.oneEach[scope] / 2)
}

/** Opens every volunteer's account, so that no run pays for it, and lets both sides get warm. */
export async function warmUp(stage: Stage, sizes: Sizes): Promise<void> {
  for (const name of SCOPES) {
    await approveInBulk(stage, stage.district[name], sizes.volunteers[name])
    await approveOneEach(stage, stage.district[name], warmUpRecords(sizes, name))
  }
  await measurePostings(stage, sizes)
  await awaitFirstJobs(stage.sql)
  await settle(stage.sql)
}

/**
 * One round: each run of a case stands between two measurements of its yardsticks, and the latter is
 * the next run's former. The machine's speed drifts by more than what is to be measured.
 */
export async function runRound(
  stage: Stage,
  sizes: Sizes,
  cases: ReadonlySet<CaseName>,
  measured: Measured,
): Promise<void> {
  if (cases.has('1') || cases.has('2')) await runSpeeds(stage, sizes, cases, measured)
  if (cases.has('4')) await runAlone(stage, sizes, measured)
}

async function runSpeeds(
  stage: Stage,
  sizes: Sizes,
  cases: ReadonlySet<CaseName>,
  measured: Measured,
): Promise<void> {
  let before = await measurePostings(stage, sizes)
  const flank = async (caseName: CaseName, scope: ScopeName, run: LoadRun) => {
    const after = await measurePostings(stage, sizes)
    measured.speeds.push({ caseName, scope, run, before, after })
    before = after
  }
  for (const scope of SCOPES) {
    const place = stage.district[scope]
    if (cases.has('1'))
      await flank('1', scope, await approveOneEach(stage, place, sizes.oneEach[scope]))
    if (!cases.has('2')) continue
    const bulk = await approveInBulk(stage, place, sizes.bulk[scope])
    await flank('2', scope, bulk)
    if (!cases.has('3')) continue
    const run = await measureRows(stage, place, sizes.bulk[scope])
    measured.rows.push({ scope, run, bulk })
    if (scope !== SCOPES.at(-1)) before = await measurePostings(stage, sizes)
  }
}

async function runAlone(stage: Stage, sizes: Sizes, measured: Measured): Promise<void> {
  let before = await measureCommits(stage, sizes)
  for (const scope of SCOPES) {
    const run = await approveAlone(stage, stage.district[scope], sizes.lone)
    const after = await measureCommits(stage, sizes)
    measured.alone.push({ caseName: '4', scope, run, before, after })
    before = after
  }
}
