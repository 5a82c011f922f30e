/** 服务承诺 (SE-42, SE-76): a text and a day; a coordinator, never the person, says whether it was kept. */
import type { CivilDate, Instant } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'

export const promiseOutcomes = ['kept', 'notKept'] as const
export type PromiseOutcome = (typeof promiseOutcomes)[number]

export type DutyPromise = {
  readonly communityId: Id
  readonly id: Id
  readonly personId: Id
  readonly text: string
  readonly dueOn: CivilDate
  readonly madeById: Id
  readonly madeAt: Instant
  readonly outcome: PromiseOutcome | null
  readonly note: string | null
  readonly judgedById: Id | null
  readonly judgedAt: Instant | null
}

export type NamedPromise = DutyPromise & { readonly name: string }
