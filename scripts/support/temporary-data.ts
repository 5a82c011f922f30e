import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../src/db/embedded.ts'

/** A new folder for a database that is thrown away; PostgreSQL's account may pass through it. */
export function makeTemporaryData(purpose: string): string {
  const dataDir = mkdtempSync(join(tmpdir(), `aixin-${purpose}-`))
  chmodSync(dataDir, 0o711)
  return dataDir
}

/** Removes it, and stops first whatever server was left running in it. */
export async function removeTemporaryData(dataDir: string): Promise<void> {
  const cluster = join(dataDir, 'postgres')
  if (existsSync(cluster)) {
    const folder = realpathSync(cluster)
    if (existsSync(join(folder, 'postmaster.pid'))) {
      const left = await startEmbedded(dataDir, { durable: false })
      await left.halt()
    }
    rmSync(folder, { recursive: true, force: true })
  }
  rmSync(dataDir, { recursive: true, force: true })
}
