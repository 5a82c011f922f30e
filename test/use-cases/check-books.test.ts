import type { Sql, TransactionSql } from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playStory } from '../../scripts/demo/story.ts'
import { findBroken, readPromises } from '../../scripts/support/broken-promises.ts'
import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import { openEmptyWorld } from '../support/demo.ts'
import type { World } from '../support/world.ts'

const LONG = 180_000

type Spoil = (tx: TransactionSql) => Promise<unknown>

/** What is spoilt on purpose, and one of the promises that it breaks. */
const spoils: readonly (readonly [string, Spoil, string])[] = [
  [
    'a balance that its entries do not make',
    (tx) => tx`update ledger_accounts set balance_minutes = balance_minutes + 1
                where kind = 'issuance'`,
    'balances of a community sum to zero',
  ],
  [
    'a minute moved from one account to another without a transfer',
    (tx) => tx`
      update ledger_accounts a set balance_minutes = balance_minutes + m.step
        from (select community_id, id, case row_number() over () when 1 then 1 else -1 end as step
                from ledger_accounts where kind = 'savings' and balance_minutes > 60
                 and community_id = (select community_id from ledger_accounts
                                      where kind = 'savings' and balance_minutes > 60
                                      group by 1 having count(*) > 1 limit 1) limit 2) m
       where a.community_id = m.community_id and a.id = m.id`,
    'a balance is the sum of its entries, its version their count',
  ],
  [
    'an entry that is gone',
    (tx) => tx`delete from ledger_entries where ctid in (select ctid from ledger_entries limit 1)`,
    'a transfer has exactly its two entries',
  ],
  [
    'clearing that owes more on one side',
    (tx) => tx`update ledger_accounts set balance_minutes = balance_minutes - 5
                where kind = 'clearing' and balance_minutes > 0`,
    'clearing sums to zero over all',
  ],
  [
    'a record with more minutes than it took',
    (tx) => tx`update service_records set service_minutes = service_minutes + 30
                where ctid in (select ctid from service_records where state = 'approved' limit 1)`,
    'the service minutes of each volunteer are the time of their approved records',
  ],
  [
    'a mark that its entries do not make',
    (tx) => tx`
      insert into ledger_marks (community_id, account_id, account_version, in_minutes)
      select community_id, account_id, account_version, 0 from ledger_entries
       where change_minutes > 0 limit 1`,
    'a mark is what had come in by its version',
  ],
  [
    'an approved record that was never stored as credits',
    (tx) => tx`update service_records set credit_minutes = credit_minutes + 10
                where ctid in (select ctid from service_records
                                where state = 'approved' and credit_minutes > 0 limit 1)`,
    'credits have an approved record behind them, once',
  ],
  [
    'a reversal of another amount',
    (tx) => tx`update ledger_transfers set amount_minutes = amount_minutes + 1
                where reason = 'reversal'`,
    'a reversal is what it reverses, turned round',
  ],
  [
    'an answer that names a journal which nobody posted',
    (tx) => tx`insert into commands
                 (community_id, actor_id, key, id, use_case, request_hash, outcome, recorded_at)
               select community_id, actor_id, 'planted', gen_random_uuid(), use_case, request_hash,
                      json_build_object('value', json_build_object('journalId', gen_random_uuid())),
                      recorded_at
                 from commands limit 1`,
    'what a command was told it had posted is in the books',
  ],
  [
    'a transfer of a command that was refused',
    (tx) => tx`insert into commands
                 (community_id, actor_id, key, id, use_case, request_hash, outcome, recorded_at)
               select t.community_id, gen_random_uuid(), 'planted', t.command_id, 'planted', '',
                      '{"code": "ledger.own-account", "details": {}}', t.recorded_at
                 from ledger_transfers t limit 1`,
    'nothing was posted by a command that was refused',
  ],
  [
    'a month with more than was served in it',
    (tx) => tx`update contribution_months set service_minutes = service_minutes + 1
                where records > 0`,
    'the months of each volunteer hold their approved records',
  ],
  [
    'more outstanding than the accounts have',
    (tx) => tx`update overview_marks set outstanding_minutes = outstanding_minutes + 1`,
    'a community’s outstanding savings are those of its accounts',
  ],
  [
    'a month of the books that is made up',
    (tx) => tx`update overview_months set change_minutes = change_minutes + 1
                where ctid in (select ctid from overview_months limit 1)`,
    'the months of a community add up to its outstanding savings',
  ],
]

const rollups = readPromises('rollups').map(({ promise }) => promise)
const guarded = ['ledger_accounts', 'ledger_entries', 'ledger_transfers', 'service_records']

describe('the check of the books in plain SQL', () => {
  let world: World
  beforeAll(async () => {
    world = await openEmptyWorld()
    await playStory(world.ctx)
    await refreshOverview(world.ctx)
  }, LONG)
  afterAll(() => world.close())

  it('reads every promise of its file', () => {
    expect(readPromises().length).toBeGreaterThan(15)
  })

  it('finds the small demonstration in order', async () => {
    expect(await findBroken(world.sql)).toEqual([])
    expect(await findBroken(world.sql, 'rollups')).toEqual([])
  })

  it.each(spoils)('finds %s', async (_, spoil, promise) => {
    class Undo extends Error {}
    let found: readonly string[] = []
    const of = rollups.includes(promise) ? 'rollups' : 'books'
    const spoilt = world.sql.begin(async (tx) => {
      for (const table of guarded) {
        await tx`alter table ${tx(table)} disable trigger user`
      }
      expect(await spoil(tx)).toMatchObject({ count: expect.any(Number) })
      found = (await findBroken(tx as unknown as Sql, of)).map((one) => one.promise)
      throw new Undo()
    })
    await expect(spoilt).rejects.toThrow(Undo)
    expect(found).toContain(promise)
  })
})
