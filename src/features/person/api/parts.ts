import { z } from '@hono/zod-openapi'
import { civilDateSchema, idSchema, strict, textSchema } from '../../../http/openapi.ts'
import { normalisePhone } from '../../../kernel/text.ts'
import type { MessageSender } from '../../notice/model/messages.ts'
import type { Eraser } from '../lock-erasable.ts'
import type { TokenIssuer } from '../issue-tokens.ts'
import {
  consentKinds,
  genders,
  membershipKinds,
  partyTies,
  politicalStatuses,
  recruitments,
} from '../model.ts'

/** What app.ts hands to the routes and pages of this room. */
export type PersonParts = {
  readonly sender: MessageSender
  readonly issueToken: TokenIssuer
  /** Who may be signed in as where the database holds the demonstration; else empty. */
  readonly demoSignIns: readonly DemoSignIn[]
  /** Of the rooms above. */
  readonly erasers: readonly Eraser[]
}

/** Somebody of the demonstration; the phone is nobody's. */
export type DemoSignIn = {
  /** In Chinese. */
  readonly role: string
  readonly name: string
  readonly phone: string
}

export const personParams = z.object({
  personId: idSchema.openapi({ param: { name: 'personId', in: 'path' } }),
})

export const phoneSchema = z
  .string()
  .max(40)
  .transform((text, check): string => {
    const phone = normalisePhone(text)
    if (phone) return phone
    check.addIssue({ code: 'custom', message: '请填十一位手机号，或带区号的座机号' })
    return z.NEVER
  })
  .openapi({ type: 'string', example: '13800000000' })

export const nodeFields = {
  name: textSchema(60),
  aliases: z.array(textSchema(60)).max(10).default([]),
}

export const enrolmentFields = {
  skills: z.array(textSchema(20)).max(20).default([]),
  recruitment: z.enum(recruitments).default('public'),
  guardianConsent: z.boolean().default(false),
}

/** What is registered of a person, by themselves or for them. */
export const registrationFields = {
  name: textSchema(60),
  gender: z.enum(genders).nullable().default(null),
  bornOn: civilDateSchema.nullable().default(null),
  workUnit: textSchema(100).nullable().default(null),
  livesAlone: z.boolean().default(false),
  memberships: z
    .array(strict({ kind: z.enum(membershipKinds), communityId: idSchema }))
    .min(1, '请选择居住的社区，或报到的社区')
    .max(10, '归属太多了'),
  status: strict({
    politicalStatus: z.enum(politicalStatuses),
    partyTie: z.enum(partyTies).nullable().default(null),
    sinceOn: civilDateSchema.nullable().default(null),
  })
    .nullable()
    .default(null),
  consents: z.array(z.enum(consentKinds)).max(10),
  volunteer: strict(enrolmentFields).nullable().default(null),
}

export const registeredSchema = z
  .object({
    personId: idSchema,
    booksCommunityId: idSchema,
    certificateNumber: z.string().nullable(),
    cardNumber: z.string().nullable(),
  })
  .openapi('Registered')
