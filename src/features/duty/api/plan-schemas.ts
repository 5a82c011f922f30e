import { z } from '@hono/zod-openapi'
import {
  civilDateSchema,
  idSchema,
  instantSchema,
  minutesSchema,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { isRule } from '../../../kernel/recurrence.ts'
import { planDays, type ActivityPlan } from '../model/plans.ts'
import type { Shift } from '../model/shifts.ts'

export const MOST_DATES = 60

const servedSchema = z.discriminatedUnion('kind', [
  strict({
    kind: z.literal('group'),
    headcount: z.number().int().min(1).max(10_000),
    description: textSchema(200),
  }),
  strict({ kind: z.literal('place'), description: textSchema(200) }),
])

export const announced = {
  name: textSchema(60),
  place: textSchema(100),
  offeringId: idSchema,
  content: textSchema(1_000, { lines: true }),
  outcome: textSchema(1_000, { lines: true }),
  recipient: servedSchema,
  organiser: textSchema(100),
  personInCharge: textSchema(60),
  capacity: z.number().int().min(1).max(500),
  communityBuilding: z.boolean(),
}

export const planSchema = strict({
  ...announced,
  rule: textSchema(60).refine(isRule, '重复规则写五段：分 时 日 月 星期').nullable().openapi({
    description: '五段 cron，按上海时间；null 表示只在 dates 办',
    example: '0 16 * * *',
  }),
  dates: z.array(instantSchema).max(MOST_DATES).default([]),
  days: z.enum(planDays),
  startsOn: civilDateSchema,
  endsOn: civilDateSchema.nullable(),
  durationMinutes: minutesSchema(1_440),
})
  .refine(({ rule, dates }) => rule !== null || dates.length > 0, {
    path: ['rule'],
    message: '重复规则和单独的日期至少要有一样',
  })
  .openapi('PlanTerms')

const announcedView = {
  name: z.string(),
  place: z.string(),
  offeringId: idSchema,
  content: z.string(),
  outcome: z.string(),
  recipient: servedSchema,
  organiser: z.string(),
  personInCharge: z.string(),
  capacity: z.number().int(),
  communityBuilding: z.boolean(),
}

export const planView = z
  .object({
    communityId: idSchema,
    id: idSchema,
    ...announcedView,
    rule: z.string().nullable(),
    dates: z.array(z.string()),
    days: z.enum(planDays),
    startsOn: z.string(),
    endsOn: z.string().nullable(),
    durationMinutes: z.number().int(),
    createdById: idSchema,
    createdAt: z.string(),
    revisedAt: z.string().nullable(),
    stoppedAt: z.string().nullable(),
  })
  .openapi('ActivityPlan')

export const shiftView = z
  .object({
    communityId: idSchema,
    id: idSchema,
    planId: idSchema,
    ...announcedView,
    startsAt: z.string(),
    endsAt: z.string(),
    movedReason: z.string().nullable(),
    cancelledAt: z.string().nullable(),
    cancelledReason: z.string().nullable(),
  })
  .openapi('Shift')

export const planOutcomeSchema = z.object({
  planId: idSchema,
  added: z.number().int(),
  removed: z.number().int(),
  kept: z
    .number()
    .int()
    .openapi({ description: '有人报名、单独改过时间或取消的班次，保持原样的个数' }),
})

export function viewOfPlan(plan: ActivityPlan): z.input<typeof planView> {
  return { ...plan, dates: [...plan.dates] }
}

export function viewOfShift(shift: Shift): z.input<typeof shiftView> {
  const { occursAt: _, movedAt: __, ...view } = shift
  return view
}
