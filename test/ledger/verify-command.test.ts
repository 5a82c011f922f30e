import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { listVerifiers } from '../../src/features/proof/list-verifiers.ts'
import { makeReceipt } from '../../src/features/proof/make-receipt.ts'
import { makeSaver, makeStation } from '../support/savings.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let folder: string

beforeAll(async () => {
  world = await openWorld()
  folder = mkdtempSync(join(tmpdir(), 'aixin-verify-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await world.close()
})

function verify(...args: readonly string[]): Promise<{ status: number | null; said: string }> {
  // No database: whoever checks a receipt has the file and the key.
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  }
  const script = new URL('../../scripts/verify.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { env })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (said += part.toString('utf8')))
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, said })))
}

it('npm run verify -- --receipt says offline whether a receipt holds', async () => {
  const here = await makeStation(world)
  await makeSaver(world, here, 90)
  await sealTrees(world.ctx)
  const { file } = await makeReceipt(world.ctx, { ...here, sequence: 1, personId: null })
  const [key = ''] = await listVerifiers(world.ctx, here)
  const paths = ['good', 'bad', 'key'].map((name) => join(folder, name))
  const [good = '', bad = '', keyFile = ''] = paths
  writeFileSync(good, file)
  writeFileSync(bad, file.replace('index 0', 'index 1'))
  writeFileSync(keyFile, `# from the wall\n${key}\n`)
  const [held, byFile, refused, noKey, unknown] = await Promise.all([
    verify('--receipt', good, '--key', key),
    verify('--receipt', good, '--key', keyFile),
    verify('--receipt', bad, '--key', key),
    verify('--receipt', good, '--key', 'nothing'),
    verify('--receipt', good),
  ])
  expect(held).toMatchObject({ status: 0, said: expect.stringContaining('凭条有效') as string })
  expect(byFile.status).toBe(0)
  expect(refused).toMatchObject({ status: 1, said: expect.stringContaining('凭条无效') as string })
  expect(noKey).toMatchObject({ status: 1, said: expect.stringContaining('读不出公钥') as string })
  expect(unknown).toMatchObject({ status: 1, said: expect.stringContaining('用法') as string })
})
