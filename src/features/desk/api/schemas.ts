import { z } from '@hono/zod-openapi'
import {
  communityParams,
  idSchema,
  instantSchema,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import { clockMeasures, clockStages } from '../model/clocks.ts'
import {
  channels,
  confirmKinds,
  outcomeLevels,
  replyKinds,
  requestKinds,
  requestOutcomes,
  requestStates,
  visitStates,
} from '../model/requests.ts'

export const tags = ['服务台']

export const requestParams = communityParams.extend({
  requestId: idSchema.openapi({ param: { name: 'requestId', in: 'path' } }),
})

export const visitParams = communityParams.extend({
  visitId: idSchema.openapi({ param: { name: 'visitId', in: 'path' } }),
})

export const reasonSchema = textSchema(500, { lines: true })

/** What somebody asks for, with or without savings. */
export const registerSchema = strict({
  kind: z.enum(requestKinds),
  requesterId: idSchema.nullable().default(null),
  recipientId: idSchema.nullable().default(null),
  offeringId: idSchema.nullable().default(null),
  content: textSchema(1_000, { lines: true }),
  place: textSchema(200),
  safetyNow: z.boolean().default(false),
  need: strict({ reason: reasonSchema }).nullable().default(null),
  wishedAt: instantSchema.nullable().default(null),
  complainedOfId: idSchema.nullable().default(null),
  intake: strict({
    channel: z.enum(channels),
    channelLabel: textSchema(40).nullable().default(null),
    receivedAt: instantSchema.nullable().default(null),
    toldAt: instantSchema.nullable().default(null),
  })
    .nullable()
    .default(null),
})

const basisSchema = z.enum(['need', 'savings', 'general', 'offering', 'wish'])

export const promiseSchema = z
  .object({
    promisedBy: z.string(),
    basis: basisSchema,
    provisional: z.boolean(),
    wishedAt: z.string().nullable(),
    limits: z.array(
      z.object({
        basis: basisSchema,
        days: z.number().int(),
        countedFromAt: z.string(),
        endsAt: z.string(),
      }),
    ),
  })
  .openapi('Promise', { description: '承诺时限，连同每个适用的时限和起算时间' })

export const registeredSchema = z.object({
  id: idSchema,
  communityId: idSchema,
  state: z.literal('registered'),
  promise: promiseSchema.nullable(),
  aheadCount: z.number().int().nullable(),
  emergency: z.string().nullable(),
})

export const steppedSchema = z.object({ id: idSchema, state: z.enum(requestStates) })

const shownHelperSchema = z.object({
  personId: idSchema,
  name: z.string(),
  cardNumber: z.string().nullable(),
})

export const visitSchema = z
  .object({
    id: idSchema,
    requestId: idSchema,
    state: z.enum(visitStates),
    scheduledAt: z.string(),
    helpers: z.array(shownHelperSchema),
    /** For the one served from the day before, and for the helper. */
    passphrase: z.string().nullable(),
    /** For the one served only. */
    confirmCode: z.string().nullable(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    outcome: z.string().nullable(),
    confirmedHow: z.enum(confirmKinds).nullable(),
    late: z.boolean(),
    chargeMinutes: z.number().int().nullable(),
    disputedReason: z.string().nullable(),
  })
  .openapi('Visit')

export const requestSchema = z
  .object({
    id: idSchema,
    communityId: idSchema,
    kind: z.enum(requestKinds),
    state: z.enum(requestStates),
    offeringId: idSchema.nullable(),
    offeringName: z.string().nullable(),
    content: z.string(),
    place: z.string(),
    channel: z.enum(channels),
    registeredAt: z.string(),
    /** Later than `registeredAt`: 补录, from paper or a gateway. */
    enteredAt: z.string(),
    promisedBy: z.string().nullable(),
    provisional: z.boolean(),
    usesSavings: z.boolean(),
    quotedMinutes: z.number().int().nullable(),
    reply: z.string().nullable(),
    replyKind: z.enum(replyKinds).nullable(),
    answeredAt: z.string().nullable(),
    outcome: z.enum(requestOutcomes).nullable(),
    outcomeLevel: z.enum(outcomeLevels).nullable(),
    rating: z.number().int().nullable(),
    cancelledReason: z.string().nullable(),
  })
  .openapi('Request')

/** Beside the request, for those who work at the desk. */
export const deskRequestSchema = requestSchema
  .extend({
    requesterId: idSchema,
    requesterName: z.string(),
    recipientId: idSchema,
    recipientName: z.string(),
    firstTakerId: idSchema.nullable(),
    firstTakerName: z.string().nullable(),
    safetyNow: z.boolean(),
    inNeed: z.boolean(),
    promiseBasis: basisSchema.nullable(),
    scheduled: z.boolean(),
    served: z.boolean(),
    /** 志愿者没来, and nobody has been sent since. */
    missedAt: z.string().nullable(),
    /** When the next answer is owed; null while nothing runs. */
    dueAt: z.string().nullable(),
  })
  .openapi('DeskRequest')

export const clockSchema = z
  .object({
    measure: z.enum(clockMeasures),
    round: z.number().int(),
    startedAt: z.string(),
    dueAt: z.string(),
    stage: z.enum(clockStages),
    pausedReason: z.string().nullable(),
    stoppedAt: z.string().nullable(),
    /** Null while it runs in time. */
    kept: z.boolean().nullable(),
  })
  .openapi('Clock', { description: '限时：五分钟答复、限时办结；重新办理的另起一轮' })

export const triesSchema = z
  .object({ tries: z.number().int(), days: z.number().int() })
  .openapi('Tries', { description: '没联系上求助人的次数，分在几天' })

export const detailSchema = z
  .object({
    request: requestSchema,
    promise: promiseSchema.nullable(),
    aheadCount: z.number().int().nullable(),
    visits: z.array(visitSchema),
    /** Null for readers who do not work at the desk. */
    desk: deskRequestSchema.nullable(),
    unreached: triesSchema.nullable(),
    diary: z
      .array(
        z.object({
          act: z.string(),
          actorId: idSchema.nullable(),
          note: z.string().nullable(),
          recordedAt: z.string(),
        }),
      )
      .nullable(),
  })
  .openapi('RequestDetail')

export const taskSchema = z
  .object({
    requestId: idSchema,
    communityId: idSchema,
    offeringName: z.string().nullable(),
    content: z.string(),
    promisedBy: z.string().nullable(),
    priority: z.boolean(),
  })
  .openapi('Task', { description: '可接的上门；只说需优先，不说是谁、为什么' })

const helperTimesSchema = strict({
  personId: idSchema,
  startedAt: instantSchema,
  endedAt: instantSchema,
})

export const finishSchema = strict({
  helpers: z.array(helperTimesSchema).min(1).max(2),
  outcome: textSchema(500, { lines: true }),
  offeringId: idSchema.nullable().default(null),
  lateReason: reasonSchema.nullable().default(null),
  confirmation: strict({
    how: z.enum(['code', 'call', 'signature']).nullable().default(null),
    code: z
      .string()
      .regex(/^\d{4}$/, '确认码是四位数字')
      .nullable()
      .default(null),
  }),
})

export const resolveSchema = strict({
  /** Null: the visit does not count. */
  helpers: z.array(helperTimesSchema).min(1).max(2).nullable(),
  reason: reasonSchema,
})

export const finishedSchema = z.object({
  id: idSchema,
  late: z.boolean(),
  chargeMinutes: z.number().int(),
  confirmed: z.boolean(),
  records: z.array(z.object({ communityId: idSchema, id: idSchema })),
})
