import fc from 'fast-check'

/** Something that somebody does; numbers are places in lists that are known when it is done. */
export type GiftItem = Common & {
  readonly who: number
  readonly to: number
  readonly amount: number
}

type Common = {
  /** Who acts: see `actorOf`. */
  readonly by: number
  /** 0: the books that it is about; else other books. */
  readonly off: number
}

export type Fresh = {
  readonly who: number
  readonly elsewhere: boolean
  readonly day: number
  readonly hour: number
  readonly length: number
  readonly offering: number
  readonly hold: number | null
  readonly charge: number
}

type Many<I> = { readonly items: readonly I[]; readonly again: boolean }

export type Step =
  | ({ act: 'earn'; fresh: readonly Fresh[]; known: readonly number[]; at: number } & Common)
  | ({ act: 'reject'; known: readonly number[]; at: number } & Common)
  | ({ act: 'reverseRecord' } & Many<Common & { nth: number; propose: boolean }>)
  | ({ act: 'confirmReversal' } & Many<Common & { nth: number }>)
  | ({ act: 'hold' } & Many<Common & { who: number; amount: number; ttl: number }>)
  | ({ act: 'settle' } & Many<Common & { nth: number; part: number; more: number }>)
  | ({ act: 'void' } & Many<Common & { nth: number }>)
  | ({ act: 'give' } & Many<GiftItem>)
  | ({ act: 'donate' } & Many<Common & { who: number; amount: number }>)
  | ({ act: 'propose' } & Many<
      Common & { kind: number; who: number; amount: number; nth: number; later: boolean }
    >)
  | ({ act: 'confirm' } & Many<Common & { nth: number }>)
  | ({ act: 'decline' } & Many<Common & { nth: number }>)
  | ({ act: 'reverse' } & Many<Common & { nth: number }>)
  | ({ act: 'leave' } & Many<Common & { who: number; rest: number }>)
  | ({ act: 'move' } & Many<Common & { who: number; to: number }>)
  | { act: 'retry'; nth: number; other: boolean }
  | { act: 'sweep' }
  | { act: 'pass'; minutes: number }

const amount = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 4, arbitrary: fc.integer({ min: 60, max: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -60, 1.5, 2_000_000_000) },
)
const who = fc.nat(8)
/** Counted from the newest. */
const nth = fc.nat(12)
const common = {
  by: fc.nat(11),
  off: fc.oneof(
    { weight: 15, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, 2) },
  ),
}

function many<I>(item: fc.Arbitrary<I>) {
  return {
    items: fc.oneof(
      { weight: 4, arbitrary: item.map((one) => [one]) },
      { weight: 1, arbitrary: fc.array(item, { minLength: 2, maxLength: 4 }) },
    ),
    again: fc.oneof(
      { weight: 9, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  }
}

const fresh: fc.Arbitrary<Fresh> = fc.record({
  who,
  elsewhere: fc.nat(7).map((one) => one === 7),
  day: fc.nat(9),
  hour: fc.nat(3),
  length: fc.constantFrom(30, 45, 60, 61, 90, 120),
  offering: fc.constantFrom(0, 0, 0, 1, 1, 2),
  hold: fc.option(fc.nat(3), { freq: 2 }),
  charge: fc.constantFrom(0, 20, 60, 200),
})

const act = <const A extends string>(name: A) => fc.constant(name)

const kinds: readonly (readonly [weight: number, steps: fc.Arbitrary<Step>])[] = [
  [
    7,
    fc.record({
      act: act('earn'),
      fresh: fc.array(fresh, { maxLength: 4 }),
      known: fc.array(nth, { maxLength: 2 }),
      at: fc.nat(2),
      ...common,
    }),
  ],
  [
    1,
    fc.record({
      act: act('reject'),
      known: fc.array(nth, { minLength: 1, maxLength: 4 }),
      at: fc.nat(2),
      ...common,
    }),
  ],
  [
    4,
    fc.record({
      act: act('reverseRecord'),
      ...many(fc.record({ ...common, nth, propose: fc.constantFrom(true, true, false) })),
    }),
  ],
  [
    1,
    fc.record({ act: act('confirmReversal'), ...many(fc.record({ ...common, nth: fc.nat(2) })) }),
  ],
  [
    4,
    fc.record({
      act: act('hold'),
      ...many(
        fc.record({
          ...common,
          who,
          amount,
          ttl: fc.constantFrom(0, 1, 60, 3_000, 3_000, 100_000, 100_000),
        }),
      ),
    }),
  ],
  [
    3,
    fc.record({
      act: act('settle'),
      ...many(
        fc.record({
          ...{ ...common, nth: fc.nat(3) },
          part: fc.constantFrom(0, 1, 50, 100, 100, 101, 150, -5),
          more: fc.constantFrom(0, 0, 1, 40),
        }),
      ),
    }),
  ],
  [1, fc.record({ act: act('void'), ...many(fc.record({ ...common, nth })) })],
  [5, fc.record({ act: act('give'), ...many(fc.record({ ...common, who, to: who, amount })) })],
  [2, fc.record({ act: act('donate'), ...many(fc.record({ ...common, who, amount })) })],
  [
    4,
    fc.record({
      act: act('propose'),
      ...many(
        fc.record({
          ...common,
          kind: fc.nat(7),
          who,
          amount,
          nth,
          later: fc.nat(9).map((one) => one === 9),
        }),
      ),
    }),
  ],
  [5, fc.record({ act: act('confirm'), ...many(fc.record({ ...common, nth: fc.nat(3) })) })],
  [1, fc.record({ act: act('decline'), ...many(fc.record({ ...common, nth: fc.nat(3) })) })],
  [4, fc.record({ act: act('reverse'), ...many(fc.record({ ...common, nth })) })],
  [1, fc.record({ act: act('leave'), ...many(fc.record({ ...common, who, rest: fc.nat(8) })) })],
  [
    2,
    fc.record({
      act: act('move'),
      ...many(fc.record({ ...common, who, to: fc.constantFrom(1, 1, 1, 2, 3) })),
    }),
  ],
  [3, fc.record({ act: act('retry'), nth: fc.nat(20), other: fc.boolean() })],
  [1, fc.record({ act: act('sweep') })],
  [1, fc.record({ act: act('pass'), minutes: fc.constantFrom(1, 59, 60, 1_440, 60_000) })],
]

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  ...kinds.map(([weight, arbitrary]) => ({ weight, arbitrary })),
)
