import { canonicalJson } from '../../../kernel/canonical-json.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { minutes } from '../../../kernel/minutes.ts'
import { equalSecrets, lookupHash, type SealKeys } from '../../../kernel/seal.ts'
import { foldDigits } from '../../../kernel/text.ts'
import type { ApprovedRecord } from '../../service/model.ts'
import { reportErrors } from '../errors.ts'
import type {
  CertificateContent,
  CertificateLine,
  CertificateState,
  ServiceCertificate,
} from '../model.ts'

/** Some years of daily service; who has more asks for two papers. */
export const MOST_RECORDS = 5_000

export type CertificateWish = {
  readonly personId: Id
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
}

/** Of somebody else, of days that are over or under way. */
export function judgeWish(
  { personId, fromOn, untilOn }: CertificateWish,
  actorId: Id | null,
  today: CivilDate,
): Refusal | null {
  if (actorId === personId) return refuse(reportErrors['own-certificate'])
  if (fromOn > untilOn) return refuse(reportErrors['period-upside-down'])
  return untilOn > today ? refuse(reportErrors['period-not-over']) : null
}

/** Only service that was approved is on a certificate, and there is none about nothing (R-16). */
export function judgeRecords(records: readonly ApprovedRecord[]): Refusal | null {
  if (records.length === 0) return refuse(reportErrors['nothing-to-certify'])
  return records.length > MOST_RECORDS ? refuse(reportErrors['too-much-to-certify']) : null
}

/** By offering, the longest service first; the free texts of records may name people, so they stay out. */
export function linesOf(records: readonly ApprovedRecord[]): readonly CertificateLine[] {
  const lines = new Map<Id, CertificateLine>()
  for (const { offeringId, offeringName, domain, serviceMinutes } of records) {
    const line = lines.get(offeringId)
    lines.set(offeringId, {
      offeringName,
      domain,
      records: (line?.records ?? 0) + 1,
      serviceMinutes: minutes((line?.serviceMinutes ?? 0) + serviceMinutes),
    })
  }
  return [...lines.values()].sort(
    (one, other) =>
      other.serviceMinutes - one.serviceMinutes || (one.offeringName < other.offeringName ? -1 : 1),
  )
}

/** Whoever can write to the database but has not the master key cannot make this seal. */
export function sealOf(
  keys: SealKeys,
  issued: Pick<ServiceCertificate, 'communityId' | 'id' | 'number' | 'personId' | 'content'>,
): string {
  const { communityId, id, number, personId, content } = issued
  return lookupHash(
    keys,
    `service_certificates:${canonicalJson({ communityId, id, number, personId, content })}`,
  )
}

export function stateOf(keys: SealKeys, certificate: ServiceCertificate): CertificateState {
  if (!equalSecrets(sealOf(keys, certificate), certificate.seal)) return 'altered'
  return certificate.revocation ? 'revoked' : 'valid'
}

/** Crockford's letters: none looks like another when it is read off paper. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 12

/** Beside the number, 60 bits that nobody can guess: `7K3M-9QXT-2VHB`. It follows from the number and the master key. */
export function codeOf(keys: SealKeys, number: string): string {
  const bits = BigInt(`0x${lookupHash(keys, `service_certificates:code:${number}`)}`)
  const letters = Array.from(
    { length: CODE_LENGTH },
    (_, at) => LETTERS[Number((bits >> BigInt(5 * at)) & 31n)],
  )
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-')
}

/** As people type them: full width, lower case, with or without dashes, O for 0, I and L for 1. */
export function tidyNumber(typed: string): string {
  return tidy(typed).slice(0, 40)
}

export function tidyCode(typed: string): string {
  const letters = tidy(typed).replace(/O/g, '0').replace(/[IL]/g, '1')
  return letters.slice(0, 40).replace(/(.{4})(?=.)/g, '$1-')
}

function tidy(typed: string): string {
  return foldDigits(typed.normalize('NFKC'))
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
}

/**
 * On the page that anybody with the paper sees: the first letter and the last, 何*珍, and what stands
 * in brackets behind. A photograph of the QR tells no more than that; whoever holds the paper can
 * have the whole name compared.
 */
export function maskName(name: string): string {
  const [, plain = '', note = ''] = /^([^(（]*)(.*)$/.exec(name) ?? []
  const letters = Array.from(plain.trim())
  const last = letters.length > 2 ? (letters.at(-1) ?? '') : ''
  return `${letters[0] ?? ''}*${last}${note}`
}

/** The name as it is on paper; spaces and the ways to write a middle dot do not matter. */
export function isSameName(typed: string, { personName }: CertificateContent): boolean {
  const plain = (name: string) => name.normalize('NFKC').replace(/[\s·•・‧.]/g, '')
  return plain(typed) !== '' && plain(typed) === plain(personName)
}
