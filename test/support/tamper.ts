import type { Sql } from 'postgres'

const guarded = ['ledger_accounts', 'ledger_transfers', 'ledger_entries', 'proof_checkpoints']

/** Changes what cannot be changed, as whoever owns the machine would: with the triggers off. */
export async function tamper(sql: Sql, text: string): Promise<void> {
  await sql.begin(async (tx) => {
    for (const table of guarded) await tx.unsafe(`alter table ${table} disable trigger user`)
    await tx.unsafe(text)
    for (const table of guarded) await tx.unsafe(`alter table ${table} enable trigger user`)
  })
}
