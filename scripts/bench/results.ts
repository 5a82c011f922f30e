import { holds, PROMISES, SCOPES, type CaseNumber, type Promised, type ScopeName } from './plan.ts'
import type { Flanked, Measured, Postings } from './rounds.ts'
import { mean, median } from './statistics.ts'

/** A case beside one yardstick: medians over the rounds, and each round's ratio. */
export type Result = Promised & {
  readonly scope: ScopeName
  readonly value: number
  readonly yardstick: number
  /** The median of the rounds' ratios, each taken within its round. */
  readonly ratio: number
  readonly ratios: readonly number[]
  readonly isMet: boolean
  readonly isAccepted: boolean
}

type Pair = { readonly value: number; readonly yardstick: number }

export function resultsOf(measured: Measured, cases: ReadonlySet<CaseNumber>): readonly Result[] {
  return PROMISES.filter(({ caseNumber }) => cases.has(caseNumber)).flatMap((promised) =>
    SCOPES.map((scope) => resultOf(promised, scope, pairsOf(measured, promised, scope))),
  )
}

function resultOf(promised: Promised, scope: ScopeName, pairs: readonly Pair[]): Result {
  const ratios = pairs.map(({ value, yardstick }) => value / yardstick)
  const ratio = median(ratios)
  return {
    ...promised,
    ...{ scope, ratio, ratios },
    value: median(pairs.map(({ value }) => value)),
    yardstick: median(pairs.map(({ yardstick }) => yardstick)),
    isMet: holds(promised.goal, ratio),
    isAccepted: !promised.required || holds(promised.required, ratio),
  }
}

function pairsOf(measured: Measured, promised: Promised, scope: ScopeName): readonly Pair[] {
  const { caseNumber, against } = promised
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
    .filter((one) => one.caseNumber === caseNumber)
    .map(({ run, before, after }) => ({
      value: run.perSecond,
      yardstick: mean([before[against], after[against]]),
    }))
}
