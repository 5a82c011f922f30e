/** A case runs in one community, or on load that is spread over 187 of them. */
export type ScopeName = 'one' | 'spread'

export const SCOPES: readonly ScopeName[] = ['one', 'spread']
export const SPREAD_COMMUNITIES = 187

export type CaseNumber = 1 | 2 | 3 | 4

/** How much of everything; records are counted per run. */
export type Sizes = {
  readonly rounds: number
  readonly spreadPostings: number
  readonly hotPostings: number
  readonly singles: number
  readonly lone: number
  readonly volunteers: Readonly<Record<ScopeName, number>>
  /** Records of case 1. */
  readonly oneEach: Readonly<Record<ScopeName, number>>
  /** Records of case 2, and of the raw rows beside it. */
  readonly bulk: Readonly<Record<ScopeName, number>>
}

export const FULL: Sizes = {
  rounds: 3,
  spreadPostings: 6_000,
  hotPostings: 1_500,
  singles: 300,
  lone: 300,
  volunteers: { one: 5_000, spread: SPREAD_COMMUNITIES * 100 },
  oneEach: { one: 8_000, spread: 8_000 },
  bulk: { one: 20_000, spread: SPREAD_COMMUNITIES * 250 },
}

export const QUICK: Sizes = {
  rounds: 3,
  spreadPostings: 1_200,
  hotPostings: 240,
  singles: 40,
  lone: 40,
  volunteers: { one: 5_000, spread: SPREAD_COMMUNITIES * 14 },
  oneEach: { one: 2_000, spread: 2_000 },
  bulk: { one: 6_000, spread: SPREAD_COMMUNITIES * 40 },
}

export const YARDSTICK_CONNECTIONS = 20
export const ONE_EACH_CONNECTIONS = 256
export const BULK_SIZE = 500
/** Bulk requests in flight. */
export const BULK_CONNECTIONS: Readonly<Record<ScopeName, number>> = { one: 4, spread: 8 }
/** Books of one community have one writer; those of different ones need not wait. */
export const RAW_CONNECTIONS: Readonly<Record<ScopeName, number>> = { one: 1, spread: 4 }

export type Yardstick = 'spread' | 'hot' | 'rows' | 'commit'

/** A promise about a ratio: `atLeast` for speeds, `atMost` for times. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number }

export type Promised = {
  readonly caseNumber: CaseNumber
  readonly title: string
  readonly against: Yardstick
  readonly goal: Bound
  /** What must hold already; the run fails without it. */
  readonly required?: Bound
}

export const PROMISES: readonly Promised[] = [
  {
    caseNumber: 1,
    title: 'approve, 1 a request',
    against: 'spread',
    goal: { atLeast: 2 },
    required: { atLeast: 1 },
  },
  { caseNumber: 1, title: 'approve, 1 a request', against: 'hot', goal: { atLeast: 8 } },
  {
    caseNumber: 2,
    title: 'approve, 500 a request',
    against: 'spread',
    goal: { atLeast: 5 },
    required: { atLeast: 3 },
  },
  { caseNumber: 2, title: 'approve, 500 a request', against: 'hot', goal: { atLeast: 20 } },
  { caseNumber: 3, title: 'case 2', against: 'rows', goal: { atLeast: 0.6 } },
  { caseNumber: 4, title: 'one lone approval, p50', against: 'commit', goal: { atMost: 4 } },
]

export function holds(bound: Bound, ratio: number): boolean {
  return 'atLeast' in bound ? ratio >= bound.atLeast : ratio <= bound.atMost
}
