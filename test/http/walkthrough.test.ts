import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTemporaryData, removeTemporaryData } from '../../scripts/support/temporary-data.ts'
import { makeReport } from '../../scripts/walkthrough/report.ts'

const SCRIPT = join(import.meta.dirname, '../../scripts/walkthrough.ts')
/** A slow machine may take its time; a quick one takes ten seconds. */
const TIMEOUT_MS = 120_000

let folder: string
const walking = new Set<Walk>()

beforeAll(() => {
  folder = makeTemporaryData('walkthrough-test')
})
afterAll(async () => {
  for (const walk of walking) walk.interrupt()
  await Promise.all([...walking].map(({ ended }) => ended))
  await removeTemporaryData(folder)
})

type Walked = { readonly status: number | null; readonly output: string }
type Walk = { readonly ended: Promise<Walked>; interrupt(): void }

/** @param until what it has to have printed to be interrupted */
function walk(until?: string): Promise<Walked> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
    env: { PATH: dirname(process.execPath), TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (until !== undefined && output.includes(until)) child.kill('SIGINT')
  })
  const ended = new Promise<Walked>((resolve) => {
    child.once('close', (status) => resolve({ status, output }))
  })
  const walk = { ended, interrupt: () => void child.kill('SIGINT') }
  walking.add(walk)
  return ended.finally(() => walking.delete(walk))
}

const left = () => readdirSync(folder).filter((name) => name.startsWith('aixin-'))

describe('npm run walkthrough', () => {
  it(
    'walks the main job from registration to correction without a difference',
    async () => {
      const { status, output } = await walk()
      expect(output).toMatch(/\n走查完成：\d+ 步，0 处不符，用时 \S+ 秒\n$/)
      expect(output).not.toContain('✗')
      expect(status).toBe(0)
      expect(left()).toEqual([])
    },
    TIMEOUT_MS,
  )

  it(
    'leaves nothing behind when it is interrupted',
    async () => {
      const { status, output } = await walk('  2 ✓')
      expect(output).toContain('走查没有走完')
      expect(status).toBe(130)
      expect(left()).toEqual([])
    },
    TIMEOUT_MS,
  )
})

describe('the report of a walkthrough', () => {
  function reported() {
    const lines: string[] = []
    return { lines, report: makeReport((line) => lines.push(line)) }
  }

  it('counts every difference and goes on', async () => {
    const { lines, report } = reported()
    await report.step('查看结余', async (see) => {
      see('结余', 224, 225)
      see('预留', 0, 0)
    })
    await report.step('再查看', async (see) => see('结余', 225, 225))
    expect(lines[0]).toContain('1 ✗ 查看结余：✗ 结余 224，应为 225；预留 0（应为 0）')
    expect(lines[1]).toContain('2 ✓ 再查看：结余 225（应为 225）')
    expect(report.summary()).toBe('走查完成：2 步，1 处不符')
  })

  it('takes a number for another thing than its digits', async () => {
    const { report } = reported()
    await report.step('查看', async (see) => see('比例', '2.0', 2))
    expect(report.differences()).toBe(1)
  })

  it('does not come to a good end when the story breaks', async () => {
    const { lines, report } = reported()
    const step = report.step('查看', async () => {
      throw new Error('没有连上')
    })
    await step.catch((error: unknown) => report.broken(error))
    expect(lines.join('\n')).toMatch(/✗ 查看：没有做完\n.*没有连上/)
    expect(report.summary()).toBe('走查没有走完：1 步，1 处不符')
  })
})
