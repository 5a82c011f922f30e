import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isProcess } from '../../src/db/embedded-account.ts'

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
  const unlock = await lock(
    join(tmpdir(), `aixin-test-browser-${process.getuid?.() ?? 'user'}.lock`),
  )
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
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    say('apt-get', ['update', '-qq'])
    say('apt-get', [
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      'chromium',
      'fonts-noto-cjk',
    ])
  }
  return findBrowser()
}

const INSTALL_MS = 300_000

/** Runs it to its end; whether it helped is seen by looking for the browser. */
function say(command: string, args: readonly string[]): void {
  console.log(`$ ${[command, ...args].join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync(command, args, {
    ...{ env, encoding: 'utf8', timeout: INSTALL_MS, stdio: ['ignore', 'ignore', 'pipe'] },
  })
  if (status === 0) return
  const why = stderr.split('\n').find((line) => /^E(rror)?:/.test(line))
  console.log(`  did not work${why ? `: ${why}` : ''}`)
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

/** Waits for whoever holds it, unless that process has ended. */
async function lock(file: string): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    if (!isProcess(holderOf(file))) rmSync(file, { force: true })
    else await wait(500)
  }
}

function holderOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || process.pid
  } catch {
    return process.pid
  }
}
