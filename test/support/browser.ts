import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'

export type Screen = {
  readonly width: number
  readonly height: number
  /** False: JavaScript is switched off. */
  readonly script: boolean
}

/** Somebody in front of a screen. Every page that is come to is looked over before going on. */
export type Reader = {
  open(path: string): Promise<void>
  follow(link: string): Promise<void>
  /** Follows the link of the row that holds these words. */
  openRow(words: string): Promise<void>
  press(button: string): Promise<void>
  unfold(title: string): Promise<void>
  fill(label: string, text: string): Promise<void>
  /** Chooses of a list by the words of the option. */
  choose(label: string, option: string): Promise<void>
  tick(label: string): Promise<void>
  /** What stands in the page's main part, in one line. */
  text(): Promise<string>
}

/** @throws with what to do where there is no browser */
export function launchBrowser(): Promise<Browser> {
  const found = inject('browser')
  if ('missing' in found) throw new Error(found.missing)
  return chromium.launch({ executablePath: found.path })
}

/** A context of its own, and at the end a look at what went wrong in it. */
export async function withReader(
  browser: Browser,
  origin: string,
  { width, height, script }: Screen,
  story: (reader: Reader) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    ...{ baseURL: origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' },
    ...{ viewport: { width, height }, javaScriptEnabled: script },
  })
  context.setDefaultTimeout(10_000)
  try {
    const faults = listenForFaults(context)
    await story(readerOf(await context.newPage(), script))
    expect(faults, faults.join('\n')).toEqual([])
  } finally {
    await context.close()
  }
}

/** What nobody sees on the page: errors of scripts, and what was not delivered. */
function listenForFaults(context: BrowserContext): readonly string[] {
  const faults: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  context.on('weberror', (error) => faults.push(String(error.error())))
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // a reader who goes on before a picture has come gives it up: nobody's fault
    if (reason !== 'net::ERR_ABORTED') faults.push(`${request.url()} failed: ${reason}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.url()} answered ${response.status()}`)
  })
  return faults
}

function readerOf(page: Page, script: boolean): Reader {
  async function going(act: () => Promise<unknown>): Promise<void> {
    const loaded = page.waitForEvent('load')
    await Promise.all([loaded, act()])
    await lookOver(page, script)
  }
  return {
    open: (path) => going(() => page.goto(path)),
    follow: (name) => going(() => page.getByRole('link', { name }).first().click()),
    openRow: (name) => going(() => page.getByRole('row', { name }).getByRole('link').click()),
    press: (name) => going(() => page.getByRole('button', { name }).click()),
    unfold: (title) => page.getByText(title, { exact: true }).click(),
    fill: (label, text) => page.getByRole('textbox', { name: label }).fill(text),
    async choose(label, option) {
      const list = page.getByLabel(label)
      const value = await list.locator('option', { hasText: option }).getAttribute('value')
      await list.selectOption(value)
    },
    tick: (label) => page.getByLabel(label).check(),
    async text() {
      return (await page.locator('main').innerText()).replace(/\s+/g, ' ')
    },
  }
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/** Nothing sticks out to the side, and axe has nothing to say. */
async function lookOver(page: Page, script: boolean): Promise<void> {
  const beyond = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(beyond, `${page.url()} is wider than the screen`).toBe(0)
  if (!script) return
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).setLegacyMode().analyze()
  const told = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.map(({ html }) => html),
  }))
  expect(told, `axe on ${page.url()}`).toEqual([])
}
