import { readConfig, type Config } from '../../src/config.ts'
import { provideDatabase } from '../../src/db/provide.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { StartupError } from '../../src/kernel/startup-error.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import { DomainError } from '../../src/kernel/errors.ts'
import { normalisePhone } from '../../src/kernel/text.ts'
import { openCtx } from '../../src/main.ts'
import { UsageError } from './usage-error.ts'

export type Opened = {
  readonly ctx: Ctx
  readonly config: Config
  readonly target: DatabaseTarget
  readonly embedded: boolean
}

/**
 * Opens the database as start does (a running server is joined), does the work, lets go again and
 * ends the process: 0, or 1 with what went wrong.
 */
export function runScript(work: (opened: Opened) => Promise<void>): void {
  withDatabase(work).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(explain(error))
      process.exit(1)
    },
  )
}

async function withDatabase(work: (opened: Opened) => Promise<void>): Promise<void> {
  const config = readConfig()
  const database = await provideDatabase(config)
  try {
    const ctx = openCtx(config, database.target)
    try {
      await work({ ctx, config, target: database.target, embedded: database.embedded })
    } finally {
      await ctx.db.close()
    }
  } finally {
    await database.stop()
  }
}

function explain(error: unknown): unknown {
  if (error instanceof StartupError || error instanceof UsageError) return error.message
  if (!(error instanceof DomainError)) return error
  const { title, advice, code } = error.refusal.error
  return `${title}：${advice} (${code})`
}

/** The phone of the command line, normalised. @throws UsageError with how to call the command */
export function phoneArgument(usage: string): string {
  const phone = normalisePhone(process.argv[2] ?? '')
  if (!phone) throw new UsageError(`用法 (usage): ${usage}`)
  return phone
}
