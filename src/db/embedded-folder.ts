import { createHash, randomBytes } from 'node:crypto'
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, isProcess, openFolder, run } from './embedded-account.ts'
import { StartupError } from '../kernel/startup-error.ts'

/** Where root keeps what an unprivileged account must reach, when the project lies below /root. */
export const SYSTEM_FOLDER = '/var/lib/aixin'

/** A socket's path ends at 103 bytes on macOS, at 107 on Linux. */
const SOCKET_PATH_BYTES = 103

const HALF_MADE = /^initializing-(\d+)-[0-9a-f]+$/

/**
 * The real path of `<dataDir>/postgres`, made by `initialize` when it is new. An existing folder
 * always holds a whole cluster: a new one is built beside it and moved into place when finished.
 * Where `account` cannot reach `dataDir`, `postgres` is a link into `/var/lib/aixin`.
 */
export async function findOrMakeFolder(
  dataDir: string,
  account: Account,
  initialize: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(dataDir, 'postgres')
  if (isThere(folder)) return realpathSync(folder)
  openFolder(dataDir)
  const linked = account !== undefined && !(await mayEnter(account, dataDir))
  const home = linked ? SYSTEM_FOLDER : realpathSync(dataDir)
  openFolder(home)
  removeHalfMade(home)
  const fresh = makePrivate(join(home, `initializing-${process.pid}-${randomName()}`), account)
  await initialize(fresh)
  try {
    if (linked) symlinkSync(rename(fresh, join(home, `postgres-${randomName()}`)), folder)
    else renameSync(fresh, folder)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!isThere(folder)) throw error
  }
  return realpathSync(folder)
}

/** Where the server listens: its own folder, or a short private one when that path is too long. */
export function socketFolder(folder: string, account: Account): string {
  if (Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= SOCKET_PATH_BYTES) return folder
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const short = `/tmp/aixin-${name}`
  if (!existsSync(short)) return makePrivate(short, account)
  const found = lstatSync(short)
  const uid = account?.uid ?? process.getuid?.()
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return short
  throw new StartupError(
    `${short} 应是只有数据库用户能进入的目录，但现在不是；请检查后删除它。`,
    `${short} should be a folder that only the database's user may enter; look at it, then delete it.`,
  )
}

function isThere(folder: string): boolean {
  if (existsSync(folder)) return true
  if (!lstatSync(folder, { throwIfNoEntry: false })) return false
  throw new StartupError(
    `${folder} 指向的目录不存在（数据被移走了？）。恢复该目录，或删除这个链接后重新开始。`,
    `${folder} points to a folder that does not exist (were the data moved?). Bring it back, or delete the link to begin anew.`,
  )
}

async function mayEnter(account: Account, folder: string): Promise<boolean> {
  return (await run(account, 'test', ['-x', folder])).succeeded
}

function makePrivate(folder: string, account: Account): string {
  mkdirSync(folder, { mode: 0o700 })
  if (account) chownSync(folder, account.uid, account.gid)
  return folder
}

function rename(from: string, to: string): string {
  renameSync(from, to)
  return to
}

function randomName(): string {
  return randomBytes(6).toString('hex')
}

/** What a start left that was killed during initdb. */
function removeHalfMade(home: string): void {
  for (const name of readdirSync(home)) {
    const pid = HALF_MADE.exec(name)?.[1]
    if (pid && !isProcess(Number(pid))) rmSync(join(home, name), { recursive: true, force: true })
  }
}
