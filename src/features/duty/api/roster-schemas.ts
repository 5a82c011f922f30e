import { z } from '@hono/zod-openapi'
import {
  civilDateSchema,
  communityParams,
  idSchema,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { rosterChangeKinds } from '../model/rosters.ts'

/** Days of one request; people of one rotation. */
export const MOST_DAYS = 366
export const MOST_PEOPLE = 60

const clockSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间要写成 08:00 的样子')
  .openapi({ example: '08:00' })

export const dutyParams = communityParams.extend({
  dutyId: idSchema.openapi({ param: { name: 'dutyId', in: 'path' } }),
})
export const leaveParams = communityParams.extend({
  leaveId: idSchema.openapi({ param: { name: 'leaveId', in: 'path' } }),
})
export const swapParams = communityParams.extend({
  swapId: idSchema.openapi({ param: { name: 'swapId', in: 'path' } }),
})

export const dutyFields = {
  code: textSchema(40),
  name: textSchema(30),
  opens: clockSchema,
  closes: clockSchema,
  workdaysOnly: z.boolean(),
}

export const dutySchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    ...{ code: z.string(), name: z.string(), opens: z.string(), closes: z.string() },
    workdaysOnly: z.boolean(),
    createdById: idSchema.nullable(),
    createdAt: z.string(),
    retiredAt: z.string().nullable(),
  })
  .openapi('Duty')

export const rosterDayBody = strict({
  dutyOn: civilDateSchema,
  aId: idSchema.nullable(),
  bId: idSchema.nullable(),
})

export const rosterDaySchema = z
  .object({ dutyOn: z.string(), aId: idSchema.nullable(), bId: idSchema.nullable() })
  .openapi('RosterDay')

export const shownDaySchema = z.object({
  ...rosterDaySchema.shape,
  aName: z.string().nullable(),
  bName: z.string().nullable(),
  actingId: idSchema.nullable(),
  isDutyDay: z.boolean(),
})

export const leaveFields = {
  personId: idSchema,
  fromOn: civilDateSchema,
  untilOn: civilDateSchema,
  reason: textSchema(200),
}

export const leaveSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    personId: idSchema,
    ...{ fromOn: z.string(), untilOn: z.string(), reason: z.string() },
    recordedById: idSchema.nullable(),
    recordedAt: z.string(),
    withdrawnAt: z.string().nullable(),
  })
  .openapi('Leave')

export const rotationFields = {
  personIds: z.array(idSchema).min(2).max(MOST_PEOPLE),
  fromOn: civilDateSchema,
  untilOn: civilDateSchema,
}

export const changeSchema = z.object({
  ...rosterDaySchema.shape,
  kind: z.enum(rosterChangeKinds),
  changedById: idSchema.nullable(),
  changedAt: z.string(),
})

export const swapSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    dutyId: idSchema,
    dutyOn: z.string(),
    askedById: idSchema,
    askedId: idSchema,
    inReturnOn: z.string().nullable(),
    state: z.string(),
    askedAt: z.string(),
    decidedAt: z.string().nullable(),
    ...{ dutyName: z.string(), askedByName: z.string(), askedName: z.string() },
  })
  .openapi('Swap')
