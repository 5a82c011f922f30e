import { holds, type Bound, type CaseName } from './plan.ts'
import { median } from './statistics.ts'

/** What was measured and what beside it, in one round. */
export type Pair = { readonly value: number; readonly yardstick: number }

export type Unit = '/s' | 'ms' | 'MB'

/** A case beside one yardstick, and what is promised about their ratio. */
export type Comparison = {
  readonly caseName: CaseName
  readonly title: string
  /** What the yardstick is. */
  readonly beside: string
  readonly unit: Unit
  readonly goal: Bound
  readonly pairs: readonly Pair[]
}

export type Result = Comparison & {
  /** Medians over the rounds. */
  readonly value: number
  readonly yardstick: number
  /** The median of the rounds' ratios, each taken within its round. */
  readonly ratio: number
  readonly ratios: readonly number[]
  readonly isMet: boolean
}

export function resultOf(comparison: Comparison): Result {
  const { pairs, goal } = comparison
  const ratios = pairs.map(({ value, yardstick }) => value / yardstick)
  const ratio = median(ratios)
  return {
    ...comparison,
    ...{ ratio, ratios, isMet: holds(goal, ratio) },
    value: median(pairs.map(({ value }) => value)),
    yardstick: median(pairs.map(({ yardstick }) => yardstick)),
  }
}
