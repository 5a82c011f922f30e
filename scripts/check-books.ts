import { readConfig } from '../src/config.ts'
import { provideDatabase } from '../src/db/provide.ts'
import { connectPlainly, findBroken, readPromises } from './support/broken-promises.ts'

const SHOWN = 3

/** Checks the books in plain SQL, without a line of the program that keeps them. */
async function check(): Promise<boolean> {
  const database = await provideDatabase(readConfig())
  const sql = connectPlainly(database.target)
  try {
    const broken = new Map((await findBroken(sql)).map(({ promise, rows }) => [promise, rows]))
    const promises = readPromises()
    for (const { promise } of promises) {
      const rows = broken.get(promise)
      console.log(rows ? `✗ ${promise}` : `✓ ${promise}`)
      for (const row of rows?.slice(0, SHOWN) ?? []) console.log(`    ${JSON.stringify(row)}`)
    }
    const [counted] = await sql`
      select (select count(*) from ledger_books) as books,
             (select count(*) from ledger_accounts) as accounts,
             (select count(*) from ledger_entries) as entries,
             (select count(*) from service_records where state = 'approved') as records`
    const { books, accounts, entries, records } = counted ?? {}
    console.log(
      `${promises.length - broken.size}/${promises.length} ✓  ` +
        `账簿 ${books}，账户 ${accounts}，分录 ${entries}，已通过的记录 ${records}` +
        (broken.size > 0 ? '  账目有差错 (differences found)' : '  账目无误 (books in order)'),
    )
    return broken.size === 0
  } finally {
    await sql.end({ timeout: 5 })
    await database.stop()
  }
}

check().then(
  (inOrder) => process.exit(inOrder ? 0 : 1),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
