import { and, desc, eq } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { reportErrors } from '../errors.ts'
import type { Revocation, ServiceCertificate } from '../model.ts'
import { serviceCertificates } from '../tables.ts'

defineConstraints({
  service_certificates_not_by_oneself: reportErrors['own-certificate'],
})

type Row = typeof serviceCertificates.$inferSelect

function certificateOf(row: Row): ServiceCertificate {
  const { revokedAt, revokedById, revokedReason, ...issued } = row
  const revocation =
    revokedAt && revokedById && revokedReason !== null
      ? { revokedAt, revokedById, reason: revokedReason }
      : null
  return { ...issued, revocation }
}

export async function insertCertificate(
  tx: Tx,
  { revocation: _, ...issued }: ServiceCertificate,
): Promise<void> {
  await tx.insert(serviceCertificates).values(issued)
}

const isKey = (communityId: Id, id: Id) =>
  and(eq(serviceCertificates.communityId, communityId), eq(serviceCertificates.id, id))

export async function selectCertificate(
  tx: Queryable,
  communityId: Id,
  id: Id,
): Promise<ServiceCertificate | undefined> {
  const rows = await tx.select().from(serviceCertificates).where(isKey(communityId, id))
  return rows.map(certificateOf)[0]
}

/** Two who revoke at once follow one another. */
export async function lockCertificate(
  tx: Tx,
  communityId: Id,
  id: Id,
): Promise<ServiceCertificate | undefined> {
  const rows = await tx
    .select()
    .from(serviceCertificates)
    .where(isKey(communityId, id))
    .for('no key update')
  return rows.map(certificateOf)[0]
}

export async function selectByNumber(
  tx: Queryable,
  number: string,
): Promise<ServiceCertificate | undefined> {
  const rows = await tx
    .select()
    .from(serviceCertificates)
    .where(eq(serviceCertificates.number, number))
    .limit(1)
  return rows.map(certificateOf)[0]
}

/** The latest first. */
export async function selectCertificatesOf(
  tx: Queryable,
  personId: Id,
  limit: number,
): Promise<readonly ServiceCertificate[]> {
  const rows = await tx
    .select()
    .from(serviceCertificates)
    .where(eq(serviceCertificates.personId, personId))
    .orderBy(desc(serviceCertificates.issuedAt), desc(serviceCertificates.id))
    .limit(limit)
  return rows.map(certificateOf)
}

export async function markRevoked(
  tx: Tx,
  communityId: Id,
  id: Id,
  { revokedAt, revokedById, reason }: Revocation,
): Promise<void> {
  await tx
    .update(serviceCertificates)
    .set({ revokedAt, revokedById, revokedReason: reason })
    .where(isKey(communityId, id))
}
