import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { deskErrors } from '../errors.ts'
import type { RequestState } from '../model.ts'

/** 登记 → 分解 → 处理 → 反馈 → 评价 (SE-74); the chart on the wall is drawn from this. */
export const requestMachine = {
  registered: { take: 'assigned', schedule: 'assigned', cancel: 'cancelled' },
  assigned: {
    take: 'assigned',
    schedule: 'assigned',
    start: 'inProgress',
    answer: 'answered',
    cancel: 'cancelled',
  },
  inProgress: {
    take: 'inProgress',
    schedule: 'inProgress',
    start: 'inProgress',
    answer: 'answered',
    cancel: 'cancelled',
  },
  answered: { rate: 'rated' },
  rated: {},
  cancelled: {},
} as const satisfies Record<RequestState, Partial<Record<RequestStep, RequestState>>>

export type RequestStep = 'take' | 'schedule' | 'start' | 'answer' | 'rate' | 'cancel'

/** The state after a step. Refuses `desk.request-state`. */
export function stepRequest(state: RequestState, step: RequestStep): RequestState | Refusal {
  const steps: Partial<Record<RequestStep, RequestState>> = requestMachine[state]
  return steps[step] ?? refuse(deskErrors['request-state'], { state })
}
