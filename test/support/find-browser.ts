import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installPackages, lockInstalling, say } from './installing.ts'

const run = promisify(execFile)

/** Where a browser is, or the sentence that says what to do about it. */
export type FoundBrowser = { readonly path: string } | { readonly missing: string }

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const DOWNLOADED = 'chromium-headless-shell'
const playwright = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js')

const ADVICE =
  'The browser tests need Chromium, and none could be installed. Install it ' +
  '(as root, on Debian: apt-get install -y chromium), or name one: CHROMIUM_PATH=/path/to/chromium npm test'

/**
 * The browser of `CHROMIUM_PATH`, of the machine, or of Playwright's folder; where there is none it
 * is installed: downloaded by Playwright, or, as root, with apt-get. Two runs at once do it once.
 */
export async function provideBrowser(named = process.env.CHROMIUM_PATH): Promise<FoundBrowser> {
  if (named) {
    if (await starts(named)) return { path: named }
    return { missing: `CHROMIUM_PATH names ${named}, which does not start.` }
  }
  const found = await findBrowser()
  if (found) return { path: found }
  const unlock = await lockInstalling('browser')
  try {
    const path = (await findBrowser()) ?? (await installBrowser())
    return path ? { path } : { missing: ADVICE }
  } finally {
    unlock()
  }
}

async function findBrowser(): Promise<string | undefined> {
  for (const path of installed) if (await starts(path)) return path
  const path = await downloadedPath()
  return path && (await starts(path)) ? path : undefined
}

async function installBrowser(): Promise<string | undefined> {
  const isRoot = process.getuid?.() === 0
  console.log('No Chromium here: installing one for the browser tests …')
  say(process.execPath, [playwright, 'install', DOWNLOADED])
  const downloaded = await downloadedPath()
  if (downloaded && isRoot && !(await starts(downloaded))) {
    say(process.execPath, [playwright, 'install-deps', DOWNLOADED])
  }
  if (downloaded && (await starts(downloaded))) return downloaded
  await installPackages(['chromium', 'fonts-noto-cjk'])
  return findBrowser()
}

/** Also false where a library is missing. */
async function starts(path: string): Promise<boolean> {
  if (!existsSync(path)) return false
  return run(path, ['--version'], { timeout: 30_000 }).then(
    ({ stdout }) => /\d+\.\d+/.test(stdout),
    () => false,
  )
}

/** Where Playwright keeps its own, once it has been downloaded whole. */
async function downloadedPath(): Promise<string | undefined> {
  const { stdout } = await run(process.execPath, [
    playwright,
    'install',
    '--dry-run',
    DOWNLOADED,
  ]).catch(() => ({ stdout: '' }))
  const [, folder = ''] = /Install location:\s+(\S.*chromium_headless_shell\S*)/.exec(stdout) ?? []
  if (!existsSync(join(folder, 'INSTALLATION_COMPLETE'))) return undefined
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|\/)(chrome-)?headless_?-?shell$/.test(name))
    .map((name) => join(folder, name))[0]
}
