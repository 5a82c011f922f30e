import { UsageError } from './support/usage-error.ts'
import { tellReceipt } from './support/verify-receipt.ts'
import { readVerifyWords } from './support/verify-words.ts'

/** Whoever checks a receipt waits for no server: what reads the database is loaded only for it. */
async function main(): Promise<void> {
  const words = readVerifyWords(process.argv.slice(2))
  if (words.receipt) process.exit(tellReceipt(words.receipt) ? 0 : 1)
  const { verifyInDatabase } = await import('./support/verify-all.ts')
  verifyInDatabase(words)
}

main().catch((error: unknown) => {
  console.error(error instanceof UsageError ? error.message : error)
  process.exit(1)
})
