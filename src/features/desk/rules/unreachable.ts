import { civilDateOf, type Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { PolicyValues } from '../../policy/model.ts'
import { deskErrors } from '../errors.ts'
import type { Tries } from '../model/requests.ts'

type Written = { readonly act: string; readonly recordedAt: Instant }

const endings: readonly string[] = ['contact', 'answer']

/** What a diary, oldest first, says was tried in vain since the asker was last reached or answered. */
export function countTries(diary: readonly Written[]): Tries {
  const since = diary.findLastIndex(({ act }) => endings.includes(act)) + 1
  const failed = diary.slice(since).filter(({ act }) => act === 'contact-failed')
  const days = new Set(failed.map(({ recordedAt }) => civilDateOf(recordedAt)))
  return { tries: failed.length, days: days.size }
}

/** 无法联系 is a reply only after tries enough, on days enough (SE-67). Refuses `desk.untried`. */
export function judgeUnreachable(
  { tries, days }: Tries,
  needed: PolicyValues['desk'],
): 'tried' | Refusal {
  if (tries >= needed.unreachableTries && days >= needed.unreachableDays) return 'tried'
  return refuse(deskErrors.untried, {
    tries,
    days,
    triesNeeded: needed.unreachableTries,
    daysNeeded: needed.unreachableDays,
  })
}
