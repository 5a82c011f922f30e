import { hashRequest } from '../../db/commands.ts'
import { inRead, type Ctx } from '../../db/transaction.ts'
import { plusMinutes, systemNow } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE } from '../../kernel/ids.ts'
import { rejectImport } from './reject-import.ts'
import { runImport } from './run-import.ts'
import { selectForgotten, selectRunning } from './store/imports.ts'

/** So long at one go: who stops the server waits for no more. */
const AT_ONCE_MS = 6_000
const FORGOTTEN_MINUTES = 7 * 1440

/**
 * Goes on with the imports that are approved, the longest waiting first. One import's trouble does
 * not keep the others waiting.
 */
export async function continueImports(ctx: Ctx): Promise<void> {
  const running = await inRead(ctx, selectRunning)
  const failures: unknown[] = []
  for (const importId of running) {
    const forMs = AT_ONCE_MS / running.length
    await runImport(ctx, { importId, forMs }).catch((error: unknown) => failures.push(error))
  }
  await wipeForgotten(ctx)
  if (failures.length > 0) throw new AggregateError(failures, 'imports could not go on')
}

/** What was uploaded and not handed in within a week is given back: it holds people's data. */
async function wipeForgotten(ctx: Ctx): Promise<void> {
  const before = plusMinutes(ctx.fixedNow?.() ?? systemNow(), -FORGOTTEN_MINUTES)
  for (const importId of await inRead(ctx, (tx) => selectForgotten(tx, before))) {
    const input = { importId, reason: '七天没有交入，内容已清除' }
    await rejectImport.run(ctx, [
      {
        scope: DISTRICT_SCOPE,
        actor: { kind: 'system', personId: null, name: 'wipe-forgotten-imports' },
        key: `wipe-${importId}`,
        requestHash: hashRequest(rejectImport.useCase, input),
        input,
      },
    ])
  }
}
