import { describe, expect, it } from 'vitest'
import { readFile } from '../../src/features/import/read-file.ts'
import { matchColumns, missingColumns } from '../../src/features/import/rules/columns.ts'
import {
  isRead,
  readDate,
  readMinutes,
  readTime,
} from '../../src/features/import/rules/read-cells.ts'
import { makePlaces } from '../../src/features/import/rules/places.ts'
import { DomainError } from '../../src/kernel/errors.ts'
import { makeArchive, makeWorkbook } from '../support/workbook.ts'

const TABLE = '姓名,手机号,社区\n演示甲,13800000001,月湖社区\n演示乙,13800000002,月湖\n'
/** The same in GB18030, with 𠀀, which takes four bytes and which GBK does not have. */
const GB18030 = Buffer.from(
  'd0d5c3fb2ccad6bbfabac52cc9e7c7f80ad1ddcabebcd795328236' +
    '2c31333830303030303030312cd4c2bafec9e7c7f80a',
  'hex',
)

async function codeOf(bytes: Buffer): Promise<string> {
  try {
    await readFile(bytes, null)
    return 'read'
  } catch (error) {
    if (error instanceof DomainError) return error.refusal.error.code
    throw error
  }
}

const value = <T>(read: { value: T } | { reason: string }) => (isRead(read) ? read.value : null)
const reason = <T>(read: { value: T } | { reason: string }) => (isRead(read) ? null : read.reason)

describe('a text file', () => {
  it.each([
    ['UTF-8', Buffer.from(TABLE)],
    ['UTF-8 with BOM', Buffer.from(`\uFEFF${TABLE}`)],
    ['UTF-16 as spreadsheets write it', Buffer.from(`\uFEFF${TABLE}`, 'utf16le')],
    ['tabs', Buffer.from(TABLE.replaceAll(',', '\t'))],
    ['semicolons', Buffer.from(TABLE.replaceAll(',', ';'))],
    ['wide commas', Buffer.from(TABLE.replaceAll(',', '，'))],
    ['CRLF', Buffer.from(TABLE.replaceAll('\n', '\r\n'))],
  ])('is read in %s', async (_, bytes) => {
    const { kind, headers, rows } = await readFile(bytes, null)
    expect([kind, headers]).toEqual(['people', ['姓名', '手机号', '社区']])
    expect(rows).toEqual([
      { line: 2, cells: ['演示甲', '13800000001', '月湖社区'] },
      { line: 3, cells: ['演示乙', '13800000002', '月湖'] },
    ])
  })

  it('is read in GB18030, characters of four bytes included', async () => {
    const { rows, notes } = await readFile(GB18030, null)
    expect(rows[0]?.cells).toEqual(['演示甲𠀀', '13800000001', '月湖社区'])
    expect(notes).toEqual(['按 GB18030 编码读取'])
  })

  it('has its header below a title, keeps the lines of the file and leaves blank ones out', async () => {
    const text = `2025年志愿者花名册,,\n\n${TABLE.replace('演示乙', '"演示\n乙"')}\n,,\n演示丙,,月湖\n`
    const { headerLine, rows } = await readFile(Buffer.from(text), null)
    expect(headerLine).toBe(3)
    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [4, '演示甲'],
      [5, '演示\n乙'],
      [9, '演示丙'],
    ])
  })

  it.each([
    ['nothing at all', Buffer.alloc(0), 'import.file-empty'],
    ['only blanks', Buffer.from(' \n,,\n'), 'import.file-empty'],
    ['only a header', Buffer.from('姓名,手机号,社区\n'), 'import.file-no-rows'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'import.file-old-xls'],
    ['a picture', Buffer.from('89504e470d0a1a0a00000000', 'hex'), 'import.file-not-table'],
    ['bytes of no encoding', Buffer.from('c4e3ff80fffe0a', 'hex'), 'import.file-encoding'],
    ['half a workbook', Buffer.from('504b0304140000000800', 'hex'), 'import.file-damaged'],
    ['an unclosed quote', Buffer.from(`姓名,手机号,社区\n"演示,1,2\n`), 'import.file-quotes'],
    ['no known headings', Buffer.from('甲,乙\n1,2\n'), 'import.kind-unknown'],
  ])('of %s is refused as a whole', async (_, bytes, code) => {
    expect(await codeOf(bytes)).toBe(code)
  })
})

describe('a workbook', () => {
  it('is read as it would be typed: phones, days, times, inline and shared texts', async () => {
    const bytes = await makeWorkbook(
      [
        ['姓名', '手机号', '社区', '出生日期', '注册日期'],
        [
          { richText: [{ text: '演示' }, { text: '甲' }] },
          13800000001,
          '月湖',
          new Date(Date.UTC(1990, 0, 5)),
          '2020/1/5',
        ],
      ],
      (sheet) => (sheet.getColumn(4).numFmt = 'yyyy"年"m"月"d"日"'),
    )
    const { rows } = await readFile(bytes, null)
    expect(rows).toEqual([
      {
        line: 2,
        cells: ['演示甲', '13800000001', '月湖', '1990-01-05', '2020/1/5'],
        flaws: [],
      },
    ])
  })

  it('marks formulas, errors and merged cells of its rows, not those of a title', async () => {
    const bytes = await makeWorkbook(
      [
        ['志愿者花名册'],
        ['姓名', '手机号', '社区'],
        ['演示甲', 13800000001, '月湖'],
        ['演示乙', 13800000002],
        [{ formula: 'A3&"丙"', result: '演示丙' }, { error: '#N/A' }, '月湖'],
      ],
      (sheet) => {
        sheet.mergeCells('A1:C1')
        sheet.mergeCells('C3:C4')
      },
    )
    const { rows } = await readFile(bytes, null)
    expect(rows.map(({ line, flaws }) => [line, flaws])).toEqual([
      [3, [{ at: 2, kind: 'merged' }]],
      [4, [{ at: 2, kind: 'merged' }]],
      [
        5,
        [
          { at: 0, kind: 'formula' },
          { at: 1, kind: 'error' },
        ],
      ],
    ])
  })

  it('is its first visible sheet; hidden ones are named and not read', async () => {
    const bytes = await makeWorkbook([['别的']], (first, workbook) => {
      first.state = 'veryHidden'
      const sheet = workbook.addWorksheet('名册二')
      sheet.addRow(['姓名', '手机号', '社区'])
      sheet.addRow(['演示甲', '13800000001', '月湖'])
      workbook.addWorksheet('说明').addRow(['填写说明'])
    })
    const { rows, notes } = await readFile(bytes, null)
    expect(rows).toHaveLength(1)
    expect(notes).toEqual(['没有读隐藏的工作表“名册”', '没有读工作表“说明”'])
  })

  it('of another program is read too: prefixed names, a sheet of any name, no references', async () => {
    const sheet = [
      '<x:worksheet xmlns:x="m"><x:sheetData>',
      '<x:row><x:c t="str"><x:v>姓名</x:v></x:c><x:c t="inlineStr"><x:is><x:t>手机号</x:t></x:is></x:c>',
      '<x:c t="str"><x:v>社区</x:v></x:c></x:row>',
      '<x:row><x:c t="str"><x:v>甲 &amp; 乙</x:v></x:c><x:c><x:v>1.3800000001E10</x:v></x:c>',
      '<x:c t="str"><x:v>&#26376;湖</x:v></x:c></x:row>',
      '</x:sheetData></x:worksheet>',
    ].join('')
    const { rows } = await readFile(makeArchive(sheet), null)
    expect(rows).toEqual([{ line: 2, cells: ['甲 & 乙', '13800000001', '月湖'], flaws: [] }])
  })

  it.each([
    ['one endless row', `<row r="2"><c r="A2" t="str"><v>${' '.repeat(2_000_000)}</v></c></row>`],
    ['columns without end', `<row r="2"><c r="ZZ2" t="str"><v>1</v></c></row>`],
  ])('with %s is refused', async (_, row) => {
    const header = '<row><c t="str"><v>姓名</v></c><c t="str"><v>社区</v></c></row>'
    const sheet = `<worksheet><sheetData>${header}${row}</sheetData></worksheet>`
    expect(await codeOf(makeArchive(sheet))).toMatch(/^import\.file-(damaged|too-many-rows)$/)
  })
})

describe('the columns', () => {
  it('are known by their usual headings, with marks, spaces and notes in brackets', () => {
    const headers = ['* 姓 名', '联系电话（手机）', '所在社区', '政治面貌：', '服务卡号', '别的']
    expect(matchColumns('people', headers)).toEqual({
      name: 0,
      phone: 1,
      community: 2,
      politicalStatus: 3,
      cardNumber: 4,
    })
  })

  it('that are needed and not there are named', () => {
    const headers = ['志愿者姓名', '服务社区', '服务项目', '服务内容', '地点', '开始时间', '时长']
    const missing = missingColumns('records', matchColumns('records', headers))
    expect(missing).toEqual(['服务卡号，或姓名和手机号', '负责人'])
  })
})

describe('a cell', () => {
  it.each([
    ['2024-01-05', '2024-01-05'],
    ['2024/1/5', '2024-01-05'],
    ['２０２４．１．５', '2024-01-05'],
    ['2024年1月5日', '2024-01-05'],
    ['20240105', '2024-01-05'],
    ['2024-01-05 00:00:00', '2024-01-05'],
  ])('of %s is a day', (cell, day) => {
    expect(value(readDate(cell))).toBe(day)
  })

  it.each([
    ['2024-02-30', '没有这一天'],
    ['24-1-5', '年份要写四位'],
    ['5/1/2024', '分不清月和日'],
    ['45296', '日期序号'],
    ['1月5日', '少了年份'],
    ['2024年1月', '少了日'],
    ['昨天', '日期看不懂'],
  ])('of %s is no day, and says why', (cell, why) => {
    expect(reason(readDate(cell))).toContain(why)
  })

  it.each([
    ['9:00', '09:00'],
    ['０９：３０', '09:30'],
    ['14:30:00', '14:30'],
    ['9点', '09:00'],
    ['9时30分', '09:30'],
    ['下午2:30', '14:30'],
    ['2024-01-05 09:00', '09:00'],
  ])('of %s is a time', (cell, time) => {
    expect(value(readTime(cell))?.time).toBe(time)
  })

  it.each(['25:00', '9:75', '早', '09:00-11:00'])('of %s is no time', (cell) => {
    expect(reason(readTime(cell))).toContain('时间看不懂')
  })

  it.each([
    ['90', 90],
    ['９０', 90],
    ['90分钟', 90],
    ['1,200', 1_200],
    ['90.0', 90],
  ])('of %s is minutes', (cell, amount) => {
    expect(value(readMinutes(cell))).toBe(amount)
  })

  it.each([
    ['1.5小时', '请写分钟，例如 90'],
    ['2h', '请写分钟，例如 120'],
    ['1.5', '像是小时，请写分钟，例如 90'],
    ['1:30', '小时和分'],
    ['0', '大于零'],
    ['-30', '大于零'],
    ['九十', '看不懂'],
  ])('of %s is no minutes, and says why', (cell, why) => {
    expect(reason(readMinutes(cell))).toContain(why)
  })
})

describe('a community', () => {
  const node = (id: string, kind: 'subdistrict' | 'community', parentId: string, name: string) => ({
    ...{ id, kind, parentId, name, ancestorIds: [], code: null, phone: null },
    aliases: name === '月湖社区' ? ['月明社区'] : [],
  })
  const places = makePlaces([
    node('s1', 'subdistrict', 'd', '云岩街道'),
    node('s2', 'subdistrict', 'd', '南明街道'),
    node('c1', 'community', 's1', '月湖社区'),
    node('c2', 'community', 's1', '新华社区'),
    node('c3', 'community', 's2', '新华社区'),
  ])

  it.each([
    ['月湖', null, 'c1'],
    ['月湖社区居委会', null, 'c1'],
    ['月明', null, 'c1'],
    ['新华', '南明街道', 'c3'],
    ['新华社区', '云岩', 'c2'],
    ['云岩街道新华社区', null, 'c2'],
    ['南明街道·新华', null, 'c3'],
  ])('called %s in %s is found', (name, subdistrict, id) => {
    expect(value(places.find(name, subdistrict))).toBe(id)
  })

  it.each([
    ['新华', null, '有几个社区'],
    ['太阳', null, '没有社区'],
    ['月湖', '南明', '里没有社区'],
  ])('called %s in %s is not, and says why', (name, subdistrict, why) => {
    expect(reason(places.find(name, subdistrict))).toContain(why)
  })
})
