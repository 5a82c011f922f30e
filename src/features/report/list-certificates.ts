import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import type { CertificateState, ServiceCertificate } from './model.ts'
import { stateOf } from './rules/certificate.ts'
import { selectCertificatesOf } from './store/certificates.ts'

export type ListedCertificate = ServiceCertificate & { readonly state: CertificateState }

const MOST_LISTED = 100

/** A person's certificates, revoked ones too, the latest first. */
export async function listCertificates(
  ctx: Ctx,
  input: { readonly personId: Id },
): Promise<readonly ListedCertificate[]> {
  const rows = await inRead(ctx, (tx) => selectCertificatesOf(tx, input.personId, MOST_LISTED))
  return rows.map((row) => ({ ...row, state: stateOf(ctx.sealKeys, row) }))
}
