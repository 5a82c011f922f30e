import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)

const schema = z.object({
  PORT: port.default(3650),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().min(1).default('./data'),
  /** An external PostgreSQL ≥ 15 as the application's role; the embedded one without it. */
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  /** The role that migrates; the application's own when it is not given. */
  DATABASE_OWNER_URL: z.string().startsWith('postgres').optional(),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(10),
  /** 0 behind a pooler in transaction mode. */
  DATABASE_PREPARE: z.enum(['0', '1']).default('1'),
  /** 32 random bytes in hex or base64; a file `secret.key` in DATA_DIR is made without it. */
  MASTER_KEY: z.string().min(43).optional(),
  /** Where people reach the service, e.g. https://aixin.example; decides cookies and origin checks. */
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  LANES: z.coerce.number().int().min(1).max(32).default(4),
})

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
  readonly logLevel: string
  readonly lanes: number
}

/** Reads and checks the environment; the only place that does. @throws with one line per mistake */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = schema.safeParse(environment)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`环境变量有误 (bad environment):\n${lines.join('\n')}`)
  }
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
    logLevel: values.LOG_LEVEL,
    lanes: values.LANES,
  }
}
