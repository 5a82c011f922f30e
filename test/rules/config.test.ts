import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { loadSealKeys } from '../../src/db/seal-keys.ts'
import { StartupError } from '../../src/kernel/startup-error.ts'

/** What whoever started the program reads. */
function sentenceFor(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof StartupError) return error.message
    throw error
  }
  return 'accepted'
}

describe('the environment', () => {
  it('may be empty', () => {
    expect(readConfig({})).toEqual({
      ...{ port: 3650, host: '0.0.0.0', dataDir: './data', lanes: 2, logLevel: 'info' },
      ...{ databaseUrl: null, databaseOwnerUrl: null, masterKey: null, publicUrl: null },
      ...{ databaseConnections: 10, databasePrepare: true, trustedProxies: [] },
      ...{ checkpointDir: null, checkpointWebhook: null, smsGateway: null, webhookNetworks: [] },
      inboxSecret: null,
    })
  })

  it('takes a variable that is set to nothing as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(readConfig({}))
  })

  it('takes the webhook of checkpoints whole or not at all, and does not repeat its secret', () => {
    const url = 'https://outside.example/checkpoints'
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const both = { CHECKPOINT_WEBHOOK_URL: url, CHECKPOINT_WEBHOOK_SECRET: secret }
    expect(readConfig(both).checkpointWebhook).toEqual({ url, secret })
    expect(sentenceFor({ CHECKPOINT_WEBHOOK_URL: url })).toContain('CHECKPOINT_WEBHOOK_SECRET')
    expect(sentenceFor({ CHECKPOINT_WEBHOOK_SECRET: secret })).toContain('CHECKPOINT_WEBHOOK_URL')
    expect(sentenceFor({ ...both, CHECKPOINT_WEBHOOK_SECRET: 'whsec_odd!' })).not.toContain('odd!')
  })

  it.each([
    ['PORT', '80a', '格式不对', '0 到 65535 的整数'],
    ['PORT', '3650.5', '格式不对', '0 到 65535 的整数'],
    ['PORT', '-1', '格式不对', '0 到 65535 的整数'],
    ['PORT', '70000', '太大', '0 到 65535 的整数'],
    ['DATABASE_CONNECTIONS', '1', '太小', '2 到 100 的整数'],
    ['DATABASE_PREPARE', 'yes', '不在可选之列', '0 或 1'],
    ['LOG_LEVEL', 'loud', '不在可选之列', 'silent 之一'],
    ['LANES', '64', '太大', '1 到 32 的整数'],
    ['TRUSTED_PROXIES', 'proxy.example', '格式不对', 'X-Forwarded-For'],
    ['TRUSTED_PROXIES', '127.0.0.1,', '格式不对', '10.0.0.0/8'],
    ['TRUSTED_PROXIES', '0.0.0.0/0', '格式不对', '10.0.0.0/8'],
    ['PUBLIC_URL', 'aixin.example', '格式不对', 'https://'],
    ['PUBLIC_URL', 'javascript:alert(1)', '格式不对', 'https://'],
  ])('says of %s=%s in a sentence what is wrong and what is allowed', (name, value, wrong, may) => {
    const [chinese, english] = sentenceFor({ [name]: value }).split('\n')
    expect(chinese).toContain(`环境变量 ${name} 的值 ${JSON.stringify(value)} ${wrong}：应为`)
    expect(chinese).toContain(may)
    expect(english).toContain(`Environment variable ${name}`)
  })

  it('names the proxies that are believed, one or several', () => {
    const { trustedProxies } = readConfig({ TRUSTED_PROXIES: '127.0.0.1, fd00::/8' })
    expect(trustedProxies).toEqual([
      { address: '127.0.0.1', prefix: 32, family: 'ipv4' },
      { address: 'fd00::', prefix: 8, family: 'ipv6' },
    ])
  })

  it.each([
    ['MASTER_KEY', 'geheim-und-viel-zu-kurz'],
    ['DATABASE_URL', 'mysql://aixin:geheim@db/aixin'],
    ['DATABASE_OWNER_URL', 'aixin:geheim@db'],
  ])('never repeats the value of %s', (name, value) => {
    const sentence = sentenceFor({ [name]: value })
    expect(sentence).toContain(name)
    expect(sentence).not.toContain('geheim')
  })

  it('names every mistake at once', () => {
    const sentence = sentenceFor({ PORT: 'x', LANES: '0' })
    expect(sentence).toContain('PORT')
    expect(sentence).toContain('LANES')
  })
})

describe('the key of a data folder', () => {
  let dataDir: string
  beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'aixin-key-'))))
  afterEach(() => rmSync(dataDir, { recursive: true }))

  it('is made once, and nothing else is left beside it', () => {
    const first = loadSealKeys({ masterKey: null, dataDir })
    expect(loadSealKeys({ masterKey: null, dataDir })).toEqual(first)
    expect(readdirSync(dataDir)).toEqual(['secret.key'])
  })

  it('that is damaged is said in a sentence which names the file', () => {
    writeFileSync(join(dataDir, 'secret.key'), 'abc')
    expect(() => loadSealKeys({ masterKey: null, dataDir })).toThrow(StartupError)
    expect(() => loadSealKeys({ masterKey: null, dataDir })).toThrow(/secret\.key 要是 32 字节/)
  })
})
