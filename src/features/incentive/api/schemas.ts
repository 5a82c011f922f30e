import { z } from '@hono/zod-openapi'
import { idSchema } from '../../../http/openapi.ts'
import type { ExplainedStanding } from '../explain-standing.ts'
import type { ListedStanding } from '../list-standings.ts'

export const tags = ['激励']

export const nodeParams = z.object({
  nodeId: idSchema.openapi({ param: { name: 'nodeId', in: 'path' } }),
})
export const standingParams = z.object({
  standingId: idSchema.openapi({ param: { name: 'standingId', in: 'path' } }),
})
export const periodQuery = z.string().min(4).max(7).openapi({
  description: '月 2026-11、季 2026-Q4 或年 2026',
  example: '2026-Q4',
})

export const periodSchema = z.object({
  code: z.string(),
  kind: z.enum(['month', 'quarter', 'year']),
  firstOn: z.string(),
  lastOn: z.string(),
})

export const ownMobilisationSchema = z.object({
  active: z.number().int(),
  effective: z.number().int(),
  goal: z.number().int(),
  reached: z.boolean(),
})

export const ownIntroductionsSchema = z
  .object({
    stated: z
      .object({ introducerName: z.string(), statedOn: z.string(), declined: z.boolean() })
      .nullable(),
    contributionDays: z.number().int(),
    mayState: z.boolean(),
    stateUntilOn: z.string().nullable(),
    naming: z.array(
      z.object({
        personId: idSchema,
        name: z.string(),
        statedOn: z.string(),
        declined: z.boolean(),
        mayDecline: z.boolean(),
        declineUntilOn: z.string(),
      }),
    ),
    period: periodSchema,
    own: ownMobilisationSchema,
  })
  .openapi('OwnIntroductions')

export const starSchema = z
  .object({
    level: z.number().int(),
    serviceMinutes: z.number().int(),
    nextLevel: z.number().int().nullable(),
    missingMinutes: z.number().int().nullable(),
  })
  .openapi('StarLevel')

export const standingSchema = z
  .object({
    id: idSchema,
    code: z.string(),
    nodeId: idSchema,
    nodeName: z.string(),
    period: z.string(),
    formulaVersion: z.number().int(),
    cutOffAt: z.string(),
    bodyHash: z.string(),
    computedById: idSchema,
    computedAt: z.string(),
    publishedById: idSchema.nullable(),
    publishedAt: z.string().nullable(),
    preliminary: z.boolean(),
  })
  .openapi('Standing')

const rankedRecordSchema = z.object({
  id: idSchema,
  communityId: idSchema,
  personId: idSchema,
  startsAt: z.string(),
  servedOn: z.string(),
  serviceMinutes: z.number().int(),
  recipient: z.string().nullable(),
})

const explainedRowSchema = z.object({
  rank: z.number().int(),
  personId: idSchema,
  name: z.string().nullable(),
  registeredOn: z.string(),
  certificateNumber: z.string(),
  communityId: idSchema,
  serviceMinutes: z.number().int(),
  recipientsServed: z.number().int(),
  approvedMinutes: z.number().int(),
  dayCappedMinutes: z.number().int(),
  recordIds: z.array(idSchema),
  records: z.array(rankedRecordSchema),
  gap: z
    .object({
      decidedBy: z.enum([
        'serviceMinutes',
        'recipientsServed',
        'registeredOn',
        'certificateNumber',
      ]),
      serviceMinutes: z.number().int().nullable(),
      recipientsServed: z.number().int().nullable(),
    })
    .nullable(),
})

const version = z.number().int()

export const explainedSchema = standingSchema
  .extend({
    policies: z.object({
      ranking: z.object({
        version,
        dayCapMinutes: z.number().int(),
        monthCapMinutes: z.number().int(),
      }),
      recording: z.object({ version, withinWorkdays: z.number().int() }),
    }),
    lateRecordIds: z.array(idSchema),
    rows: z.array(explainedRowSchema),
  })
  .openapi('ExplainedStanding')

export function standingOf(standing: ListedStanding): z.input<typeof standingSchema> {
  return { ...standing }
}

export function explainedOf(standing: ExplainedStanding): z.input<typeof explainedSchema> {
  return {
    ...standing,
    lateRecordIds: [...standing.lateRecordIds],
    rows: standing.rows.map((row) => ({
      ...row,
      recordIds: [...row.recordIds],
      records: [...row.records],
    })),
  }
}
