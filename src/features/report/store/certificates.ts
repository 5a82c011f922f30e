import { and, desc, eq, or } from 'drizzle-orm'
import type { Queryable, Tx } from '../../../db/client.ts'
import { defineConstraints } from '../../../db/errors.ts'
import { scrub } from '../../../db/scrub.ts'
import type { Id } from '../../../kernel/ids.ts'
import { ERASED_TEXT, type Erased } from '../../person/model.ts'
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

/** Those about somebody and those that they issued, locked. */
export async function lockCertificatesOf(
  tx: Tx,
  personId: Id,
): Promise<readonly ServiceCertificate[]> {
  const rows = await tx
    .select()
    .from(serviceCertificates)
    .where(
      or(eq(serviceCertificates.personId, personId), eq(serviceCertificates.issuedById, personId)),
    )
    .orderBy(serviceCertificates.communityId, serviceCertificates.id)
    .for('no key update')
  return rows.map(certificateOf)
}

/** Refused by the database but where a person is erased. */
export async function replaceContent(tx: Tx, certificate: ServiceCertificate): Promise<void> {
  const { communityId, id, content, seal, revocation } = certificate
  await tx
    .update(serviceCertificates)
    .set({
      ...{ content, seal },
      revokedAt: revocation?.revokedAt ?? null,
      revokedById: revocation?.revokedById ?? null,
      revokedReason: revocation?.reason ?? null,
    })
    .where(isKey(communityId, id))
}

export function scrubRevocations(tx: Tx, { words }: Erased): Promise<void> {
  const { revokedReason } = serviceCertificates
  return scrub(tx, serviceCertificates, { revokedReason }, { words, mark: ERASED_TEXT })
}
