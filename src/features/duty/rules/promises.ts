import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { dutyErrors } from '../errors.ts'
import type { DutyPromise } from '../model/promises.ts'

export function decidePromise(dueOn: CivilDate, today: CivilDate): 'accepted' | Refusal {
  return dueOn < today ? refuse(dutyErrors['promise-past']) : 'accepted'
}

/** Once, and never by the person who promised. */
export function decideJudging(
  promise: DutyPromise | undefined,
  judgedById: Id,
): DutyPromise | Refusal {
  if (!promise) return refuse(dutyErrors['promise-not-found'])
  if (promise.personId === judgedById) return refuse(dutyErrors['own-promise'])
  return promise.judgedAt === null ? promise : refuse(dutyErrors['promise-judged'])
}
