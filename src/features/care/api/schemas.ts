import { z } from '@hono/zod-openapi'
import {
  civilDateSchema,
  communityParams,
  idSchema,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import {
  consentForms,
  consentGivers,
  consentItems,
  fileItems,
  needKinds,
  noteItems,
  openingReasons,
  type OpeningReason,
} from '../model/notes.ts'
import { actKinds, assistanceKinds, deeds } from '../model/pairings.ts'

export const careParams = communityParams.extend({
  id: idSchema.openapi({ param: { name: 'id', in: 'path' } }),
})

export const filePersonParams = communityParams.extend({
  personId: idSchema.openapi({ param: { name: 'personId', in: 'path' } }),
})

const LONGEST_TEXT = 2_000

export const consentSchema = strict({
  personId: idSchema,
  items: z.array(z.enum(consentItems)).min(1).max(consentItems.length),
  givenBy: z.enum(consentGivers),
  form: z.enum(consentForms),
  giver: textSchema(60),
  evidence: textSchema(200),
  givenOn: civilDateSchema,
  expiresOn: civilDateSchema,
})

export const withdrawalSchema = strict({ personId: idSchema, item: z.enum(consentItems) })

export const needSchema = strict({
  kind: z.enum(needKinds),
  groups: z.array(textSchema(10)).min(1).max(40),
  needs: textSchema(500, { lines: true }),
  sinceOn: civilDateSchema,
  untilOn: civilDateSchema.nullable(),
  reviewOn: civilDateSchema,
})

export const registerSchema = strict({
  personId: idSchema,
  replacesId: idSchema.nullable(),
  need: needSchema,
})

export const noteSchema = strict({
  personId: idSchema,
  replacesId: idSchema.nullable(),
  item: z.enum(fileItems),
  text: textSchema(LONGEST_TEXT, { lines: true }),
})

/** What a coordinator may give; `ownRequest` is the person's. */
export const coordinatorReasons = openingReasons.filter(
  (one): one is Exclude<OpeningReason, 'ownRequest'> => one !== 'ownRequest',
)

export const openingSchema = strict({
  personId: idSchema,
  reasonKind: z.enum(coordinatorReasons),
  reason: textSchema(200),
})

const noteBodySchema = z
  .union([
    z.object({ text: z.string() }),
    z.object({
      kind: z.enum(needKinds),
      groups: z.array(z.string()),
      needs: z.string(),
      sinceOn: z.string(),
      untilOn: z.string().nullable(),
      reviewOn: z.string(),
    }),
  ])
  .nullable()

const openedNoteSchema = z.object({
  noteId: idSchema,
  recordedAt: z.string(),
  body: noteBodySchema,
})

const actBodySchema = z
  .object({
    text: z.string(),
    next: z.string().nullable(),
    thing: z.string().nullable(),
    unit: z.string().nullable(),
  })
  .nullable()

export const openedFileSchema = z
  .object({
    communityId: idSchema,
    openingId: idSchema,
    personId: idSchema,
    reasonKind: z.enum(openingReasons),
    openedAt: z.string(),
    closesAt: z.string(),
    items: z.array(
      z.object({
        personId: idSchema,
        name: z.string(),
        item: z.enum(noteItems),
        expiresOn: z.string().nullable(),
        current: openedNoteSchema,
        former: z.array(openedNoteSchema),
      }),
    ),
    acts: z.array(
      z.object({
        id: idSchema,
        kind: z.enum(actKinds),
        detail: z.enum([...deeds, ...assistanceKinds]).nullable(),
        doneBy: z.string(),
        actedOn: z.string(),
        nextOn: z.string().nullable(),
        quantity: z.number().int().nullable(),
        finishedOn: z.string().nullable(),
        body: actBodySchema,
        outcome: z.string().nullable(),
      }),
    ),
  })
  .openapi('OpenedFile')

export const maskedFileSchema = z
  .object({
    communityId: idSchema,
    personId: idSchema,
    householdId: idSchema.nullable(),
    people: z.array(
      z.object({
        personId: idSchema,
        maskedName: z.string(),
        items: z.array(
          z.object({
            item: z.enum(consentItems),
            note: z.object({ noteId: idSchema, recordedAt: z.string() }).nullable(),
            consent: z.object({ givenBy: z.enum(consentGivers), expiresOn: z.string() }).nullable(),
          }),
        ),
      }),
    ),
    needGroups: z.array(z.string()),
  })
  .openapi('MaskedFile')

export const registerViewSchema = z
  .object({
    counts: z.object({
      people: z.number().int(),
      byKind: z.object({ standing: z.number().int(), temporary: z.number().int() }),
      byGroup: z.array(z.object({ group: z.string(), people: z.number().int() })),
      reviewsDue: z.number().int(),
    }),
    items: z.array(
      z.object({
        noteId: idSchema,
        personId: idSchema,
        maskedName: z.string(),
        state: z.enum(['current', 'past', 'closed', 'unreadable']),
        reviewDue: z.boolean(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('NeedRegister')

export const familyOpeningSchema = z.object({
  communityId: idSchema,
  openingId: idSchema,
  openedAt: z.string(),
  openedBy: z.string(),
  reasonKind: z.enum(openingReasons),
  reason: z.string().nullable(),
  items: z.array(z.object({ name: z.string(), item: z.enum(consentItems) })),
})

export const ownItemSchema = z.object({
  communityId: idSchema,
  item: z.enum(noteItems),
  recordedAt: z.string(),
  expiresOn: z.string().nullable(),
})
