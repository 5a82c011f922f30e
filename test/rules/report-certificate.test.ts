import { describe, expect, it } from 'vitest'
import type { CertificateContent, ServiceCertificate } from '../../src/features/report/model.ts'
import {
  codeOf,
  isSameName,
  judgeRecords,
  judgeWish,
  linesOf,
  maskName,
  MOST_RECORDS,
  sealOf,
  stateOf,
  tidyCode,
  tidyNumber,
} from '../../src/features/report/rules/certificate.ts'
import { judgeRows, MOST_ROWS } from '../../src/features/report/rules/table-paper.ts'
import type { ApprovedRecord } from '../../src/features/service/model.ts'
import type { CivilDate, Instant } from '../../src/kernel/clock.ts'
import { newId } from '../../src/kernel/ids.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import { deriveKeys } from '../../src/kernel/seal.ts'

const keys = deriveKeys(Buffer.alloc(32, 1))
const otherKeys = deriveKeys(Buffer.alloc(32, 2))
const day = (text: string) => text as CivilDate

function recordOf(offeringName: string, length: number): ApprovedRecord {
  return {
    communityId: newId(),
    id: newId(),
    offeringId: offeringName,
    offeringName,
    domain: 'benefit',
    startsAt: '2026-11-01T01:00:00.000Z' as Instant,
    serviceMinutes: minutes(length),
  }
}

const content: CertificateContent = {
  number: 'NMJ2026000001',
  personId: newId(),
  personName: '何秀珍',
  certificateNumber: 'NM2026000005',
  recordedBy: '演示区 演示街道 演示社区',
  fromOn: day('2026-01-01'),
  untilOn: day('2026-11-24'),
  serviceMinutes: minutes(150),
  records: 2,
  lines: [{ offeringName: '代办', domain: 'benefit', records: 2, serviceMinutes: minutes(150) }],
  inNationalSystem: false,
  issuedOn: day('2026-11-24'),
  issuerName: '陈慧',
  recordKeys: [{ communityId: newId(), id: newId() }],
}

const issued = {
  communityId: newId(),
  id: newId(),
  number: content.number,
  personId: content.personId,
  content,
}

const certificate: ServiceCertificate = {
  ...issued,
  seal: sealOf(keys, issued),
  issuedAt: '2026-11-24T01:00:00.000Z' as Instant,
  issuedById: newId(),
  revocation: null,
}

describe('what is certified', () => {
  it('is summed by offering, the longest service first', () => {
    const records = [recordOf('代办', 30), recordOf('陪伴', 90), recordOf('代办', 40)]
    expect(linesOf(records)).toEqual([
      { offeringName: '陪伴', domain: 'benefit', records: 1, serviceMinutes: 90 },
      { offeringName: '代办', domain: 'benefit', records: 2, serviceMinutes: 70 },
    ])
  })

  it('is at least one record, and not too many for one paper', () => {
    const many = Array<ApprovedRecord>(MOST_RECORDS).fill(recordOf('代办', 30))
    expect(judgeRecords([])?.error.code).toBe('report.nothing-to-certify')
    expect(judgeRecords(many)).toBeNull()
    expect(judgeRecords([...many, recordOf('代办', 30)])?.error.code).toBe(
      'report.too-much-to-certify',
    )
  })

  it.each([
    ['2026-01-01', '2026-11-24', null],
    ['2026-11-24', '2026-11-24', null],
    ['2026-11-24', '2026-11-23', 'report.period-upside-down'],
    ['2026-11-01', '2026-11-25', 'report.period-not-over'],
  ])('from %s until %s, asked on 24 November: %s', (from, until, code) => {
    const wish = { personId: 'a', fromOn: day(from), untilOn: day(until) }
    expect(judgeWish(wish, 'b', day('2026-11-24'))?.error.code ?? null).toBe(code)
    expect(judgeWish(wish, 'a', day('2026-11-24'))?.error.code).toBe('report.own-certificate')
  })
})

describe('the seal', () => {
  it('holds, whatever order a database keeps the fields in', () => {
    const turned = Object.fromEntries(Object.entries(content).reverse()) as CertificateContent
    expect(stateOf(keys, { ...certificate, content: turned })).toBe('valid')
    const revocation = { revokedAt: certificate.issuedAt, revokedById: newId(), reason: '写错' }
    expect(stateOf(keys, { ...certificate, revocation })).toBe('revoked')
  })

  it.each(Object.keys(content))('breaks when %s is changed', (field) => {
    const changed = { ...content, [field]: field === 'recordKeys' ? [] : '别的' }
    expect(stateOf(keys, { ...certificate, content: changed })).toBe('altered')
  })

  it('breaks in another row, for another person, under another key, and with no content', () => {
    for (const changed of [
      ...[{ id: newId() }, { communityId: newId() }, { personId: newId() }],
      ...[{ number: 'NMJ2026000002' }, { content: {} as CertificateContent }],
      { seal: sealOf(otherKeys, issued) },
    ]) {
      expect(stateOf(keys, { ...certificate, ...changed })).toBe('altered')
    }
  })
})

describe('the code', () => {
  it('is twelve letters that cannot be mistaken, of its number and key alone', () => {
    const codes = Array.from({ length: 200 }, (_, at) => codeOf(keys, `NMJ2026${at}`))
    for (const code of codes)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(new Set(codes).size).toBe(200)
    expect(codeOf(keys, 'NMJ2026000001')).toBe(codeOf(keys, 'NMJ2026000001'))
    expect(codeOf(otherKeys, 'NMJ2026000001')).not.toBe(codeOf(keys, 'NMJ2026000001'))
  })

  it('is read as people type it', () => {
    const code = '1A0C-E11Z-1EWY'
    for (const typed of [
      '1a0ce11z1ewy',
      ' iAoC e1lz—1EWY ',
      '１Ａ０Ｃ-E11Z-1EWY',
      '1A0C E11Z 1EWY',
    ]) {
      expect(tidyCode(typed)).toBe(code)
    }
    expect(tidyNumber(' nmj2026-000001 ')).toBe('NMJ2026000001')
    expect(tidyCode('𠮷'.repeat(500))).toBe('')
  })
})

describe('the name', () => {
  it.each([
    ['何秀珍', '何*珍'],
    ['何珍', '何*'],
    ['阿依古丽·买买提', '阿*提'],
    ['何秀珍（演示）', '何*珍（演示）'],
    ['𠮷田祥', '𠮷*祥'],
    ['何', '何*'],
  ])('%s is shown as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked)
  })

  it('is compared without regard to spaces and middle dots', () => {
    const whose = { ...content, personName: '阿依古丽·买买提' }
    for (const typed of ['阿依古丽·买买提', ' 阿依古丽・买买提 ', '阿依古丽买买提']) {
      expect(isSameName(typed, whose)).toBe(true)
    }
    for (const typed of ['', '·', '阿依古丽', '买买提'])
      expect(isSameName(typed, whose)).toBe(false)
  })
})

it('a paper holds so many rows and no more', () => {
  expect(judgeRows(MOST_ROWS)).toBeNull()
  expect(judgeRows(MOST_ROWS + 1)?.error.code).toBe('report.paper-too-long')
})
