import { describe, expect, it } from 'vitest'
import { readImportWords } from '../../scripts/support/import-words.ts'
import { UsageError } from '../../scripts/support/usage-error.ts'

const ID = '01a20e14-e44f-7592-ab5c-35f11ed9272d'

describe('the words after npm run import', () => {
  it('check a file unless more is said', () => {
    expect(readImportWords(['a.csv'])).toMatchObject({
      ...{ act: 'check', file: 'a.csv', kind: null, phone: null, skipBad: false, duplicates: null },
    })
  })

  it('hand a file in, with every choice', () => {
    const words = ['a.csv', '--hand-in', '--by', '138 0000 0001', '--name', '演示甲', '--skip-bad']
    const more = ['--kind', 'records', '--duplicates', 'skip', '--map', 'a=姓名', '--map', 'b=社区']
    expect(readImportWords([...words, ...more, '--report', 'bad.xlsx'])).toMatchObject({
      ...{ act: 'handIn', phone: '13800000001', name: '演示甲', skipBad: true, kind: 'records' },
      ...{ duplicates: 'skip', pairs: ['a=姓名', 'b=社区'], report: 'bad.xlsx' },
    })
  })

  it('approve and reject by number', () => {
    const by = ['--by', '13800000001']
    expect(readImportWords(['--approve', ID, ...by])).toMatchObject({ act: 'approve', id: ID })
    expect(readImportWords(['--reject', ID, ...by, '--reason', '重来'])).toMatchObject({
      ...{ act: 'reject', id: ID, reason: '重来' },
    })
  })

  it.each([
    ['nothing', []],
    ['two files', ['a.csv', 'b.csv']],
    ['an unknown word', ['a.csv', '--force']],
    ['an unknown kind', ['a.csv', '--kind', 'wallets']],
    ['a phone that is none', ['a.csv', '--by', '12']],
    ['nobody who hands in', ['a.csv', '--hand-in']],
    ['nobody who approves', ['--approve', ID]],
    ['a number that is none', ['--approve', '7', '--by', '13800000001']],
    ['a file to approve', ['a.csv', '--approve', ID, '--by', '13800000001']],
  ])('of %s are answered with how to call it', (_, words) => {
    expect(() => readImportWords(words)).toThrow(UsageError)
    expect(() => readImportWords(words)).toThrow('用法 (usage)')
  })
})
