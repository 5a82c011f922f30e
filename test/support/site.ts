import type { Browser } from 'playwright-core'
import { vi } from 'vitest'
import { makeMailbox } from '../../scripts/support/mailbox.ts'
import { readConfig } from '../../src/config.ts'
import { maskPhone } from '../../src/kernel/text.ts'
import { run } from '../../src/main.ts'
import { launchBrowser, withReader, type Reader, type Screen } from './browser.ts'
import { openWorld, type World } from './world.ts'

/** The real server on a world's database, and a browser to read it with. */
export type Site = {
  readonly world: World
  read(screen: Screen, story: (reader: Reader) => Promise<void>): Promise<void>
  /** Types the phone and the code that the server printed for it. */
  signIn(reader: Reader, phone: string): Promise<void>
  close(): Promise<void>
}

const PRINTED = /^短信 → (\S+?)：爱心储蓄验证码 (\d{6})/
const CODE_MS = 10_000

export async function openSite(): Promise<Site> {
  const browser: Browser = await launchBrowser()
  const world = await openWorld()
  const codes = makeMailbox<string>()
  const printing = vi.spyOn(console, 'log').mockImplementation((line: unknown) => {
    const [, phone, code] = PRINTED.exec(String(line)) ?? []
    if (phone && code) codes.put(phone, code)
  })
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', MASTER_KEY: '07'.repeat(32) })
  const server = await run(config, world.test.target, { now: () => world.now() })
  return {
    world,
    read: (screen, story) => withReader(browser, server.address, screen, story),
    async signIn(reader, phone) {
      await reader.open('/sign-in')
      await reader.fill('手机号', phone)
      await reader.press('获取验证码')
      await reader.fill('六位验证码', await codes.take(maskPhone(phone), CODE_MS))
      await reader.press('登录')
    },
    async close() {
      printing.mockRestore()
      await browser.close()
      await server.stop()
      await world.close()
    },
  }
}
