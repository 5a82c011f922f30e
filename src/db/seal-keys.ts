import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveKeys, type SealKeys } from '../kernel/seal.ts'
import { StartupError } from '../kernel/startup-error.ts'

/**
 * The keys that seal personal data, derived from one master: `MASTER_KEY`, else the file
 * `secret.key` in the data folder, made on first use. Whoever loses it loses what it sealed.
 * @throws StartupError when it is not 32 bytes
 */
export function loadSealKeys(config: {
  readonly masterKey: string | null
  readonly dataDir: string
}): SealKeys {
  const { masterKey, dataDir } = config
  if (masterKey !== null) return deriveKeys(decodeMaster(masterKey, 'MASTER_KEY'))
  const path = join(dataDir, 'secret.key')
  return deriveKeys(decodeMaster(readOrMake(path, dataDir), path))
}

/** Linked into place when it is whole, so that nobody who is killed leaves half a key. */
function readOrMake(path: string, folder: string): string {
  mkdirSync(folder, { recursive: true })
  const fresh = `${path}.${process.pid}`
  writeFileSync(fresh, randomBytes(32).toString('hex'), { mode: 0o400 })
  try {
    linkSync(fresh, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(fresh)
  }
  return readFileSync(path, 'utf8').trim()
}

function decodeMaster(text: string, where: string): Buffer {
  const isHex = /^[0-9a-f]{64}$/i.test(text)
  const master = Buffer.from(text, isHex ? 'hex' : 'base64')
  if (master.length === 32) return master
  throw new StartupError(
    `${where} 要是 32 字节的十六进制或 base64：请放回原来的密钥，没有它读不出封存的个人信息。`,
    `${where} must be 32 bytes in hex or base64: put the former key back, sealed data need it.`,
  )
}
