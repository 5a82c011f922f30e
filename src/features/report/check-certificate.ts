import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import { equalSecrets } from '../../kernel/seal.ts'
import { forgiveCheck, takeCheck } from '../person/limit-tries.ts'
import { reportErrors } from './errors.ts'
import { viewCertificate } from './get-certificate.ts'
import type { CertificateView } from './model.ts'
import { codeOf, isSameName, maskName, tidyCode, tidyNumber } from './rules/certificate.ts'
import { selectByNumber } from './store/certificates.ts'

export type CheckCertificate = {
  readonly number: string
  readonly code: string
  /** The name on the paper, to be compared; null where nobody asks. */
  readonly name: string | null
  /** Where the question comes from: wrong ones are counted. */
  readonly address: string
}

export type CheckedCertificate = CertificateView & {
  readonly maskedName: string
  readonly isSameName: boolean | null
}

/**
 * What anybody who holds the paper may know (R-14: checkable). A wrong number and a wrong code are
 * answered alike, and so many wrong ones from an address only; a name that does not fit counts too.
 * @throws `report.certificate-not-found`, `report.too-many-checks`
 */
export async function checkCertificate(
  ctx: Ctx,
  { name, address, ...typed }: CheckCertificate,
): Promise<CheckedCertificate> {
  if (!(await takeCheck(ctx, address))) throw new DomainError(reportErrors['too-many-checks'])
  const number = tidyNumber(typed.number)
  const certificate = await inRead(ctx, (tx) => selectByNumber(tx, number))
  const isKnown = equalSecrets(codeOf(ctx.sealKeys, number), tidyCode(typed.code))
  if (!certificate || !isKnown) throw new DomainError(reportErrors['certificate-not-found'])
  const view = await viewCertificate(ctx, certificate)
  if (view.state === 'altered') return { ...view, maskedName: '', isSameName: null }
  const { content } = certificate
  const same = name === null ? null : isSameName(name, content)
  if (same !== false) await forgiveCheck(ctx, address)
  return { ...view, maskedName: maskName(content.personName), isSameName: same }
}
