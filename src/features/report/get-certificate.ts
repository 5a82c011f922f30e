import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { sumStandingRecords } from '../service/sum-standing-records.ts'
import { reportErrors } from './errors.ts'
import type { CertificateView, ServiceCertificate } from './model.ts'
import { codeOf, stateOf } from './rules/certificate.ts'
import { selectCertificate } from './store/certificates.ts'

/** A certificate with its state; who may see it is the caller's to judge. @throws `report.certificate-not-found` */
export async function getCertificate(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly certificateId: Id },
): Promise<CertificateView> {
  const { communityId, certificateId } = input
  const certificate = await inRead(ctx, (tx) => selectCertificate(tx, communityId, certificateId))
  if (!certificate) throw new DomainError(reportErrors['certificate-not-found'])
  return viewCertificate(ctx, certificate)
}

/** What stands behind it now: the paper does not change when a record is corrected, this does. */
export async function viewCertificate(
  ctx: Ctx,
  certificate: ServiceCertificate,
): Promise<CertificateView> {
  const code = codeOf(ctx.sealKeys, certificate.number)
  const state = stateOf(ctx.sealKeys, certificate)
  if (state === 'altered') return { certificate, code, state, correction: null }
  const { personId, recordKeys } = certificate.content
  const now = await sumStandingRecords(ctx, { personId, keys: recordKeys })
  return { certificate, code, state, correction: now.corrected > 0 ? now : null }
}
