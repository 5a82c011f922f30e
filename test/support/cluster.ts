import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFolder, isProcess } from '../../src/db/embedded-account.ts'
import { type EmbeddedDatabase, startEmbedded } from '../../src/db/embedded.ts'

export type TestCluster = EmbeddedDatabase & {
  readonly dataDir: string
  /** Kills the server with signal 9. */
  kill(): void
  /** Stops the server, whoever is connected, and removes its folder. */
  remove(): Promise<void>
}

const FOLDER = /^aixin-test-(\d+)-\d+$/
let made = 0

/** A cluster of its own in a temporary folder, with fsync off unless `durable`. */
export async function startTestCluster({ durable = false } = {}): Promise<TestCluster> {
  const dataDir = join(tmpdir(), `aixin-test-${process.pid}-${(made += 1)}`)
  openFolder(dataDir)
  try {
    const embedded = await startEmbedded(dataDir, { durable })
    return {
      ...embedded,
      dataDir,
      kill: () => process.kill(postmasterPid(dataDir), 'SIGKILL'),
      remove: () => remove(dataDir, embedded),
    }
  } catch (error) {
    await remove(dataDir)
    throw error
  }
}

/** Removes what runs left behind that were killed before they could. */
export async function removeAbandonedClusters(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = FOLDER.exec(name)?.[1]
    if (!pid || isProcess(Number(pid))) continue
    const dataDir = join(tmpdir(), name)
    const left = existsSync(join(dataDir, 'postgres'))
      ? await startEmbedded(dataDir, { durable: false }).catch(() => undefined)
      : undefined
    await remove(dataDir, left)
  }
}

function postmasterPid(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10)
}

/** The data are elsewhere, behind a link, where the temporary folder is closed to other users. */
async function remove(dataDir: string, embedded?: EmbeddedDatabase): Promise<void> {
  await embedded?.halt()
  const folder = join(dataDir, 'postgres')
  if (existsSync(folder)) rmSync(realpathSync(folder), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}
