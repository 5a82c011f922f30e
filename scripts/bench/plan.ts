/** A case runs in one community, or on load that is spread over 187 of them. */
export type ScopeName = 'one' | 'spread'

export const SCOPES: readonly ScopeName[] = ['one', 'spread']
export const SPREAD_COMMUNITIES = 187

/** By their numbers in the table of goals; `two` processes of the server against one; `growth` of the books. */
export const CASES = ['1', '2', '3', '4', '5', '6', '9', 'two', 'growth'] as const
export type CaseName = (typeof CASES)[number]

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
  /** Case 5: requests of a run. */
  readonly balances: number
  /** Case 6: entries of the small and the large account, and how often a page is read. */
  readonly statement: { readonly small: number; readonly large: number; readonly reads: number }
  /** Case 9: requests before the first reading of the heap, and before the last. */
  readonly heap: { readonly first: number; readonly last: number }
  /** How many transfers the books hold at each step, and what is measured there. */
  readonly growth: {
    readonly transfers: readonly number[]
    readonly bulk: Readonly<Record<ScopeName, number>>
    readonly oneEach: number
    readonly lone: number
    readonly reads: number
  }
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
  balances: 20_000,
  statement: { small: 1_000, large: 1_000_000, reads: 150 },
  heap: { first: 100_000, last: 1_000_000 },
  growth: {
    transfers: [10_000, 100_000, 1_000_000, 10_000_000],
    bulk: { one: 10_000, spread: SPREAD_COMMUNITIES * 100 },
    oneEach: 6_000,
    lone: 100,
    reads: 200,
  },
}

export const QUICK: Sizes = {
  rounds: 2,
  spreadPostings: 1_200,
  hotPostings: 240,
  singles: 40,
  lone: 40,
  volunteers: { one: 5_000, spread: SPREAD_COMMUNITIES * 14 },
  oneEach: { one: 2_000, spread: 2_000 },
  bulk: { one: 6_000, spread: SPREAD_COMMUNITIES * 40 },
  balances: 2_500,
  statement: { small: 1_000, large: 30_000, reads: 20 },
  heap: { first: 1_500, last: 6_000 },
  growth: {
    transfers: [1_000, 10_000, 100_000],
    bulk: { one: 4_000, spread: SPREAD_COMMUNITIES * 20 },
    oneEach: 1_000,
    lone: 30,
    reads: 50,
  },
}

export const YARDSTICK_CONNECTIONS = 20
export const ONE_EACH_CONNECTIONS = 256
export const READ_CONNECTIONS = 32
export const BULK_SIZE = 500
/** Bulk requests in flight. */
export const BULK_CONNECTIONS: Readonly<Record<ScopeName, number>> = { one: 4, spread: 8 }
/** Books of one community have one writer; those of different ones need not wait. */
export const RAW_CONNECTIONS: Readonly<Record<ScopeName, number>> = { one: 1, spread: 4 }

/** A promise about a ratio: `atLeast` for speeds, `atMost` for times. */
export type Bound =
  { readonly atLeast: number } | { readonly moreThan: number } | { readonly atMost: number }

export function holds(bound: Bound, ratio: number): boolean {
  if ('moreThan' in bound) return ratio > bound.moreThan
  return 'atLeast' in bound ? ratio >= bound.atLeast : ratio <= bound.atMost
}
