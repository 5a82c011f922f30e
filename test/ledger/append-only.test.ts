import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updatable, deletable } from '../../src/db/privileges.ts'
import { registerRequest } from '../../src/features/desk/register-request.ts'
import { sealTrees } from '../../src/features/proof/jobs.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { asRole, eachAsRole } from '../support/as-role.ts'
import { checksum } from '../support/checksum.ts'
import { requestOf } from '../support/desk.ts'
import { makeSaver, makeStation, type Station } from '../support/savings.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let here: Station

beforeAll(async () => {
  world = await openWorld()
  here = await makeStation(world)
  const saver = await makeSaver(world, here, 60)
  await world.run(registerRequest, saver.actor, here.communityId, requestOf())
  await sealTrees(world.ctx)
  await fillRest(world, here.communityId, saver.id)
})
afterAll(() => world.close())

/** A day on a roster, and a file that was opened. */
async function fillRest(world: World, communityId: Id, personId: Id): Promise<void> {
  const [dutyId, openingId] = [newId(), newId()]
  await world.sql`
    insert into duties (community_id, id, code, name, opens, closes, workdays_only,
                        created_at)
    values (${communityId}, ${dutyId}, 'desk', '民情受理', '08:00', '18:00', true, now())`
  await world.sql`
    insert into roster_changes (community_id, id, duty_id, duty_on, kind, changed_at)
    values (${communityId}, ${newId()}, ${dutyId}, '2026-11-24', 'set', now())`
  await world.sql`
    insert into care_openings (community_id, id, person_id, opened_by_id, reason_kind,
                               reason_sealed, opened_at)
    values (${communityId}, ${openingId}, ${personId}, ${personId}, 'help', '', now())`
  await world.sql`
    insert into opened_items (community_id, opening_id, person_id, item)
    values (${communityId}, ${openingId}, ${personId}, 'income')`
}

/** What the database itself refuses to change, whoever asks. */
const kept = [
  'audit_events',
  'ledger_entries',
  'ledger_transfers',
  'opened_items',
  'proof_checkpoints',
  'request_diary',
  'roster_changes',
]

const overwrites = (table: string) =>
  `insert into ${table} select * from ${table} limit 1
     on conflict on constraint ${keyOf[table] ?? ''} do update set community_id = excluded.community_id`

const keyOf: Readonly<Record<string, string>> = {
  audit_events: 'audit_events_once',
  ledger_entries: 'ledger_entries_once',
  ledger_transfers: 'ledger_transfers_once',
  opened_items: 'opened_items_once',
  proof_checkpoints: 'proof_checkpoints_once',
  request_diary: 'request_diary_once',
  roster_changes: 'roster_changes_once',
}

const changes = kept.flatMap((table) => [
  [table, `update ${table} set community_id = community_id`] as const,
  [table, `delete from ${table}`] as const,
  [table, `truncate ${table} cascade`] as const,
  [table, overwrites(table)] as const,
])

describe('nothing that was posted changes', () => {
  it('because every such table has rows to change, and both triggers, always on', async () => {
    const rows = await world.sql<{ name: string; triggers: number }[]>`
      select c.relname as name, count(*)::int as triggers
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
       where p.proname = 'refuse_change' and t.tgenabled = 'A' group by 1 order by 1`
    expect(rows.map(({ name, triggers }) => [name, triggers])).toEqual(
      kept.map((name) => [name, 2]),
    )
    for (const table of kept) {
      const [row] = await world.sql`select exists (select from ${world.sql(table)}) as filled`
      expect([table, row?.['filled']]).toEqual([table, true])
    }
  })

  it.each(changes)('for the application: %s, %s', async (_, text) => {
    expect(await asRole(world.test, 'aixin_app', text)).toBe('42501')
  })

  it.each(changes)('for the owner in a normal session: %s, %s', async (_, text) => {
    expect(await asRole(world.test, 'aixin_migrate', 'set role aixin_owner', text)).toBe('42501')
  })

  it.each(changes)('even for a superuser who turns triggers off: %s, %s', async (_, text) => {
    const replica = 'set session_replication_role = replica'
    expect(await asRole(world.test, 'postgres', replica, text)).toBe('42501')
  })

  it('for the owner who asks for the role of a replica: that is refused', async () => {
    const replica = 'set session_replication_role = replica'
    expect(await asRole(world.test, 'aixin_migrate', 'set role aixin_owner', replica)).toBe('42501')
    expect(await asRole(world.test, 'aixin_migrate', replica)).toBe('42501')
  })
})

describe('an account that transfers name', () => {
  const losses = [
    'delete from ledger_accounts',
    'truncate ledger_accounts cascade',
    'update ledger_accounts set id = gen_random_uuid()',
    'update ledger_accounts set owner_id = gen_random_uuid()',
  ]
  const stray = `insert into ledger_transfers
    select community_id, sequence + 1000, journal_id, debit_account_id, gen_random_uuid(), amount_minutes,
           'adjustment', source_kind, gen_random_uuid(), effective_at, recorded_at, command_id, actor_id, null
      from ledger_transfers limit 1`

  it.each(losses)('stays, for the owner and a superuser too: %s', async (text) => {
    const replica = 'set session_replication_role = replica'
    expect(await asRole(world.test, 'aixin_migrate', 'set role aixin_owner', text)).toBe('42501')
    expect(await asRole(world.test, 'postgres', replica, text)).toBe('42501')
  })

  it('is there: a transfer from or to one that is not is refused', async () => {
    const swapped = stray.replace(
      'debit_account_id, gen_random_uuid()',
      'gen_random_uuid(), credit_account_id',
    )
    for (const role of ['aixin_app', 'postgres'] as const) {
      expect(await asRole(world.test, role, stray)).toBe('23503')
      expect(await asRole(world.test, role, swapped)).toBe('23503')
    }
  })
})

describe('the application may not', () => {
  it.each(
    kept.flatMap((table) => [
      `alter table ${table} disable trigger all`,
      `alter table ${table} disable trigger ${table}_append_only`,
      `alter table ${table} disable trigger ${table}_no_truncate`,
      `drop trigger ${table}_append_only on ${table}`,
      `drop table ${table}`,
      `alter table ${table} owner to aixin_app`,
      `create rule nothing as on insert to ${table} do instead nothing`,
    ]),
  )('%s', async (text) => {
    expect(await asRole(world.test, 'aixin_app', text)).toBe('42501')
  })

  it.each([
    'set session_replication_role = replica',
    'set role aixin_owner',
    'create or replace function refuse_change() returns trigger language plpgsql as $$begin return new; end$$',
    'update ledger_accounts set owner_id = owner_id',
    'update ledger_holds set amount_minutes = amount_minutes',
    'update ledger_proposals set payload = payload',
  ])('%s', async (text) => {
    expect(await asRole(world.test, 'aixin_app', text)).toBe('42501')
  })

  it('delete from, or empty, any table, nor update those that it only adds to', async () => {
    const rows = await world.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`
    const tables = rows.map(({ name }) => name)
    const addedTo = tables.filter((name) => !(name in updatable))
    expect(addedTo).toEqual(expect.arrayContaining([...kept, 'commands', 'person_statuses']))
    const texts = [
      ...tables.filter((name) => !deletable.includes(name)).map((name) => `delete from ${name}`),
      ...tables.map((name) => `truncate ${name} cascade`),
      ...(await updatesOf(addedTo)),
    ]
    const before = await checksum(world.sql)
    const answers = await eachAsRole(world.test, 'aixin_app', texts)
    expect(texts.filter((_, index) => answers[index] !== '42501')).toEqual([])
    expect(await checksum(world.sql)).toBe(before)
  })

  async function updatesOf(tables: readonly string[]): Promise<string[]> {
    const columns = await world.sql<{ table: string; name: string }[]>`
      select table_name as table, column_name as name from information_schema.columns
       where table_schema = 'public' and ordinal_position = 1`
    return columns
      .filter(({ table }) => tables.includes(table))
      .map(({ table, name }) => `update ${table} set ${name} = ${name}`)
  }

  it('bring savings below zero or reserve what is not there', async () => {
    const person = await makeSaver(world, here, 60)
    const where = `where owner_id = '${person.id}'`
    const set = (what: string) =>
      asRole(world.test, 'aixin_app', `update ledger_accounts set ${what} ${where}`)
    expect(await set('balance_minutes = -1')).toBe('23514')
    expect(await set('held_minutes = 61')).toBe('23514')
    expect(await set('held_minutes = -1')).toBe('23514')
  })
})
