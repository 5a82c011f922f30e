import { z } from '@hono/zod-openapi'
import {
  civilDateSchema,
  communityParams,
  cursorSchema,
  idSchema,
  instantSchema,
  limitSchema,
  minutesSchema,
  strict,
  textSchema,
} from '../../../http/openapi.ts'
import {
  accountKinds,
  proposalKinds,
  proposalStates,
  transferReasons,
  type Hold,
  type StatementLine,
} from '../model.ts'
import type { ListedProposal } from '../list-proposals.ts'

export const tags = ['储蓄']

const BASE = '/api/v1/communities/{communityId}/ledger'

export function ledgerPath<P extends string>(path: P): `${typeof BASE}${P}` {
  return `${BASE}${path}`
}

function pathId<N extends string>(name: N) {
  return idSchema.openapi({ param: { name, in: 'path' } })
}

export const accountParams = communityParams.extend({ personId: pathId('personId') })
export const proposalParams = communityParams.extend({ proposalId: pathId('proposalId') })
export const journalParams = communityParams.extend({ journalId: pathId('journalId') })

const whole = z.number().int()

export const reasonSchema = textSchema(500, { lines: true })

export const balanceSchema = z
  .object({
    communityId: idSchema,
    personId: idSchema.nullable().openapi({ description: '公益时间库时为 null' }),
    balanceMinutes: whole,
    heldMinutes: whole,
    availableMinutes: whole,
    version: whole,
    closedAt: z.string().nullable(),
  })
  .openapi('Balance')

const number = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

export const pointQuery = z.object({
  version: number.optional(),
  sequence: number.optional(),
  effectiveAt: instantSchema.optional(),
})

export const statementQuery = z.object({
  from: civilDateSchema.optional(),
  until: civilDateSchema.optional(),
  limit: limitSchema,
  cursor: cursorSchema.optional(),
})

const sourceSchema = z.object({ kind: z.string(), id: idSchema })

export const lineSchema = z
  .object({
    version: whole,
    sequence: whole,
    journalId: idSchema,
    reason: z.enum(transferReasons),
    source: sourceSchema,
    effectiveAt: z.string(),
    recordedAt: z.string(),
    changeMinutes: whole,
    balanceAfterMinutes: whole,
    reversesSequence: whole.nullable(),
    reversedBySequence: whole.nullable(),
  })
  .openapi('StatementLine')

export function lineOf(line: StatementLine): z.input<typeof lineSchema> {
  const { accountVersion, source, ...rest } = line
  return { version: accountVersion, source: { kind: source.kind, id: source.id }, ...rest }
}

export const holdSchema = z
  .object({
    id: idSchema,
    amountMinutes: whole,
    source: sourceSchema,
    placedAt: z.string(),
    expiresAt: z.string(),
  })
  .openapi('Hold')

export function holdOf({ id, amountMinutes, source, placedAt, expiresAt }: Hold) {
  return { id, amountMinutes, source: { kind: source.kind, id: source.id }, placedAt, expiresAt }
}

export const trialBalanceSchema = z
  .object({
    sequence: whole,
    totalMinutes: whole,
    inOrder: z.boolean(),
    lines: z.array(
      z.object({
        kind: z.enum(accountKinds),
        accounts: whole,
        balanceMinutes: whole,
        heldMinutes: whole,
        entriesMinutes: whole,
        differing: whole,
      }),
    ),
  })
  .openapi('TrialBalance')

const amountMinutes = minutesSchema()

export const payloadSchema = z
  .discriminatedUnion('kind', [
    strict({ kind: z.literal('grant'), personId: idSchema, amountMinutes }),
    strict({
      kind: z.literal('adjustment'),
      personId: idSchema.nullable(),
      direction: z.enum(['add', 'take']),
      amountMinutes,
    }),
    strict({
      kind: z.literal('opening'),
      personId: idSchema,
      amountMinutes,
      effectiveAt: instantSchema,
    }),
    strict({ kind: z.literal('reversal'), journalId: idSchema }),
  ])
  .openapi('ProposalPayload')

export const proposalSchema = z
  .object({
    id: idSchema,
    communityId: idSchema,
    kind: z.enum(proposalKinds),
    personId: idSchema.nullable(),
    personName: z.string().nullable(),
    direction: z.enum(['add', 'take']).nullable(),
    amountMinutes: whole.nullable(),
    reversesJournalId: idSchema.nullable(),
    reason: z.string(),
    state: z.enum(proposalStates),
    proposedById: idSchema,
    proposedByName: z.string().nullable(),
    proposedAt: z.string(),
    decidedById: idSchema.nullable(),
    decidedByName: z.string().nullable(),
    decidedAt: z.string().nullable(),
    journalId: idSchema.nullable(),
  })
  .openapi('Proposal')

export function proposalOf(proposal: ListedProposal): z.input<typeof proposalSchema> {
  const { payload, ...rest } = proposal
  const isReversal = payload.kind === 'reversal'
  return {
    ...rest,
    kind: payload.kind,
    personId: isReversal ? null : payload.personId,
    direction: payload.kind === 'adjustment' ? payload.direction : null,
    amountMinutes: isReversal ? null : payload.amountMinutes,
    reversesJournalId: isReversal ? payload.journalId : null,
  }
}

export const restSchema = z
  .discriminatedUnion('kind', [
    strict({ kind: z.literal('relative'), personId: idSchema }),
    strict({ kind: z.literal('commons') }),
    strict({ kind: z.literal('kept') }),
  ])
  .openapi('Rest', { description: '余下的储蓄：转给亲属、归公益时间库、保留' })
