import { z } from '@hono/zod-openapi'
import { idSchema, minutesSchema, strict } from '../../../http/openapi.ts'
import { isMinutes, type Minutes } from '../../../kernel/minutes.ts'
import {
  promiseSchema,
  reasonSchema,
  registeredSchema,
  registerSchema,
} from '../../desk/api/schemas.ts'
import { unusedReasons } from '../model.ts'

export const tags = ['使用储蓄']

/** A visit is at most a day. */
export const expectedSchema = minutesSchema(1_440)

const agreedMoreSchema = z
  .custom<Minutes>(
    (value) => isMinutes(value) && value >= 0 && value <= 1_440,
    '要填零或更多的整数分钟',
  )
  .default(0 as Minutes)
  .openapi({ type: 'integer', minimum: 0, maximum: 1_440, default: 0 })

export const payerSchema = z
  .discriminatedUnion('kind', [
    strict({ kind: z.literal('person'), personId: idSchema }),
    strict({ kind: z.literal('commons'), reason: reasonSchema }),
  ])
  .nullable()
  .default(null)

export const addSchema = strict({
  payer: payerSchema,
  expectedMinutes: expectedSchema,
  agreedMoreMinutes: agreedMoreSchema,
})

export const askSchema = registerSchema.extend(addSchema.shape)

export const quoteSchema = z
  .object({
    usable: z.boolean(),
    reason: z.enum(unusedReasons).nullable(),
    quotedMinutes: z.number().int(),
    availableMinutes: z.number().int(),
    remainingMinutes: z.number().int(),
    promisedBy: z.string().nullable(),
    promisedByWithout: z.string().nullable(),
  })
  .openapi('Quote', { description: '最多用多少、用后还剩多少；不用时说明原因' })

export const askedSchema = registeredSchema.extend({
  quote: quoteSchema,
  savingsUsed: z.boolean(),
})

export const addedSchema = z.object({
  id: idSchema,
  quote: quoteSchema,
  savingsUsed: z.boolean(),
  promise: promiseSchema.nullable(),
})
