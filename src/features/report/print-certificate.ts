import type { Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { reportErrors } from './errors.ts'
import { getCertificate } from './get-certificate.ts'
import { printPaper } from './print-paper.ts'
import { composeCertificate } from './compose-certificate.ts'

export type PrintedCertificate = {
  readonly number: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * The paper, as often as it is asked for: it says what was sealed. `checkUrlOf` is where people reach
 * the checking page.
 * @throws `report.certificate-not-found`, `report.certificate-altered`, `db.busy`
 */
export async function printCertificate(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly certificateId: Id },
  checkUrlOf: (number: string, code: string) => string,
): Promise<PrintedCertificate> {
  const view = await getCertificate(ctx, input)
  if (view.state === 'altered') throw new DomainError(reportErrors['certificate-altered'])
  const { number } = view.certificate
  const bytes = await printPaper(composeCertificate(view, checkUrlOf(number, view.code)))
  return { number, bytes }
}
