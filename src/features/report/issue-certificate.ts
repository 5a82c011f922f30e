import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { drawNumbers } from '../person/issue-card.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { drawUpCertificate, type IssueCertificate } from './draw-up-certificate.ts'
import { codeOf, judgeWish, sealOf } from './rules/certificate.ts'
import { insertCertificate } from './store/certificates.ts'

export type IssuedCertificate = {
  readonly certificateId: Id
  readonly number: string
  readonly code: string
}

/**
 * Issues a 服务时长记录单: the organisation that records says, free of charge, what somebody's
 * approved service of a period was. So it takes a coordinator of the community or a
 * district administrator, who is not the person; the volunteer asks, and has it at once.
 * @throws `person.role-missing`, `report.own-certificate`, `report.period-…`,
 *   `report.person-not-found`, `report.nothing-to-certify`, `report.too-much-to-certify`
 */
export const issueCertificate = writeUseCase<IssueCertificate, IssuedCertificate, unknown>({
  useCase: 'report.issue-certificate',
  work: oneByOne(async (batch, command) => {
    const { scope: communityId, actor, input } = command
    const { sealKeys, tx } = batch.ctx
    if (actor.kind !== 'person') throw new DomainError(personErrors['role-missing'])
    await requireRoleInTx(batch, command, ['coordinator', 'districtAdministrator'], communityId)
    const issuedOn = civilDateOf(batch.now)
    accept(judgeWish(input, actor.personId, issuedOn))
    const drawnUp = await drawUpCertificate(batch.ctx, tx, { ...input, communityId })
    const issuer = (await findPersons(tx, [actor.personId])).get(actor.personId)
    // Last: the series is locked from here until the transaction ends.
    const [number = ''] = await drawNumbers(batch, 'serviceCertificate', 1)
    const content = { ...drawnUp, number, issuedOn, issuerName: issuer?.name ?? '' }
    const issued = { communityId, id: newId(), number, personId: input.personId, content }
    await insertCertificate(tx, {
      ...issued,
      seal: sealOf(sealKeys, issued),
      issuedAt: batch.now,
      issuedById: actor.personId,
      revocation: null,
    })
    await recordAct(batch, command, {
      act: 'report.issue-certificate',
      subjects: [issued.id, input.personId, number],
    })
    return { certificateId: issued.id, number, code: codeOf(sealKeys, number) }
  }),
})
