import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { dutyErrors } from '../errors.ts'
import type { RosterDay } from '../model/rosters.ts'
import type { Swap } from '../model/swaps.ts'

export type SwapWish = Pick<Swap, 'dutyOn' | 'askedById' | 'askedId' | 'inReturnOn'>

export type SwapGround = {
  readonly today: CivilDate
  readonly dayOn: (on: CivilDate) => RosterDay | undefined
  /** Coordinates or serves there, and is not away on that day. */
  readonly isAble: (personId: Id, on: CivilDate) => boolean
}

/** The days as they are once the two have changed places; who was B changes with them. */
export function decideSwap(wish: SwapWish, ground: SwapGround): readonly RosterDay[] | Refusal {
  const { dutyOn, askedById, askedId, inReturnOn } = wish
  if (askedById === askedId) return refuse(dutyErrors['swap-oneself'])
  if (dutyOn === inReturnOn) return refuse(dutyErrors['swap-same-day'])
  const there = { on: dutyOn, from: askedById, to: askedId, code: 'swap-not-yours' } as const
  const back = { from: askedId, to: askedById, code: 'swap-not-theirs' } as const
  const moves = inReturnOn === null ? [there] : [there, { ...back, on: inReturnOn }]
  const days: RosterDay[] = []
  for (const { on, from, to, code } of moves) {
    const details = { dutyOn: on }
    if (on < ground.today) return refuse(dutyErrors['roster-past'], details)
    const day = ground.dayOn(on)
    if (day?.aId !== from) return refuse(dutyErrors[code], details)
    if (!ground.isAble(to, on)) return refuse(dutyErrors['swap-not-able'], details)
    days.push({ dutyOn: on, aId: to, bId: day.bId === to ? from : day.bId })
  }
  return days
}

/** Is it still open, and is this who may answer (`asked`) or take it back (`askedBy`)? */
export function decideAnswer(
  swap: Swap | undefined,
  personId: Id | null,
  side: 'asked' | 'askedBy',
): Swap | Refusal {
  const own = side === 'asked' ? swap?.askedId : swap?.askedById
  if (!swap || own !== personId) return refuse(dutyErrors['swap-not-found'])
  if (swap.state === 'lapsed') return refuse(dutyErrors['swap-taken'])
  return swap.state === 'asked' ? swap : refuse(dutyErrors['swap-decided'])
}
