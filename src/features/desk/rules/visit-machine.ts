import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { deskErrors } from '../errors.ts'
import type { VisitState } from '../model/requests.ts'

/** `uphold`: a dispute ends with minutes that count; `dismiss`: it ends without. */
export type VisitStep =
  'finish' | 'recipientAbsent' | 'helperMissing' | 'cancel' | 'dispute' | 'uphold' | 'dismiss'

export const visitMachine = {
  taken: {
    finish: 'done',
    recipientAbsent: 'absent',
    helperMissing: 'noShow',
    cancel: 'cancelled',
    dispute: 'disputed',
  },
  done: { dispute: 'disputed' },
  disputed: { uphold: 'done', dismiss: 'cancelled' },
  absent: {},
  noShow: {},
  cancelled: {},
} as const satisfies Record<VisitState, Partial<Record<VisitStep, VisitState>>>

/** The state after a step. Refuses `desk.visit-state`. */
export function stepVisit(state: VisitState, step: VisitStep): VisitState | Refusal {
  const steps: Partial<Record<VisitStep, VisitState>> = visitMachine[state]
  return steps[step] ?? refuse(deskErrors['visit-state'], { state })
}
