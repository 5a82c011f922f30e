import { z } from '@hono/zod-openapi'
import { idSchema } from '../../../http/openapi.ts'
import { periodSchema } from '../../incentive/api/schemas.ts'
import type { MobilisationView } from '../../incentive/get-mobilisation.ts'
import type { Board } from '../get-board.ts'

const decimal = z.string().nullable()

const figuresSchema = z
  .object({
    activeParty: z.number().int(),
    activeMasses: z.number().int(),
    participationRatio: decimal.openapi({ description: '参与比 1+X 的 X' }),
    attainment: decimal.openapi({ description: '达成度，%' }),
    goalRate: decimal.openapi({ description: '达标率，%' }),
    traceableRate: decimal.openapi({ description: '可追溯率，%' }),
  })
  .openapi('MobilisationFigures')

const nodeFiguresSchema = z.object({ nodeId: idSchema, name: z.string(), figures: figuresSchema })

export const mobilisationSchema = nodeFiguresSchema
  .extend({
    kind: z.string(),
    period: periodSchema,
    policyVersion: z.number().int(),
    goal: z.number().int(),
    effectiveDays: z.number().int(),
    activeDays: z.number().int(),
    parts: z.array(nodeFiguresSchema),
  })
  .openapi('Mobilisation')

export const boardSchema = z
  .object({
    asOfAt: z.string().nullable().openapi({ description: '截至；null：还没有汇总过' }),
    mobilisation: mobilisationSchema,
    starCounts: z.array(z.number().int()),
    publicRanking: z.enum(['off', 'honours', 'full']),
    ranking: z
      .object({
        period: z.string(),
        publishedAt: z.string(),
        rows: z.array(
          z.object({
            rank: z.number().int(),
            name: z.string().nullable().openapi({ description: 'null：同意计入，不具名' }),
            serviceMinutes: z.number().int().nullable(),
            recipientsServed: z.number().int().nullable(),
          }),
        ),
      })
      .nullable(),
  })
  .openapi('Board')

export function mobilisationOf(view: MobilisationView): z.input<typeof mobilisationSchema> {
  return { ...view, parts: [...view.parts] }
}

/** Nobody is told who an unnamed row is: ids stay inside. */
export function boardOf(board: Board): z.input<typeof boardSchema> {
  const { asOfAt, mobilisation, starCounts, publicRanking, ranking } = board
  return {
    asOfAt,
    mobilisation: mobilisationOf(mobilisation),
    starCounts: [...starCounts],
    publicRanking,
    ranking: ranking && {
      period: ranking.period,
      publishedAt: ranking.publishedAt,
      rows: ranking.rows.map(({ rank, name, serviceMinutes, recipientsServed }) => ({
        ...{ rank, name, serviceMinutes, recipientsServed },
      })),
    },
  }
}
