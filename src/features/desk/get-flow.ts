import type { Ctx } from '../../db/transaction.ts'
import { systemNow } from '../../kernel/clock.ts'
import { requestKinds, type RequestKind } from './model/requests.ts'
import { measuresOf } from './rules/clocks.ts'
import { flowArrows, flowChart, type FlowArrow } from './rules/request-machine.ts'
import { workingTimeAt } from './stop-clocks.ts'

export type { FlowArrow }

export type Flow = {
  readonly arrows: readonly FlowArrow[]
  readonly along: readonly FlowArrow[]
  readonly back: readonly FlowArrow[]
  /** Minutes of service time until the first answer, where one is owed; working days until the reply. */
  readonly limits: readonly {
    readonly kind: RequestKind
    readonly firstMinutes: number | null
    readonly replyDays: number
  }[]
}

/** 社区服务流程图 (SE-16): the machine that decides every step, and the limits of today. */
export async function getFlow(ctx: Ctx): Promise<Flow> {
  const { limits } = await workingTimeAt(ctx, ctx.fixedNow?.() ?? systemNow())
  return {
    arrows: flowArrows,
    ...flowChart,
    limits: requestKinds.map((kind) => ({
      kind,
      firstMinutes: measuresOf(kind).includes('firstAnswer') ? limits.firstAnswer.minutes : null,
      replyDays: limits.reply.days[kind],
    })),
  }
}
