import type { Ctx } from '../../db/transaction.ts'
import type { Queryable } from '../../db/client.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { minutes } from '../../kernel/minutes.ts'
import { findPersons, findVolunteers } from '../person/find-persons.ts'
import { loadTree } from '../person/load-tree.ts'
import { nodeKinds } from '../person/model.ts'
import { listApprovedRecords } from '../service/list-approved-records.ts'
import { reportErrors } from './errors.ts'
import type { CertificateContent } from './model.ts'
import { judgeRecords, linesOf, MOST_RECORDS, type CertificateWish } from './rules/certificate.ts'

export type IssueCertificate = CertificateWish & { readonly inNationalSystem: boolean }

/** A certificate but for what issuing adds. */
export type DrawnUp = Omit<CertificateContent, 'number' | 'issuedOn' | 'issuerName'>

/**
 * What the approved records of a person whose books are in the community sum up to.
 * @throws `report.person-not-found`, `report.nothing-to-certify`, `report.too-much-to-certify`
 */
export async function drawUpCertificate(
  ctx: Ctx,
  tx: Queryable,
  input: IssueCertificate & { readonly communityId: Id },
): Promise<DrawnUp> {
  const { communityId, personId, fromOn, untilOn, inNationalSystem } = input
  const person = (await findPersons(tx, [personId])).get(personId)
  if (person?.booksCommunityId !== communityId) {
    throw new DomainError(reportErrors['person-not-found'])
  }
  const volunteer = (await findVolunteers(tx, [personId])).get(personId)
  const asked = { personId, fromOn, untilOn, limit: MOST_RECORDS + 1 }
  const records = await listApprovedRecords(tx, asked)
  accept(judgeRecords(records))
  return {
    personId,
    personName: person.name,
    certificateNumber: volunteer?.certificateNumber ?? null,
    recordedBy: await placeName(ctx, communityId),
    ...{ fromOn, untilOn },
    serviceMinutes: minutes(records.reduce((sum, record) => sum + record.serviceMinutes, 0)),
    records: records.length,
    lines: linesOf(records),
    inNationalSystem,
    recordKeys: records.map((record) => ({ communityId: record.communityId, id: record.id })),
  }
}

/** 区, 街道, 社区, from the top. */
async function placeName(ctx: Ctx, communityId: Id): Promise<string> {
  const tree = await loadTree(ctx)
  const ids = new Set([communityId, ...(tree.get(communityId)?.ancestorIds ?? [])])
  const nodes = [...tree.values()].filter(({ id }) => ids.has(id))
  nodes.sort((one, other) => nodeKinds.indexOf(one.kind) - nodeKinds.indexOf(other.kind))
  return nodes.map(({ name }) => name).join(' ')
}
