import { describe, expect, it } from 'vitest'
import { readExportWords } from '../../scripts/support/export-words.ts'

const words = (line: string) => readExportWords(line.split(' '))

describe('the words of an export', () => {
  it('name a format, and one community or all', () => {
    expect(words('--format hledger --community 电建一社区')).toEqual({
      ...{ format: 'hledger', community: '电建一社区', untilOn: null, out: null },
    })
    expect(words('--format csv --all --out books --until 2026-11-24')).toEqual({
      ...{ format: 'csv', community: null, untilOn: '2026-11-24', out: 'books' },
    })
  })

  it.each([
    ['--format xlsx --all --out books', '--format 只能是'],
    ['--community 电建一社区', '--format 只能是'],
    ['--format csv', '请写 --community'],
    ['--format csv --all --community 电建一社区 --out books', '请写 --community'],
    ['--format csv --all', '--out 文件夹'],
    ['--format csv --all --out books --until 2026-02-30', '日期要写成'],
    ['--format csv --community 电建一社区 --days 3', '--days'],
  ])('%s is told what is wrong with it, and how to call it', (line, problem) => {
    expect(() => words(line)).toThrow(problem)
    expect(() => words(line)).toThrow('用法')
  })
})
