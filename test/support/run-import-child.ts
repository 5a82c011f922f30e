import { openDatabase } from '../../src/db/client.ts'
import { runImport } from '../../src/features/import/run-import.ts'
import { parseInstant, type Instant } from '../../src/kernel/clock.ts'
import { deriveKeys } from '../../src/kernel/seal.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'

/** A process of its own that writes an import, so that a test can kill it in the middle. */
const [target = '', importId = '', now = ''] = process.argv.slice(2)
const ctx = {
  db: openDatabase({ target: JSON.parse(target) as never, connections: 2 }),
  fixedNow: () => parseInstant(now) as Instant,
  sealKeys: deriveKeys(Buffer.alloc(32, 7)),
  calendar: chineseCalendar(),
}
await runImport(ctx, {
  importId,
  forMs: Infinity,
  progress: ({ doneChunks }) => console.log(doneChunks),
})
await ctx.db.close()
