import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { reportErrors } from './errors.ts'
import { lockCertificate, markRevoked } from './store/certificates.ts'

export type RevokeCertificate = { readonly certificateId: Id; readonly reason: string }

/**
 * Revokes a certificate for good, with a reason that whoever checks the paper reads; by a coordinator
 * of the community that issued it or a district administrator, never by the person it is about.
 * @throws `person.role-missing`, `report.certificate-not-found`, `report.own-certificate`,
 *   `report.certificate-revoked`
 */
export const revokeCertificate = writeUseCase<
  RevokeCertificate,
  { readonly certificateId: Id },
  unknown
>({
  useCase: 'report.revoke-certificate',
  work: oneByOne(async (batch, command) => {
    const { scope: communityId, actor } = command
    const { certificateId, reason } = command.input
    if (actor.kind !== 'person') throw new DomainError(personErrors['role-missing'])
    await requireRoleInTx(batch, command, ['coordinator', 'districtAdministrator'], communityId)
    const certificate = await lockCertificate(batch.ctx.tx, communityId, certificateId)
    if (!certificate) throw new DomainError(reportErrors['certificate-not-found'])
    if (certificate.personId === actor.personId) {
      throw new DomainError(reportErrors['own-certificate'])
    }
    if (certificate.revocation) throw new DomainError(reportErrors['certificate-revoked'])
    const revocation = { revokedAt: batch.now, revokedById: actor.personId, reason }
    await markRevoked(batch.ctx.tx, communityId, certificateId, revocation)
    await recordAct(batch, command, {
      act: 'report.revoke-certificate',
      subjects: [certificateId, certificate.personId, certificate.number],
      reason,
    })
    return { certificateId }
  }),
})
