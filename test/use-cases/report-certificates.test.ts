import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCertificate } from '../../src/features/report/get-certificate.ts'
import { issueCertificate } from '../../src/features/report/issue-certificate.ts'
import { listCertificates } from '../../src/features/report/list-certificates.ts'
import { revokeCertificate } from '../../src/features/report/revoke-certificate.ts'
import { approveRecords } from '../../src/features/service/approve-records.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { reverseRecord } from '../../src/features/service/reverse-record.ts'
import { plusMinutes, type CivilDate } from '../../src/kernel/clock.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { asRole } from '../support/as-role.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { keyOf, submitGreen, submitWith } from '../support/service.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
let here: Station
let offeringId: Id
let otherId: Id

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  offeringId = await world.makeOffering({ name: '代办服务' })
  otherId = await world.makeOffering({ name: '陪伴' })
})
afterAll(async () => {
  expect(await findBrokenPromises(world.sql)).toEqual([])
  await world.close()
})

const volunteerHere = () => world.makePerson({ communityId: here.communityId, volunteer: true })

async function approve(keys: readonly RecordKey[]): Promise<void> {
  const input = { records: keys, opened: keys.map(({ id }) => id) }
  await world.run(approveRecords, here.first.actor, here.communityId, input)
}

/** An approved hour and a quarter of service, `hoursAgo` before now. */
async function serve(person: TestPerson, hoursAgo: number, offering = offeringId) {
  const at = { communityId: here.communityId, offeringId: offering, hoursAgo }
  const key = keyOf(await submitGreen(world, person, at, 75))
  await approve([key])
  return key
}

const day = (text: string) => text as CivilDate
const wishOf = (person: TestPerson, from = '2026-11-01', until = '2026-11-24') => ({
  ...{ personId: person.id, fromOn: day(from), untilOn: day(until) },
  inNationalSystem: false,
})

const issue = (person: TestPerson, issuer = here.first) =>
  world.run(issueCertificate, issuer.actor, here.communityId, wishOf(person))

const revoke = (certificateId: Id, by = here.first, reason = '姓名写错') =>
  world.run(revokeCertificate, by.actor, here.communityId, { certificateId, reason })

const look = (certificateId: Id) =>
  getCertificate(world.ctx, { communityId: here.communityId, certificateId })

describe('a certificate', () => {
  it('says what was approved, for whom, by whom, and nothing else', async () => {
    const person = await volunteerHere()
    const keys = [await serve(person, 4), await serve(person, 8), await serve(person, 30, otherId)]
    await submitGreen(world, person, { communityId: here.communityId, offeringId, hoursAgo: 12 })
    const { certificateId, number } = await issue(person)
    const { certificate, state, correction } = await look(certificateId)
    expect([state, correction]).toEqual(['valid', null])
    expect(number).toMatch(/^[A-Z]+J2026\d{6}$/)
    expect(certificate.content).toMatchObject({
      ...{ number, personId: person.id, serviceMinutes: 225, records: 3, issuedOn: '2026-11-24' },
      ...{ fromOn: '2026-11-01', untilOn: '2026-11-24', inNationalSystem: false },
      lines: [
        { offeringName: '代办服务', records: 2, serviceMinutes: 150 },
        { offeringName: '陪伴', records: 1, serviceMinutes: 75 },
      ],
    })
    expect(certificate.content.recordedBy).toMatch(/^演示区 /)
    const known = (all: readonly RecordKey[]) => all.map(({ id }) => id).sort()
    expect(known(certificate.content.recordKeys)).toEqual(known(keys))
  })

  it('is of its days only, both included', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    await serve(person, 24 * 3)
    const days = wishOf(person, '2026-11-21', '2026-11-21')
    const issued = await world.run(issueCertificate, here.first.actor, here.communityId, days)
    expect((await look(issued.certificateId)).certificate.content.records).toBe(1)
  })

  it('has a number of its own, also when two are issued at once', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    const both = await Promise.all([issue(person), issue(person, here.second)])
    expect(new Set(both.map(({ number }) => number)).size).toBe(2)
    expect(new Set(both.map(({ code }) => code)).size).toBe(2)
    const listed = await listCertificates(world.ctx, { personId: person.id })
    expect(listed.map(({ number }) => number).sort()).toEqual(both.map((one) => one.number).sort())
  })

  it('is filed, and given once under one key', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    const key = `certificate-${person.id}`
    const ask = () =>
      world.run(issueCertificate, here.first.actor, here.communityId, wishOf(person), key)
    expect(await ask()).toEqual(await ask())
    const acts = await world.sql<{ act: string; actor_id: Id }[]>`
      select act, actor_id from audit_events where subjects ? ${person.id} and act like 'report.%'`
    expect([...acts]).toEqual([{ act: 'report.issue-certificate', actor_id: here.first.id }])
  })

  it.each([
    ['by the person it is about', async () => [here.first, here.first], 'report.own-certificate'],
    ['by another volunteer', async () => [await volunteerHere(), null], 'person.role-missing'],
    [
      'by a coordinator of another community',
      async () => [(await makeStation(world)).first, null],
      'person.role-missing',
    ],
    [
      'of somebody whose books are elsewhere',
      async () => [
        here.first,
        await world.makePerson({ communityId: await world.makeCommunity(), volunteer: true }),
      ],
      'report.person-not-found',
    ],
    ['of nothing', async () => [here.first, null], 'report.nothing-to-certify'],
  ] as const)('is not issued %s', async (_, people, code) => {
    const [by, about] = await people()
    const person = about ?? (await volunteerHere())
    const { result } = await world.attempt(
      issueCertificate,
      by?.actor ?? here.first.actor,
      here.communityId,
      wishOf(person),
    )
    expect(isRefusal(result) && result.error.code).toBe(code)
  })
})

describe('a correction', () => {
  it('shows beside the paper, which stays what it was', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    const wrong = await serve(person, 8)
    const { certificateId } = await issue(person)
    const before = await look(certificateId)
    await world.run(reverseRecord, here.first.actor, here.communityId, {
      ...wrong,
      reason: '记错了',
      proposeWriteOff: false,
    })
    const after = await look(certificateId)
    expect(after.certificate).toEqual(before.certificate)
    expect(after.correction).toEqual({ corrected: 1, serviceMinutes: 75 })
    const startsAt = plusMinutes(world.now(), -8 * 60)
    const right = await submitWith(world, person.id, here.communityId, {
      ...{ personId: person.id, offeringId, replacesId: wrong.id },
      ...{ startsAt, endsAt: plusMinutes(startsAt, 20) },
    })
    await approve([keyOf(right)])
    expect((await look(certificateId)).correction).toEqual({ corrected: 1, serviceMinutes: 95 })
  })

  it('is none when more is approved later', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    const { certificateId } = await issue(person)
    await serve(person, 8)
    expect((await look(certificateId)).correction).toBeNull()
  })
})

describe('a revocation', () => {
  it('is written once, with its reason, and the paper stays', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    const { certificateId } = await issue(person)
    const before = await look(certificateId)
    await revoke(certificateId, here.second)
    const { certificate, state } = await look(certificateId)
    expect(state).toBe('revoked')
    expect(certificate.revocation).toEqual({
      ...{ revokedAt: world.now(), revokedById: here.second.id, reason: '姓名写错' },
    })
    expect(certificate.content).toEqual(before.certificate.content)
    await expect(revoke(certificateId)).rejects.toThrow('report.certificate-revoked')
    expect((await listCertificates(world.ctx, { personId: person.id }))[0]?.state).toBe('revoked')
  })

  it('by two at once is one, with one reason', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    const { certificateId } = await issue(person)
    const tries = await Promise.allSettled([
      revoke(certificateId, here.first, '第一个'),
      revoke(certificateId, here.second, '第二个'),
    ])
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const acts = await world.sql`
      select reason from audit_events join audit_reasons on event_id = id
       where act = 'report.revoke-certificate' and subjects ? ${certificateId}`
    expect(acts).toHaveLength(1)
    const { revocation } = (await look(certificateId)).certificate
    expect(revocation?.reason).toBe(acts[0]?.['reason'])
  })

  it('is not for the person it is about, nor for others', async () => {
    const person = await world.makePerson({
      communityId: here.communityId,
      volunteer: true,
      roles: ['coordinator'],
    })
    await serve(person, 4)
    const { certificateId } = await issue(person)
    await expect(revoke(certificateId, person)).rejects.toThrow('report.own-certificate')
    const stranger = (await makeStation(world)).first
    await expect(revoke(certificateId, stranger)).rejects.toThrow('person.role-missing')
    await expect(revoke(newId())).rejects.toThrow('report.certificate-not-found')
  })
})

describe('the database', () => {
  const changes = [
    `update service_certificates set content = '{}'`,
    `update service_certificates set seal = 'x'`,
    'update service_certificates set revoked_at = null, revoked_by_id = null, revoked_reason = null',
    'delete from service_certificates',
    'truncate service_certificates',
  ]

  beforeAll(async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    await revoke((await issue(person)).certificateId)
  })

  it.each(changes)('refuses %s, whoever asks', async (text) => {
    expect(await asRole(world.test, 'aixin_app', text)).toBe('42501')
    expect(await asRole(world.test, 'aixin_migrate', 'set role aixin_owner', text)).toBe('42501')
    const replica = 'set session_replication_role = replica'
    expect(await asRole(world.test, 'postgres', replica, text)).toBe('42501')
  })

  it('is not believed when somebody got round that', async () => {
    const person = await volunteerHere()
    await serve(person, 4)
    const { certificateId } = await issue(person)
    await world.sql.begin(async (sql) => {
      await sql`alter table service_certificates disable trigger service_certificates_revoked_once`
      await sql`
        update service_certificates
           set content = jsonb_set(content, '{serviceMinutes}', '75000')
         where id = ${certificateId}`
      await sql`
        alter table service_certificates enable always trigger service_certificates_revoked_once`
    })
    const { state, correction } = await look(certificateId)
    expect([state, correction]).toEqual(['altered', null])
  })
})
