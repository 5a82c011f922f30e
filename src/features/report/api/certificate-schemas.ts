import { z } from '@hono/zod-openapi'
import { idSchema } from '../../../http/openapi.ts'
import { civilDateOf } from '../../../kernel/clock.ts'
import { serviceDomains } from '../../service/model.ts'
import type { CheckedCertificate } from '../check-certificate.ts'
import type { ListedCertificate } from '../list-certificates.ts'
import type { CertificateView } from '../model.ts'

const whole = z.number().int()
const day = z.string().openapi({ format: 'date', example: '2026-11-24' })
const state = z.enum(['valid', 'revoked', 'altered'])

const lineSchema = z.object({
  offeringName: z.string(),
  domain: z.enum(serviceDomains),
  records: whole,
  serviceMinutes: whole,
})

/** What is on the paper but for names. */
const said = {
  number: z.string(),
  certificateNumber: z.string().nullable(),
  recordedBy: z.string(),
  fromOn: day,
  untilOn: day,
  serviceMinutes: whole,
  records: whole,
  lines: z.array(lineSchema),
  inNationalSystem: z.boolean(),
  issuedOn: day,
}

const correctionSchema = z
  .object({ corrected: whole, serviceMinutes: whole })
  .openapi({ description: '开具以后有几条记录被更正，这些记录现在合计多少分钟' })

const revocationSchema = z.object({ revokedOn: day, reason: z.string() })

export const certificateSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    state,
    code: z.string(),
    ...said,
    personId: idSchema,
    personName: z.string(),
    issuerName: z.string(),
    revocation: revocationSchema.nullable(),
    correction: correctionSchema.nullable(),
  })
  .openapi('ServiceCertificate')

export const listedSchema = z
  .object({
    communityId: idSchema,
    id: idSchema,
    number: z.string(),
    personId: idSchema,
    state,
    issuedAt: z.string(),
    revokedAt: z.string().nullable(),
  })
  .openapi('ListedServiceCertificate')

export const checkedSchema = z
  .object({
    number: z.string(),
    state,
    said: z
      .object({ ...said, maskedName: z.string() })
      .nullable()
      .openapi({ description: '数据被改动时为 null' }),
    revocation: revocationSchema.nullable(),
    correction: correctionSchema.nullable(),
  })
  .openapi('CheckedServiceCertificate')

function saidOf({ certificate }: CertificateView) {
  const {
    personId: _,
    personName: __,
    issuerName: ___,
    recordKeys: ____,
    ...rest
  } = certificate.content
  return { ...rest, lines: rest.lines.map((line) => ({ ...line })) }
}

function revocationOf({ certificate: { revocation } }: CertificateView) {
  if (!revocation) return null
  return { revokedOn: civilDateOf(revocation.revokedAt), reason: revocation.reason }
}

export function certificateView(view: CertificateView): z.output<typeof certificateSchema> {
  const { communityId, id, personId, content } = view.certificate
  const { personName, issuerName } = content
  const { state, code, correction } = view
  return {
    ...{ communityId, id, state, code, ...saidOf(view), personId, personName, issuerName },
    ...{ revocation: revocationOf(view), correction },
  }
}

export function listedView(one: ListedCertificate): z.output<typeof listedSchema> {
  const { communityId, id, number, personId, state, issuedAt, revocation } = one
  const revokedAt = revocation?.revokedAt ?? null
  return { communityId, id, number, personId, state, issuedAt, revokedAt }
}

export function checkedView(view: CheckedCertificate): z.output<typeof checkedSchema> {
  const { state, correction, maskedName, certificate } = view
  return {
    ...{ number: certificate.number, state, correction },
    said: state === 'altered' ? null : { ...saidOf(view), maskedName },
    revocation: revocationOf(view),
  }
}
