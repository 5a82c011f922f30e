import type { Sql } from 'postgres'

/** What must agree when all runs are over, the raw rows of case 3 included. */
const promises: Readonly<Record<string, string>> = {
  'an approved record has one transfer': `
    select (select count(*) from service_records where state = 'approved')
         - (select count(*) from ledger_transfers where reason = 'accrual') as difference`,
  'a transfer has two entries': `
    select (select count(*) from ledger_entries) - 2 * (select count(*) from ledger_transfers)
      as difference`,
  'a sequence has no gaps': `
    select (select sum(sequence) from ledger_books) - (select count(*) from ledger_transfers)
      as difference`,
  'the balances sum to zero': 'select sum(balance_minutes) as difference from ledger_accounts',
  'a version counts entries': `
    select (select sum(version) from ledger_accounts) - (select count(*) from ledger_entries)
      as difference`,
  'an approval that was answered is in the audit': `
    select (select count(*) from commands where use_case = 'service.approve-records')
         - (select count(*) from audit_events where act = 'service.approve-records') as difference`,
}

export async function findMismatches(sql: Sql): Promise<readonly string[]> {
  const broken: string[] = []
  for (const [promise, query] of Object.entries(promises)) {
    const [row] = await sql.unsafe<{ difference: string | number }[]>(query)
    if (Number(row?.difference) !== 0) broken.push(`${promise} (off by ${row?.difference})`)
  }
  return broken
}
