import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { StartupError } from '../kernel/startup-error.ts'

/** The account that runs the server when it is not our own: PostgreSQL refuses to run as root. */
export type Account = { readonly uid: number; readonly gid: number } | undefined

/** Nothing of our environment reaches PostgreSQL: neither a locale it lacks nor PG* settings. */
export const CHILD_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' }

export type Ending = { readonly succeeded: boolean; readonly output: string }

/** Runs a program as `account`, apart from our terminal so that Ctrl-C does not reach it. */
export function run(account: Account, file: string, args: readonly string[]): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...account,
      cwd: '/',
      env: CHILD_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    child.on('error', (error) => resolve({ succeeded: false, output: error.message }))
    child.on('close', (status) => resolve({ succeeded: status === 0, output }))
  })
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * Who is to run the server whose data lie in `folder`: ourselves, or, when we are root, the owner of
 * data that exist, else the user `aixin` if the machine has one, else `nobody`.
 * @throws StartupError when the data belong to another user
 */
export function chooseAccount(folder: string): Account {
  const owner = existsSync(folder) ? statSync(folder) : undefined
  if (isRoot()) {
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
    return passwordEntry('aixin') ?? passwordEntry('nobody') ?? { uid: 65534, gid: 65534 }
  }
  if (!owner || owner.uid === process.getuid?.()) return undefined
  throw new StartupError(
    `数据目录 ${folder} 属于另一个用户（uid ${owner.uid}）。请用该用户或 root 启动，或另设 DATA_DIR。`,
    `${folder} belongs to another user (uid ${owner.uid}). Start as that user or as root, or set another DATA_DIR.`,
  )
}

function passwordEntry(name: string): Account {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[0] === name)
  return entry && { uid: Number(entry[2]), gid: Number(entry[3]) }
}

/** Makes a folder that other accounts may pass through, whatever our umask. */
export function openFolder(folder: string): void {
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
}

/** Whether a process of that id lives, be it ours to signal or not. */
export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
