import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killScriptAt, runScriptOnce } from '../../scripts/support/server-process.ts'
import { makeTemporaryData, removeTemporaryData } from '../../scripts/support/temporary-data.ts'

const LONG = 600_000
const args = ['--scale', '13x15']

/** The fingerprint of all trial balances, on the last line but the sign-ins. */
function fingerprintIn(printed: string): string | undefined {
  return /试算表 ([0-9a-f]{16})，账目无误/.exec(printed)?.[1]
}

describe('npm run seed', { timeout: LONG }, () => {
  const folders: string[] = []
  let whole = ''
  let cut = ''

  beforeAll(() => {
    whole = makeTemporaryData('seed')
    cut = makeTemporaryData('seed-cut')
    folders.push(whole, cut)
  })
  afterAll(async () => {
    for (const folder of folders) await removeTemporaryData(folder)
  }, LONG)

  it('that is killed with signal 9 twice ends with the trial balance of one that is not', async () => {
    const undisturbed = await runScriptOnce('seed.ts', { dataDir: whole, args })
    const on = { dataDir: cut, args }
    expect(await killScriptAt('seed.ts', on, /^\d{4}-\d\d-\d\d  28\//)).toBe('SIGKILL')
    expect(await killScriptAt('seed.ts', on, /^\d{4}-\d\d-\d\d  84\//)).toBe('SIGKILL')
    const finished = await runScriptOnce('seed.ts', on)
    expect(fingerprintIn(undisturbed)).toMatch(/./)
    expect(fingerprintIn(finished)).toBe(fingerprintIn(undisturbed))
    const books = await runScriptOnce('check-books.ts', { dataDir: cut })
    expect(books.split('\n').at(-1)).toContain('账目无误')
  })
})
