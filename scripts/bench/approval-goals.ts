import { SCOPES, type Bound, type CaseName, type ScopeName } from './plan.ts'
import { communitiesOf } from './print.ts'
import type { Comparison, Pair, Unit } from './results.ts'
import type { Flanked, Measured, Postings } from './rounds.ts'
import { mean } from './statistics.ts'

type Promised = {
  readonly caseName: CaseName
  readonly title: string
  readonly against: 'spread' | 'hot' | 'rows' | 'commit'
  readonly goal: Bound
}

const promises: readonly Promised[] = [
  { caseName: '1', title: 'approve, 1 a request', against: 'spread', goal: { atLeast: 2 } },
  { caseName: '1', title: 'approve, 1 a request', against: 'hot', goal: { atLeast: 8 } },
  { caseName: '2', title: 'approve, 500 a request', against: 'spread', goal: { atLeast: 5 } },
  { caseName: '2', title: 'approve, 500 a request', against: 'hot', goal: { atLeast: 20 } },
  { caseName: '3', title: 'case 2', against: 'rows', goal: { atLeast: 0.6 } },
  { caseName: '4', title: 'one lone approval, p50', against: 'commit', goal: { atMost: 4 } },
]

const yardsticks: Readonly<Record<Promised['against'], string>> = {
  spread: '(a) bare posting, spread',
  hot: '(b) bare posting, hot',
  rows: 'raw rows',
  commit: 'bare commit, p50',
}

/** Cases 1 to 4, each for one community and for load that is spread. */
export function approvalComparisons(
  measured: Measured,
  cases: ReadonlySet<CaseName>,
): readonly Comparison[] {
  return promises
    .filter(({ caseName }) => cases.has(caseName))
    .flatMap((promised) =>
      SCOPES.map((scope) => ({
        caseName: promised.caseName,
        title: `${promised.title}, ${communitiesOf(scope)}`,
        beside: yardsticks[promised.against],
        unit: unitOf(promised),
        goal: promised.goal,
        pairs: pairsOf(measured, promised, scope),
      })),
    )
}

function unitOf({ against }: Promised): Unit {
  return against === 'commit' ? 'ms' : '/s'
}

function pairsOf(measured: Measured, promised: Promised, scope: ScopeName): readonly Pair[] {
  const { caseName, against } = promised
  const here = <T extends { readonly scope: ScopeName }>(list: readonly T[]) =>
    list.filter((one) => one.scope === scope)
  if (against === 'commit') {
    return here(measured.alone).map(({ run, before, after }) => ({
      value: run.p50Ms,
      yardstick: mean([before, after]),
    }))
  }
  if (against === 'rows') {
    return here(measured.rows).map(({ bulk, run }) => ({
      value: bulk.perSecond,
      yardstick: run.perSecond,
    }))
  }
  const flanked: readonly Flanked<Postings>[] = here(measured.speeds)
  return flanked
    .filter((one) => one.caseName === caseName)
    .map(({ run, before, after }) => ({
      value: run.perSecond,
      yardstick: mean([before[against], after[against]]),
    }))
}
