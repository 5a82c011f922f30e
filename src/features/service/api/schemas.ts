import { z } from '@hono/zod-openapi'
import {
  civilDateSchema,
  idSchema,
  instantSchema,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import {
  inboxColours,
  measureKinds,
  recordStates,
  type InboxRecord,
  type RecordView,
} from '../model.ts'

export const tags = ['服务记录']

/** Bulk acts take as many at once. */
export const MOST_ITEMS = 500

export const recipientSchema = z
  .discriminatedUnion('kind', [
    strict({ kind: z.literal('person'), personId: idSchema }),
    strict({ kind: z.literal('household'), householdId: idSchema }),
    strict({
      kind: z.literal('group'),
      headcount: z.number().int().min(1).max(10_000),
      description: textSchema(200),
    }),
    strict({ kind: z.literal('place'), description: textSchema(200) }),
  ])
  .openapi('Recipient')

/** The statutory fields that one record and a whole sheet have alike (R-05, SE-57). */
export const sharedFields = {
  offeringId: idSchema,
  activityName: textSchema(100),
  place: textSchema(200),
  content: textSchema(1_000, { lines: true }),
  outcome: textSchema(1_000, { lines: true }),
  recipient: recipientSchema,
  organiser: textSchema(100),
  personInCharge: textSchema(60),
  lateReason: textSchema(500, { lines: true }).nullable().default(null),
}

export const submitSchema = strict({
  ...sharedFields,
  personId: idSchema.optional().openapi({ description: '代别人登记时填写；不填是本人' }),
  startsAt: instantSchema,
  endsAt: instantSchema,
  replacesId: idSchema.nullable().default(null),
  asDraft: z.boolean().default(false),
}).openapi('SubmitRecord')

const rowText = z.string().max(100)

export const sheetSchema = strict({
  ...sharedFields,
  title: textSchema(100),
  servedOn: civilDateSchema,
  rows: z
    .array(
      strict({
        name: rowText.default(''),
        cardNumber: rowText.default(''),
        start: rowText,
        end: rowText,
      }),
    )
    .min(1)
    .max(MOST_ITEMS)
    .optional(),
  text: z.string().max(200_000).optional().openapi({
    description: '粘贴的表格或 CSV：首行为 姓名、服务卡号、开始、结束；与 rows 二选一',
  }),
}).openapi('GroupSheet')

export const recordKeySchema = z.object({ communityId: idSchema, id: idSchema })

const instantText = z.string().nullable()

const reversalSchema = z.object({
  reason: z.string(),
  proposedById: idSchema,
  proposedAt: z.string(),
  reversedById: idSchema.nullable(),
  reversedAt: instantText,
  writtenOffMinutes: z.number().int().nullable(),
})

export const recordSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    personId: idSchema,
    personName: z.string(),
    offeringId: idSchema,
    offeringName: z.string(),
    servedAtId: idSchema,
    servedAtName: z.string(),
    activityName: z.string(),
    place: z.string(),
    content: z.string(),
    outcome: z.string(),
    recipient: recipientSchema,
    recipientName: z.string().nullable(),
    organiser: z.string(),
    personInCharge: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    serviceMinutes: z.number().int(),
    creditMinutes: z.number().int().nullable(),
    measuredBy: z.enum(measureKinds),
    checkedInAt: instantText,
    checkedOutAt: instantText,
    recipientConfirmedAt: instantText,
    groupSheetId: idSchema.nullable(),
    enteredById: idSchema,
    enteredByName: z.string(),
    lateReason: z.string().nullable(),
    state: z.enum(recordStates),
    submittedAt: instantText,
    decidedById: idSchema.nullable(),
    decidedAt: instantText,
    decisionReason: z.string().nullable(),
    journalId: idSchema.nullable(),
    visitId: idSchema.nullable(),
    replacesId: idSchema.nullable(),
    reversal: reversalSchema.nullable(),
  })
  .openapi('ServiceRecord')

const spanSchema = z.object({ startsAt: z.string(), endsAt: z.string() })

export const inboxRecordSchema = recordSchema
  .extend({
    colour: z.enum(inboxColours),
    conflicts: z.array(spanSchema),
    dayMinutes: z.number().int(),
    late: z.boolean(),
  })
  .openapi('InboxRecord')

/** Households and plans are for judging, not for showing. */
export function recordOf(record: RecordView): z.input<typeof recordSchema> {
  const { reversal, recipient } = record
  return {
    ...recordSchema.omit({ reversal: true, recipient: true }).parse(record),
    reversal,
    recipient,
  }
}

export function inboxRecordOf(record: InboxRecord): z.input<typeof inboxRecordSchema> {
  const { colour, conflicts, dayMinutes, late } = record
  return {
    ...recordOf(record),
    colour,
    conflicts: conflicts.map(({ startsAt, endsAt }) => ({ startsAt, endsAt })),
    dayMinutes,
    late,
  }
}

export const refusalSchema = z.object({ code: z.string(), title: z.string(), advice: z.string() })
