/**
 * 换班: the A of a day asks somebody to take it, in return for a day of theirs or for none. Several
 * people can be asked for one day; the first who accepts has it, and what was asked of the others
 * lapses. Only people who coordinate or serve there, and are not away.
 */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export const swapStates = ['asked', 'accepted', 'declined', 'withdrawn', 'lapsed'] as const
export type SwapState = (typeof swapStates)[number]

export type Swap = {
  readonly communityId: Id
  readonly id: Id
  readonly dutyId: Id
  /** The asker's day. */
  readonly dutyOn: CivilDate
  readonly askedById: Id
  readonly askedId: Id
  /** The day of the one who is asked that the asker takes; null: none. */
  readonly inReturnOn: CivilDate | null
  readonly state: SwapState
  readonly askedAt: Instant
  readonly decidedAt: Instant | null
}

export type NamedSwap = Swap & {
  readonly dutyName: string
  readonly askedByName: string
  readonly askedName: string
}
