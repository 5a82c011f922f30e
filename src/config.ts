import { z } from 'zod'
import { parseNetwork, type Network } from './kernel/networks.ts'
import { isMessageSecret } from './kernel/signed-message.ts'
import { StartupError } from './kernel/startup-error.ts'

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
const database = z.string().regex(/^postgres(ql)?:\/\//)

const schema = z.object({
  PORT: whole(0, 65_535).default(3650),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().default('./data'),
  /** An external PostgreSQL ≥ 15 as the application's role; the embedded one without it. */
  DATABASE_URL: database.optional(),
  /** The role that migrates; the application's own when it is not given. */
  DATABASE_OWNER_URL: database.optional(),
  DATABASE_CONNECTIONS: whole(2, 100).default(10),
  /** 0 behind a pooler in transaction mode. */
  DATABASE_PREPARE: z.enum(['0', '1']).default('1'),
  /** 32 random bytes in hex or base64; a file `secret.key` in DATA_DIR is made without it. */
  MASTER_KEY: z.string().refine(isMaster).optional(),
  /** Where people reach the service, e.g. https://aixin.example; decides cookies and origin checks. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /**
   * Reverse proxies in front of the service, addresses or networks with commas between. Only what
   * they say in X-Forwarded-For is believed; unset, nobody is, and tries are counted by the peer.
   */
  TRUSTED_PROXIES: z.string().transform(networksIn).optional(),
  /** Where every checkpoint of the books is written down: a disk that somebody else keeps. */
  CHECKPOINT_DIR: z.string().optional(),
  /** Who is sent every checkpoint of the books, as Standard Webhooks has it. */
  CHECKPOINT_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** What signs it: `whsec_` and the base64 of 24 to 64 bytes. */
  CHECKPOINT_WEBHOOK_SECRET: z.string().refine(isMessageSecret).optional(),
  /** A gateway that sends texts; printed on the console without it. */
  SMS_GATEWAY_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** What signs the messages to it: `whsec_` and the base64 of 24 to 64 bytes. */
  SMS_GATEWAY_SECRET: z.string().refine(isMessageSecret).optional(),
  /** Networks that are not public where webhooks may go all the same, with commas between. */
  WEBHOOK_NETWORKS: z.string().transform(networksIn).optional(),
  /** What SMS, microblog and official-account gateways sign their messages with. */
  INBOX_SECRET: z.string().refine(isMessageSecret).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  LANES: whole(1, 32).default(2),
})

type Variable = keyof typeof schema.shape

/** What each may be, in Chinese and English, for whoever set it wrongly. */
const allowed: Readonly<Record<Variable, readonly [string, string]>> = {
  PORT: ['0 到 65535 的整数，不设为 3650', 'a whole number from 0 to 65535, 3650 when unset'],
  HOST: ['监听的地址，不设为 0.0.0.0', 'the address to listen on, 0.0.0.0 when unset'],
  DATA_DIR: ['存放数据的文件夹，不设为 ./data', 'the folder of the data, ./data when unset'],
  DATABASE_URL: [
    'postgres:// 开头的地址，不设用内置数据库',
    'an address that begins with postgres://, the embedded database when unset',
  ],
  DATABASE_OWNER_URL: [
    'postgres:// 开头的地址，不设同 DATABASE_URL',
    'an address that begins with postgres://, as DATABASE_URL when unset',
  ],
  DATABASE_CONNECTIONS: [
    '2 到 100 的整数，不设为 10',
    'a whole number from 2 to 100, 10 when unset',
  ],
  DATABASE_PREPARE: ['0 或 1，不设为 1', '0 or 1, 1 when unset'],
  MASTER_KEY: [
    '32 字节的十六进制（64 位）或 base64，不设用 DATA_DIR 里的 secret.key',
    '32 bytes in hex (64 digits) or base64, secret.key in DATA_DIR when unset',
  ],
  PUBLIC_URL: ['http:// 或 https:// 开头的网址', 'an address that begins with http:// or https://'],
  CHECKPOINT_DIR: [
    '一个文件夹，最好在别人保管的磁盘上',
    'a folder, best on a disk that somebody else keeps',
  ],
  CHECKPOINT_WEBHOOK_URL: [
    'http:// 或 https:// 开头的网址，与 CHECKPOINT_WEBHOOK_SECRET 一起设',
    'an address that begins with http:// or https://, set with CHECKPOINT_WEBHOOK_SECRET',
  ],
  CHECKPOINT_WEBHOOK_SECRET: [
    'whsec_ 加 24 到 64 字节的 base64，与 CHECKPOINT_WEBHOOK_URL 一起设',
    'whsec_ and the base64 of 24 to 64 bytes, set with CHECKPOINT_WEBHOOK_URL',
  ],
  SMS_GATEWAY_URL: [
    'http:// 或 https:// 开头的网址，与 SMS_GATEWAY_SECRET 一起设',
    'an address that begins with http:// or https://, set with SMS_GATEWAY_SECRET',
  ],
  SMS_GATEWAY_SECRET: [
    'whsec_ 加 24 到 64 字节的 base64，与 SMS_GATEWAY_URL 一起设',
    'whsec_ and the base64 of 24 to 64 bytes, set with SMS_GATEWAY_URL',
  ],
  WEBHOOK_NETWORKS: [
    '通知订阅可以送到的内网地址或网段，用逗号隔开，如 10.1.0.0/16；不设则只送公网',
    'private addresses or networks that notices may be sent to, with commas between, such as 10.1.0.0/16; public ones only when unset',
  ],
  INBOX_SECRET: [
    'whsec_ 加 24 到 64 字节的 base64，不设则不收网关来信',
    'whsec_ and the base64 of 24 to 64 bytes; when unset messages of gateways are not taken',
  ],
  TRUSTED_PROXIES: [
    '反向代理的地址或网段，用逗号隔开，如 127.0.0.1,10.0.0.0/8；不设则不采信 X-Forwarded-For',
    'addresses or networks of reverse proxies with commas between, such as 127.0.0.1,10.0.0.0/8; when unset X-Forwarded-For is ignored',
  ],
  LOG_LEVEL: [
    'fatal、error、warn、info、debug、silent 之一，不设为 info',
    'one of fatal, error, warn, info, debug, silent, info when unset',
  ],
  LANES: ['1 到 32 的整数，不设为 2', 'a whole number from 1 to 32, 2 when unset'],
}

/** Their values are keys or hold a password: never repeated. */
const secrets: readonly Variable[] = [
  'MASTER_KEY',
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'CHECKPOINT_WEBHOOK_SECRET',
  'SMS_GATEWAY_SECRET',
  'INBOX_SECRET',
]

export type Config = {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly databaseOwnerUrl: string | null
  readonly databaseConnections: number
  readonly databasePrepare: boolean
  readonly masterKey: string | null
  readonly publicUrl: string | null
  readonly trustedProxies: readonly Network[]
  readonly checkpointDir: string | null
  readonly checkpointWebhook: { readonly url: string; readonly secret: string } | null
  readonly smsGateway: { readonly url: string; readonly secret: string } | null
  readonly webhookNetworks: readonly Network[]
  readonly inboxSecret: string | null
  readonly logLevel: string
  readonly lanes: number
}

/**
 * Reads and checks the environment; the only place that does. A variable that is set to nothing is
 * not set. @throws StartupError with a sentence per mistake
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value?.trim() !== ''),
  )
  const parsed = schema.superRefine(pairsAreWhole).safeParse(given)
  if (!parsed.success) throw mistakesIn(given, parsed.error.issues)
  const values = parsed.data
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseOwnerUrl: values.DATABASE_OWNER_URL ?? null,
    databaseConnections: values.DATABASE_CONNECTIONS,
    databasePrepare: values.DATABASE_PREPARE === '1',
    masterKey: values.MASTER_KEY ?? null,
    publicUrl: values.PUBLIC_URL ?? null,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    checkpointDir: values.CHECKPOINT_DIR ?? null,
    checkpointWebhook: webhookIn(values),
    smsGateway: gatewayIn(values),
    webhookNetworks: values.WEBHOOK_NETWORKS ?? [],
    inboxSecret: values.INBOX_SECRET ?? null,
    logLevel: values.LOG_LEVEL,
    lanes: values.LANES,
  }
}

type Values = z.output<typeof schema>

const pairs = [
  ['CHECKPOINT_WEBHOOK_URL', 'CHECKPOINT_WEBHOOK_SECRET'],
  ['SMS_GATEWAY_URL', 'SMS_GATEWAY_SECRET'],
] as const

/** An address without a secret, or the other way round, would send nothing and say nothing. */
function pairsAreWhole(values: Values, check: z.RefinementCtx): void {
  for (const [url, secret] of pairs) {
    if ((values[url] === undefined) === (values[secret] === undefined)) continue
    const missing = values[url] === undefined ? url : secret
    check.addIssue({ code: 'custom', path: [missing] })
  }
}

function webhookIn(values: Values): Config['checkpointWebhook'] {
  const { CHECKPOINT_WEBHOOK_URL: url, CHECKPOINT_WEBHOOK_SECRET: secret } = values
  return url !== undefined && secret !== undefined ? { url, secret } : null
}

function gatewayIn(values: Values): Config['smsGateway'] {
  const { SMS_GATEWAY_URL: url, SMS_GATEWAY_SECRET: secret } = values
  return url !== undefined && secret !== undefined ? { url, secret } : null
}

type Issue = z.core.$ZodIssue

function mistakesIn(given: NodeJS.ProcessEnv, issues: readonly Issue[]): StartupError {
  const sentences = issues.map((issue) => sentencesOf(given, issue))
  const lines = (language: 0 | 1) => sentences.map((both) => both[language]).join('\n')
  return new StartupError(lines(0), lines(1))
}

function sentencesOf(given: NodeJS.ProcessEnv, issue: Issue): readonly [string, string] {
  const name = issue.path[0] as Variable
  const [chinese, english] = allowed[name]
  const [problem, inEnglish] = problemOf(issue)
  const value = secrets.includes(name) ? '' : ` ${JSON.stringify((given[name] ?? '').slice(0, 60))}`
  return [
    `环境变量 ${name} 的值${value} ${problem}：应为${chinese}。`,
    `Environment variable ${name}: the value${value} ${inEnglish}; allowed is ${english}.`,
  ]
}

function problemOf({ code }: Issue): readonly [string, string] {
  if (code === 'too_small') return ['太小', 'is too small']
  if (code === 'too_big') return ['太大', 'is too big']
  if (code === 'invalid_value') return ['不在可选之列', 'is not among the choices']
  return ['格式不对', 'is malformed']
}

function networksIn(text: string, check: z.RefinementCtx): readonly Network[] {
  const networks = text.split(',').map(parseNetwork)
  const known = networks.filter((network) => network !== undefined)
  if (known.length < networks.length) check.addIssue({ code: 'custom' })
  return known
}

function isMaster(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text) || Buffer.from(text, 'base64').length === 32
}
