import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { deskErrors } from '../errors.ts'
import { requestStates, type RequestState, type RequestStep } from '../model/requests.ts'

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
  answered: { rate: 'rated', reopen: 'inProgress' },
  rated: { reopen: 'inProgress' },
  cancelled: {},
} as const satisfies Record<RequestState, Partial<Record<RequestStep, RequestState>>>

/** The state after a step. Refuses `desk.request-state`. */
export function stepRequest(state: RequestState, step: RequestStep): RequestState | Refusal {
  const steps: Partial<Record<RequestStep, RequestState>> = requestMachine[state]
  return steps[step] ?? refuse(deskErrors['request-state'], { state })
}

export type FlowArrow = {
  readonly from: RequestState
  readonly step: RequestStep
  readonly to: RequestState
}

/** Every step of the machine that leads on, or back. */
export const flowArrows: readonly FlowArrow[] = requestStates.flatMap((from) =>
  Object.entries(requestMachine[from] as Partial<Record<RequestStep, RequestState>>)
    .map(([step, to]) => ({ from, step: step as RequestStep, to }))
    .filter((arrow) => arrow.from !== arrow.to),
)

/** The chart on the wall: from each state to the next, and the ways back. */
export const flowChart = {
  along: flowArrows.filter(({ from, to }, index) => {
    const place = requestStates.indexOf(from)
    const first = flowArrows.findIndex((one) => one.from === from && one.to === to)
    return requestStates.indexOf(to) === place + 1 && to !== 'cancelled' && first === index
  }),
  back: flowArrows.filter(
    ({ from, to }) => requestStates.indexOf(to) < requestStates.indexOf(from),
  ),
}
