import { describe, expect, it } from 'vitest'
import { readRow, readSheet, readTime } from '../../src/features/service/rules/read-sheet.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import type { CivilDate } from '../../src/kernel/clock.ts'

const servedOn = '2026-11-24' as CivilDate

describe('reading a sheet', () => {
  const row = { line: 2, name: '演示甲', cardNumber: 'NMK2026000001', start: '09:00', end: '11:00' }
  const cases: readonly [string, string][] = [
    ['commas', '姓名,服务卡号,开始,结束\n演示甲,NMK2026000001,09:00,11:00\n'],
    [
      'tabs, as a spreadsheet pastes them',
      '姓名\t服务卡号\t开始\t结束\n演示甲\tNMK2026000001\t09:00\t11:00',
    ],
    ['wide commas', '姓名，服务卡号，开始，结束\n演示甲，NMK2026000001，09:00，11:00'],
    [
      'a byte order mark and CRLF',
      '\ufeff姓名,服务卡号,开始,结束\r\n演示甲,NMK2026000001,09:00,11:00\r\n',
    ],
    ['columns in another order', '开始,结束,服务卡号,姓名\n09:00,11:00,NMK2026000001,演示甲'],
    ['quotes', '"姓名","服务卡号","开始","结束"\n"演示甲","NMK2026000001","09:00","11:00"'],
    ['a column of no interest', '姓名,电话,服务卡号,开始,结束\n演示甲,x,NMK2026000001,09:00,11:00'],
  ]
  it.each(cases)('takes %s', (_, text) => {
    expect(readSheet(text)).toEqual([row])
  })

  it('counts lines as their writer sees them, empty ones included', () => {
    const rows = readSheet('姓名,开始,结束\n\n演示甲,9:00,10:00\n\n\n演示乙,9:00,10:00')
    expect(!isRefusal(rows) && rows.map(({ line }) => line)).toEqual([3, 6])
  })

  const malformed: readonly [string, string, string][] = [
    ['without a header', '演示甲,09:00,11:00', 'service.sheet-header'],
    ['without an end', '姓名,开始\n演示甲,09:00', 'service.sheet-header'],
    ['that is empty', '', 'service.sheet-header'],
    ['with an open quote', '姓名,开始,结束\n"演示甲,09:00,11:00', 'service.sheet-malformed'],
  ]
  it.each(malformed)('refuses a table %s', (_, text, code) => {
    const rows = readSheet(text)
    expect(isRefusal(rows) && rows.error.code).toBe(code)
  })
})

describe('a time on a sheet', () => {
  const nine = '2026-11-24T01:00:00.000Z'
  const cases: readonly [string, string | undefined][] = [
    ['9:00', nine],
    ['09:00', nine],
    ['09:00:00', nine],
    ['９：００', nine],
    ['2026-11-24 9:00', nine],
    ['2026/11/24 09:00', nine],
    ['2026年11月24日 09:00', nine],
    ['2026-11-24T09:00:00+08:00', nine],
    ['24:00', undefined],
    ['9:60', undefined],
    ['九点', undefined],
    ['2026-02-30 09:00', undefined],
    ['', undefined],
    ['NaN', undefined],
  ]
  it.each(cases)('%j', (text, expected) => {
    expect(readTime(text, servedOn)).toBe(expected)
  })
})

describe('a row', () => {
  const row = { line: 2, name: '演示甲', cardNumber: '', start: '9:00', end: '11:00' }
  const cases: readonly [string, Partial<typeof row>, string][] = [
    ['that names nobody', { name: ' ' }, 'service.row-person-missing'],
    ['with an invisible character', { name: '演示\u202e甲' }, 'service.row-person-unknown'],
    ['without a time', { end: '' }, 'service.row-time-malformed'],
  ]
  it.each(cases)('%s is refused', (_, changed, code) => {
    const read = readRow({ ...row, ...changed }, servedOn)
    expect(isRefusal(read) && read.error.code).toBe(code)
  })

  it('reads a card number in wide digits and small letters', () => {
    const read = readRow({ ...row, cardNumber: 'nmk２０２６000001' }, servedOn)
    expect(!isRefusal(read) && read.cardNumber).toBe('NMK2026000001')
  })
})
