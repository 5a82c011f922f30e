import type { Eraser } from '../person/lock-erasable.ts'
import { certificateErasedText } from './messages.ts'
import type { ServiceCertificate } from './model.ts'
import { sealOf, stateOf } from './rules/certificate.ts'
import { lockCertificatesOf, replaceContent, scrubRevocations } from './store/certificates.ts'

/**
 * What was certified stays without the name, and no longer holds: a paper is nobody's then. Papers
 * that the person issued hold as before. One that was tampered with is not sealed as good.
 */
export const eraseCertificates: Eraser = {
  requireSettled: () => Promise.resolve(),
  async erase({ ctx: { tx, sealKeys }, now }, erased) {
    const { personId, pseudonym, decidedById } = erased
    const all = await lockCertificatesOf(tx, personId)
    for (const certificate of all) {
      const isOwn = certificate.personId === personId
      const content = {
        ...certificate.content,
        ...(isOwn ? { personName: pseudonym, certificateNumber: null } : { issuerName: pseudonym }),
      }
      const isSound = stateOf(sealKeys, certificate) !== 'altered'
      const seal = isSound ? sealOf(sealKeys, { ...certificate, content }) : certificate.seal
      const revocation = isOwn ? revoked(certificate, { now, decidedById }) : certificate.revocation
      await replaceContent(tx, { ...certificate, content, seal, revocation })
    }
    await scrubRevocations(tx, erased)
    return all.flatMap(({ id, personId: whose }) => (whose === personId ? [id] : []))
  },
}

function revoked(
  { revocation }: ServiceCertificate,
  { now, decidedById }: Pick<Parameters<Eraser['erase']>[0], 'now'> & { decidedById: string },
): ServiceCertificate['revocation'] {
  const reason = certificateErasedText
  return revocation
    ? { ...revocation, reason }
    : { revokedAt: now, revokedById: decidedById, reason }
}
