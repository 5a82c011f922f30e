import { z } from '@hono/zod-openapi'
import { civilDateSchema, idSchema, strict, textSchema } from '../../../http/openapi.ts'
import { fixEntryKinds, fixStates } from '../model/fixes.ts'
import { actKinds, assistanceKinds, deeds } from '../model/pairings.ts'

export const monthSchema = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, '月份要写成 2026-11 的样子')
  .openapi({ example: '2026-11' })

export const pairSchema = strict({
  helperId: idSchema,
  personId: idSchema,
  sinceOn: civilDateSchema,
})

export const pairingEndSchema = strict({ untilOn: civilDateSchema })

const wordsSchema = textSchema(1_000, { lines: true })

export const actSchema = z.discriminatedUnion('kind', [
  strict({
    kind: z.literal('homeVisit'),
    findings: wordsSchema,
    next: textSchema(200).nullable(),
    nextOn: civilDateSchema.nullable(),
  }),
  strict({ kind: z.literal('deed'), deed: z.enum(deeds), note: wordsSchema }),
  strict({
    kind: z.literal('assistance'),
    assistance: z.enum(assistanceKinds),
    note: wordsSchema,
  }),
  strict({
    kind: z.literal('inKind'),
    thing: textSchema(40),
    quantity: z.number().int().min(1).max(100_000),
    unit: textSchema(10),
    note: wordsSchema.nullable(),
  }),
])

export const actWishSchema = strict({ actedOn: civilDateSchema, act: actSchema })
export const ownVisitSchema = strict({
  personId: idSchema,
  actedOn: civilDateSchema,
  findings: wordsSchema,
  next: textSchema(200).nullable(),
  nextOn: civilDateSchema.nullable(),
})

export const finishSchema = strict({ finishedOn: civilDateSchema, outcome: wordsSchema })

export const remarkSchema = strict({ helperId: idSchema, month: monthSchema, remark: wordsSchema })

const countsSchema = z.object({
  homeVisit: z.number().int(),
  deed: z.number().int(),
  assistance: z.number().int(),
  inKind: z.number().int(),
})

export const pairingLineSchema = z.object({
  communityId: idSchema,
  id: idSchema,
  helperId: idSchema,
  householdId: idSchema,
  slot: z.number().int(),
  sinceOn: z.string(),
  untilOn: z.string().nullable(),
  helperName: z.string(),
  household: z.array(z.string()),
  consented: z.boolean(),
  counts: countsSchema,
  lastVisitOn: z.string().nullable(),
  nextOn: z.string().nullable(),
})

const detailSchema = z.enum([...deeds, ...assistanceKinds]).nullable()

export const pairingViewSchema = pairingLineSchema
  .extend({
    acts: z.array(
      z.object({
        id: idSchema,
        pairingId: idSchema.nullable(),
        kind: z.enum(actKinds),
        detail: detailSchema,
        actedOn: z.string(),
        nextOn: z.string().nullable(),
        quantity: z.number().int().nullable(),
        finishedOn: z.string().nullable(),
      }),
    ),
  })
  .openapi('Pairing')

export const ownPairingSchema = pairingLineSchema
  .extend({
    people: z.array(z.string()),
    address: z.string().nullable(),
    acts: z.array(
      z.object({
        id: idSchema,
        kind: z.enum(actKinds),
        detail: detailSchema,
        actedOn: z.string(),
        nextOn: z.string().nullable(),
        quantity: z.number().int().nullable(),
        finishedOn: z.string().nullable(),
        body: z
          .object({
            text: z.string(),
            next: z.string().nullable(),
            thing: z.string().nullable(),
            unit: z.string().nullable(),
          })
          .nullable(),
        outcome: z.string().nullable(),
      }),
    ),
    deeds: z.array(z.object({ deed: z.enum(deeds), done: z.boolean() })),
  })
  .openapi('OwnPairing')

export const assessmentSchema = z
  .object({
    helperId: idSchema,
    helperName: z.string(),
    households: z.number().int(),
    visitedHouseholds: z.number().int(),
    counts: countsSchema,
    finished: z.number().int(),
    remark: z.string().nullable(),
  })
  .openapi('Assessment')

export const fixSchema = strict({
  homeVisitId: idSchema.nullable(),
  title: textSchema(60),
  place: textSchema(100),
  beforeText: textSchema(500, { lines: true }),
  foundOn: civilDateSchema,
})

export const advanceSchema = strict({
  state: z.enum(fixStates),
  afterText: textSchema(500, { lines: true }).nullable(),
})

const yuanSchema = z.number().int().min(1).max(10_000_000)

export const fixEntrySchema = z.discriminatedUnion('kind', [
  strict({
    kind: z.literal('given'),
    amountYuan: yuanSchema,
    enteredOn: civilDateSchema,
    giverName: textSchema(60).nullable(),
    namingAgreed: z.boolean(),
  }),
  strict({
    kind: z.literal('spent'),
    amountYuan: yuanSchema,
    enteredOn: civilDateSchema,
    purpose: textSchema(100),
  }),
])

export const fixWithdrawalSchema = strict({ reason: textSchema(200) })

export const fixViewSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    title: z.string(),
    place: z.string(),
    beforeText: z.string(),
    afterText: z.string().nullable(),
    state: z.enum(fixStates),
    foundOn: z.string(),
    givenYuan: z.number().int(),
    spentYuan: z.number().int(),
    leftYuan: z.number().int(),
    changedAt: z.string(),
    fromVisit: z.boolean(),
    steps: z.array(z.enum(fixStates)),
    entries: z.array(
      z.object({
        id: idSchema,
        kind: z.enum(fixEntryKinds),
        amountYuan: z.number().int(),
        words: z.string().nullable(),
        enteredOn: z.string(),
        withdrawn: z.boolean(),
      }),
    ),
  })
  .openapi('Fix')
