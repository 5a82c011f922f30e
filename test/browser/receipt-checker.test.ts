import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { launchBrowser } from '../support/browser.ts'
import { openHttp } from '../support/http.ts'
import { makeSaver, makeStation } from '../support/savings.ts'
import { openWorld, type World } from '../support/world.ts'

const LONG = 120_000

let world: World
let browser: Browser
let folder: string
let receipt: string
let keys: string
let otherKeys: string
beforeAll(async () => {
  browser = await launchBrowser()
  world = await openWorld()
  const http = openHttp(world)
  const here = await makeStation(world)
  const there = await makeStation(world)
  const saver = await makeSaver(world, here, 90)
  await makeSaver(world, there, 60)
  await makeSaver(world, here, 60)
  await sealTrees(world.ctx)
  const text = async (path: string, cookie?: string) =>
    (await http.call<string>(path, cookie === undefined ? {} : { cookie })).body
  const cookie = await http.cookieOf(saver)
  receipt = await text(`/receipts/${here.communityId}/1/receipt.tlog-proof`, cookie)
  keys = await text(`/log/${here.communityId}/keys.txt`)
  otherKeys = await text(`/log/${there.communityId}/keys.txt`)
  folder = await mkdtemp(join(tmpdir(), 'aixin-checker-'))
  await writeFile(join(folder, 'checker.html'), await text('/log/checker?save'))
}, LONG)
afterAll(async () => {
  await browser.close()
  await world.close()
  await rm(folder, { recursive: true })
})

const screens = [
  ['on a phone', { width: 390, height: 844 }],
  ['on a desktop', { width: 1366, height: 900 }],
] as const

/** The saved page without a network; whatever it asks for is a fault. */
async function offline(
  viewport: (typeof screens)[number][1],
  story: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', offline: true })
  const faults: string[] = []
  const address = pathToFileURL(join(folder, 'checker.html')).href
  context.on('weberror', (error) => faults.push(String(error.error())))
  context.on('request', (request) => {
    if (request.url() !== address) faults.push(`asks for ${request.url()}`)
  })
  try {
    const page = await context.newPage()
    await page.goto(address)
    await story(page)
    expect(faults).toEqual([])
  } finally {
    await context.close()
  }
}

const fileOf = (text: string) => ({
  name: 'receipt.tlog-proof',
  mimeType: 'text/plain',
  buffer: Buffer.from(text, 'utf8'),
})

/** The verdict, in one line. */
async function judged(page: Page, file: string, keyText: string): Promise<string> {
  await page.getByLabel('凭条文件').setInputFiles(fileOf(file))
  await page.getByLabel('社区账本的公钥').fill(keyText)
  await page.locator('#verdict').evaluate((box) => box.replaceChildren())
  await page.getByRole('button', { name: '核对' }).click()
  const heading = page.locator('#verdict h2')
  await heading.waitFor()
  return (await page.locator('#verdict').innerText()).replace(/\s+/g, ' ')
}

async function expectAccessible(page: Page): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wide).toBeLessThanOrEqual(0)
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

function spoiled(file: string, at: number): string {
  return file.slice(0, at) + (file.charAt(at) === 'A' ? 'B' : 'A') + file.slice(at + 1)
}

describe.each(screens)('the saved checker %s', (_, viewport) => {
  it('finds a good receipt good and tells its facts', { timeout: LONG }, () =>
    offline(viewport, async (page) => {
      await expectAccessible(page)
      const verdict = await judged(page, receipt, keys)
      expect(verdict).toMatch(/^有效 .*数额 1 小时 30 分.*事由 调整.*第 1 笔，签名时共 2 笔/)
      expect(verdict).toMatch(/转入人编号 [0-9a-f-]{36}/)
      await expectAccessible(page)
    }),
  )
})

describe('the saved checker', () => {
  it('takes the keys from a file, with remarks in it', { timeout: LONG }, () =>
    offline(screens[0][1], async (page) => {
      await page.getByLabel('公钥文件').setInputFiles(fileOf(`# 月湖社区\r\n${keys}`))
      expect(await judged(page, receipt, '')).toMatch(/^有效/)
    }),
  )

  it('says why a receipt is not good', { timeout: LONG }, () =>
    offline(screens[0][1], async (page) => {
      expect(await judged(page, receipt, otherKeys)).toMatch(/^无效 没有用这里给的公钥签名/)
      expect(await judged(page, receipt, '')).toMatch(/^无效 请先贴上/)
      expect(await judged(page, receipt, spoiled(keys, 10))).toMatch(/^无效 公钥不完整/)
      expect(await judged(page, '你好', keys)).toMatch(/^无效 这个文件不是储蓄凭条/)
      const forged = receipt.replace(/extra (\S+)/, (_, extra: string) => {
        const told = Buffer.from(extra, 'base64').toString('utf8')
        const more = told.replace(/amountMinutes\\":90/, 'amountMinutes\\":99')
        expect(more).not.toBe(told)
        return `extra ${Buffer.from(more, 'utf8').toString('base64')}`
      })
      expect(await judged(page, forged, keys)).toMatch(/^无效 这一笔不在签名的账本里/)
    }),
  )

  it('falls with any letter of the receipt changed', { timeout: LONG }, () =>
    offline(screens[1][1], async (page) => {
      const found = await page.evaluate(
        ([files, keyText]) =>
          files.map((file) => {
            try {
              ;(globalThis as unknown as Judging).judge(file, keyText)
              return 'good'
            } catch (error) {
              return (error as Error).message
            }
          }),
        [[...receipt].map((_, at) => spoiled(receipt, at)), keys] as const,
      )
      expect(found).toHaveLength(receipt.length)
      expect(found.filter((each) => each === 'good')).toEqual([])
    }),
  )
})

type Judging = { judge(file: string, keys: string): unknown }
