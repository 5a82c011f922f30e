import { z } from '@hono/zod-openapi'
import { idSchema } from '../../../http/openapi.ts'
import type { Overview } from '../get-overview.ts'

const count = z.number().int()
const share = z
  .string()
  .nullable()
  .openapi({ description: '%，没有可算的为 null', example: '96.5' })

const figuresSchema = z
  .object({
    records: count,
    serviceMinutes: count.openapi({ description: '按服务日期所在的月' }),
    peopleServing: count,
    earnedMinutes: count.openapi({ description: '存入，按入账时间，已减去更正' }),
    usedMinutes: count,
    outstandingMinutes: count.openapi({ description: '期末结余：全部储蓄和公益时间库' }),
    registered: count,
    quick: count.openapi({ description: '要在五分钟内答复的咨询和预约' }),
    quickAnswered: count,
    quickShare: share,
    promised: count,
    promiseKept: count,
    promiseWaiting: count.openapi({ description: '还没到承诺时限，也还没上门' }),
    promiseShare: share.openapi({ description: '准时率，%' }),
    mobilisation: z.object({
      activeParty: count,
      activeMasses: count,
      participationRatio: z.string().nullable().openapi({ description: '参与比 1+X 的 X' }),
      attainment: share,
      goalRate: share,
      traceableRate: share,
    }),
  })
  .openapi('OverviewFigures')

const openSchema = { openRequests: count, lateRequests: count }
const nodeSchema = z.object({ id: idSchema, name: z.string(), kind: z.string() })
const periodSchema = z.object({
  code: z.string(),
  kind: z.enum(['month', 'quarter', 'year', 'rolling']),
  firstOn: z.string(),
  lastOn: z.string(),
})

export const overviewSchema = z
  .object({
    asOfAt: z.string().nullable().openapi({ description: '截至；null：还没有汇总过' }),
    node: nodeSchema,
    period: periodSchema,
    before: periodSchema,
    figures: figuresSchema,
    figuresBefore: figuresSchema,
    open: z.object({ outstandingMinutes: count, ...openSchema }),
    months: z.array(figuresSchema.extend({ month: z.string() })),
    parts: z.array(
      figuresSchema.extend({
        nodeId: idSchema,
        name: z.string(),
        subdistrictName: z.string(),
        ...openSchema,
      }),
    ),
  })
  .openapi('Overview')

export const promiseShareSchema = z
  .object({
    asOfAt: z.string().nullable(),
    node: nodeSchema,
    period: periodSchema,
    promised: count,
    promiseKept: count,
    promiseWaiting: count,
    promiseShare: share,
  })
  .openapi('PromiseShare')

export const overviewParams = z.object({
  nodeId: idSchema.openapi({ param: { name: 'nodeId', in: 'path' } }),
})
export const overviewQuery = z.object({
  period: z.string().min(4).max(7).optional().openapi({
    description: '月 2026-11、季 2026-Q4、年 2026，或最近十二个月 last12；不写是本季度',
    example: '2026-Q4',
  }),
})

const periodOf = ({ code, kind, firstOn, lastOn }: Overview['period']) => {
  return { code, kind, firstOn, lastOn }
}
const nodeOf = ({ id, name, kind }: Overview['node']) => ({ id, name, kind })

export function overviewOf(view: Overview): z.infer<typeof overviewSchema> {
  const { asOfAt, figures, figuresBefore, open } = view
  return {
    asOfAt,
    node: nodeOf(view.node),
    period: periodOf(view.period),
    before: periodOf(view.before),
    figures,
    figuresBefore,
    open,
    months: [...view.months],
    parts: [...view.parts],
  }
}

export function promiseShareOf(view: Overview): z.infer<typeof promiseShareSchema> {
  const { promised, promiseKept, promiseWaiting, promiseShare } = view.figures
  return {
    asOfAt: view.asOfAt,
    node: nodeOf(view.node),
    period: periodOf(view.period),
    ...{ promised, promiseKept, promiseWaiting, promiseShare },
  }
}
