import type { AppContext } from '../../../http/env.ts'
import { visitorOf } from '../../../http/commit.ts'
import { holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { clerks, requireClerk } from '../../ledger/api/access.ts'
import { loadProfile } from '../../person/load-profile.ts'
import { reportErrors } from '../errors.ts'
import { getCertificate } from '../get-certificate.ts'
import type { CertificateView } from '../model.ts'

export type CertificateKey = { readonly communityId: Id; readonly certificateId: Id }

/**
 * A certificate, for the person it is about, for who acts for the community that issued it, and for
 * who acts where the person's books are now. @throws `report.certificate-not-found`
 */
export async function readCertificate(
  c: AppContext,
  key: CertificateKey,
): Promise<CertificateView> {
  const visitor = visitorOf(c)
  const { ctx } = c.get('services')
  const view = await getCertificate(ctx, key)
  const { personId } = view.certificate
  if (visitor.actor.personId === personId) return view
  if (await holdsRole(c, visitor, clerks, key.communityId)) return view
  const { booksCommunityId } = await loadProfile(ctx, personId)
  if (await holdsRole(c, visitor, clerks, booksCommunityId)) return view
  throw new DomainError(reportErrors['certificate-not-found'])
}

/** One's own, or of whoever's papers the community may see. @throws `request.not-found` */
export async function requireCertificateLister(
  c: AppContext,
  { communityId, personId }: { readonly communityId: Id; readonly personId: Id },
): Promise<void> {
  if (visitorOf(c).actor.personId !== personId) await requireClerk(c, communityId)
}

/** Where anybody checks a paper; PUBLIC_URL, else the address that the service was asked at. */
export function checkUrlOf(c: AppContext): (number: string, code: string) => string {
  const origin = c.get('services').publicOrigin ?? new URL(c.req.url).origin
  return (number, code) => `${origin}/check/${number}/${code}`
}
