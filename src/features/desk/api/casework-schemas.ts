import { z } from '@hono/zod-openapi'
import { idSchema } from '../../../http/openapi.ts'
import { parties, taskStates } from '../model/casework.ts'
import { clockSchema } from './schemas.ts'

/** Everything that is done on a case, for those who work at the desk. */
export const caseworkSchema = z
  .object({
    clocks: z.array(clockSchema),
    tasks: z.array(
      z.object({
        id: idSchema,
        content: z.string(),
        handlerId: idSchema.nullable(),
        dueAt: z.string().nullable(),
        state: z.enum(taskStates),
        result: z.string().nullable(),
      }),
    ),
    handovers: z.array(
      z.object({
        fromId: idSchema,
        toId: idSchema,
        reason: z.string(),
        offeredAt: z.string(),
        decidedAt: z.string().nullable(),
        accepted: z.boolean().nullable(),
      }),
    ),
    referrals: z.array(
      z.object({
        id: idSchema,
        organisation: z.string(),
        reason: z.string(),
        referredAt: z.string(),
        helped: z.boolean().nullable(),
        outcome: z.string().nullable(),
      }),
    ),
    deliberations: z.array(
      z.object({
        topic: z.string(),
        openedAt: z.string(),
        result: z.string().nullable(),
        closedAt: z.string().nullable(),
        positions: z.array(
          z.object({
            party: z.enum(parties),
            speaker: z.string(),
            position: z.string(),
            statedAt: z.string(),
          }),
        ),
      }),
    ),
    photos: z.array(z.object({ id: idSchema, caption: z.string(), addedAt: z.string() })),
  })
  .openapi('Casework')
