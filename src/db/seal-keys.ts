import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveKeys, type SealKeys } from '../kernel/seal.ts'

/**
 * The keys that seal personal data, derived from one master: `MASTER_KEY`, else the file
 * `secret.key` in the data folder, made on first use. Whoever loses it loses what it sealed.
 */
export function loadSealKeys(config: {
  readonly masterKey: string | null
  readonly dataDir: string
}): SealKeys {
  if (config.masterKey !== null) return deriveKeys(decodeMaster(config.masterKey))
  return deriveKeys(decodeMaster(readOrMake(join(config.dataDir, 'secret.key'), config.dataDir)))
}

function readOrMake(path: string, folder: string): string {
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o400 })
    chmodSync(path, 0o400)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(path, 'utf8').trim()
}

function decodeMaster(text: string): Buffer {
  const master = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : Buffer.from(text, 'base64')
  if (master.length !== 32) {
    throw new Error('MASTER_KEY 要是 32 字节的十六进制或 base64 (MASTER_KEY must be 32 bytes)')
  }
  return master
}
