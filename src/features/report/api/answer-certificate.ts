import type { AppContext } from '../../../http/env.ts'
import { printCertificate } from '../print-certificate.ts'
import { checkUrlOf, readCertificate, type CertificateKey } from './certificate-access.ts'

/** The paper, for a route and a page alike. @throws `report.certificate-not-found`, `report.certificate-altered` */
export async function answerCertificate(c: AppContext, key: CertificateKey): Promise<Response> {
  const { certificate } = await readCertificate(c, key)
  const headers = {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${certificate.number}.pdf"`,
  }
  if (c.req.method === 'HEAD') return c.body(null, 200, headers)
  const { bytes } = await printCertificate(c.get('services').ctx, key, checkUrlOf(c))
  return c.body(bytes, 200, headers)
}
