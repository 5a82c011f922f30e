import { execFileSync } from 'node:child_process'
import { closeSync, cpSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isRoot } from '../../src/db/embedded-account.ts'

/** A disk of its own, in memory, under a folder; what was in the folder is on it. */
export type SmallDisk = {
  /** Writes until nothing is left. */
  fill(): void
  /** As who runs the machine adds a bigger one. */
  grow(): void
  remove(): void
}

const CHUNK = Buffer.alloc(64 * 1024)
const ROOM_MB = 24

/** @throws where this machine does not let us mount */
export function putOnSmallDisk(folder: string): SmallDisk {
  const { uid, gid } = statSync(folder)
  const kept = `${folder}.kept`
  cpSync(folder, kept, { recursive: true })
  const usedMb = Number(execFileSync('du', ['-sm', kept], { encoding: 'utf8' }).split('\t')[0])
  const size = `size=${usedMb + ROOM_MB}m,uid=${uid},gid=${gid},mode=0700`
  asRoot('mount', '-t', 'tmpfs', '-o', size, 'tmpfs', folder)
  asRoot('cp', '-a', `${kept}/.`, folder)
  asRoot('chown', '-R', `${uid}:${gid}`, folder)
  rmSync(kept, { recursive: true })
  return {
    fill: () => fill(folder),
    grow: () => asRoot('mount', '-o', 'remount,size=400m', folder),
    remove: () => asRoot('umount', '-l', folder),
  }
}

function fill(folder: string): void {
  const file = openSync(join(folder, 'ballast'), 'w')
  try {
    while (statfsSync(folder).bavail > 0) writeSync(file, CHUNK)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    closeSync(file)
  }
}

function asRoot(...words: readonly string[]): void {
  const [program = '', ...args] = isRoot() ? words : ['sudo', '-n', ...words]
  try {
    execFileSync(program, args, { stdio: 'pipe' })
  } catch (cause) {
    throw new Error('a full disk needs the right to mount: run as root, or let sudo -n mount', {
      cause,
    })
  }
}
