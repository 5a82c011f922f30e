import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isProcess } from '../../src/db/embedded-account.ts'

/** With apt-get, where that is there and may be used; whether it helped is seen by looking. */
export async function installPackages(names: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const unlock = await lockInstalling('packages')
  try {
    say('apt-get', ['update', '-qq'])
    say('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names])
  } finally {
    unlock()
  }
}

const INSTALL_MS = 300_000

/** Runs it to its end; whether it helped is seen by looking for what it installs. */
export function say(command: string, args: readonly string[]): void {
  console.log(`$ ${[command, ...args].join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync(command, args, {
    ...{ env, encoding: 'utf8', timeout: INSTALL_MS, stdio: ['ignore', 'ignore', 'pipe'] },
  })
  if (status === 0) return
  const why = stderr.split('\n').find((line) => /^E(rror)?:/.test(line))
  console.log(`  did not work${why ? `: ${why}` : ''}`)
}

/** Two runs at once install `what` once. */
export function lockInstalling(what: string): Promise<() => void> {
  return lock(join(tmpdir(), `aixin-test-${what}-${process.getuid?.() ?? 'user'}.lock`))
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
