import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { schoolHolidays } from '../../src/features/duty/tables/plans.ts'
import { addFixEntry } from '../../src/features/care/add-fix-entry.ts'
import { advanceFix } from '../../src/features/care/advance-fix.ts'
import { registerFix } from '../../src/features/care/register-fix.ts'
import { postNotices } from '../../src/features/notice/post-notices.ts'
import { visits } from '../../src/features/desk/tables/requests.ts'
import { issueCertificate } from '../../src/features/report/issue-certificate.ts'
import { revokeCertificate } from '../../src/features/report/revoke-certificate.ts'
import { groupSheets } from '../../src/features/service/tables.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { tablesWith } from '../support/dump.ts'
import { DATA_MAP } from '../support/data-map.ts'
import { erase, leave, makeTraced, NAME, propose } from '../support/erasure.ts'
import { openHttp } from '../support/http.ts'
import { day } from '../support/incentive.ts'
import { makeStation, type Station } from '../support/savings.ts'
import { plan } from '../support/shifts.ts'
import { openWorld, type TestPerson, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const split = (column: string) => column.split('.') as [string, string]

/** There together with the moment at which they were said, or not at all. */
const paired = [
  'service_certificates.revoked_reason',
  'request_clocks.paused_reason',
  'request_tasks.result',
  'request_referrals.outcome',
  'deliberations.result',
  'inbox_messages.decided_reason',
]

/** Puts the name into every row of a column, whatever guards it. */
async function plant(column: string): Promise<number> {
  const [table, name] = split(column)
  return world.sql.begin(async (sql) => {
    await sql`set local role aixin_owner`
    const guards = await sql<{ name: string }[]>`
      select tgname as name from pg_trigger
       where tgrelid = ${table}::regclass and not tgisinternal and tgenabled = 'A'`
    await sql`alter table ${sql(table)} disable trigger user`
    const { count } = await sql`
      update ${sql(table)} set ${sql(name)} = coalesce(${sql(name)}, '') || ${`。${NAME}说的`}
       where ${paired.includes(column) ? sql`${sql(name)} is not null` : sql`true`}`
    await sql`alter table ${sql(table)} enable trigger user`
    for (const guard of guards) {
      await sql`alter table ${sql(table)} enable always trigger ${sql(guard.name)}`
    }
    return count
  })
}

/** What the scene has none of: a sheet, a visit, a paper of somebody else that was revoked. */
async function addRest({ communityId, first }: Station, other: TestPerson): Promise<void> {
  const certificate = await world.run(issueCertificate, first.actor, communityId, {
    ...{ personId: other.id, fromOn: day('2026-11-01'), untilOn: day('2026-11-24') },
    inNationalSystem: false,
  })
  const { certificateId } = certificate
  await world.run(revokeCertificate, first.actor, communityId, { certificateId, reason: '写错' })
  const { fixId } = await world.run(registerFix, first.actor, communityId, {
    ...{ homeVisitId: null, title: '路灯', place: '巷口', beforeText: '不亮' },
    foundOn: day('2026-11-24'),
  })
  for (const state of ['fixing', 'fixed'] as const) {
    const afterText = state === 'fixed' ? '亮了' : null
    if (state === 'fixed') {
      const given = { kind: 'given', giverName: '演示', namingAgreed: true } as const
      const sum = { fixId, amountYuan: 5, enteredOn: day('2026-11-24') }
      await world.run(addFixEntry, first.actor, communityId, { ...sum, ...given })
    }
    await world.run(advanceFix, first.actor, communityId, { fixId, state, afterText })
  }
  const [request] = await world.sql<{ id: Id }[]>`
    select id from requests where requester_id = ${other.id}`
  await plan(world, { ...first, communityId }, { offeringId: await world.makeOffering() })
  await inTransaction(world.ctx, async (tx) => {
    await postNotices(tx, world.now(), [
      {
        ...{ recipientId: other.id, communityId, kind: 'desk.answered', text: '已办好' },
        ...{ link: null, onceKey: 'data map' },
      },
    ])
    await tx.insert(schoolHolidays).values({
      ...{ id: newId(), name: '寒假', startsOn: day('2027-01-23'), endsOn: day('2027-02-21') },
      ...{ enteredById: other.id, enteredAt: world.now() },
    })
    await tx.insert(groupSheets).values({
      ...{ communityId, id: newId(), title: '大扫除', servedOn: day('2026-11-24') },
      ...{ handedInById: other.id, handedInAt: world.now() },
    })
    await tx.insert(visits).values({
      ...{ communityId, id: newId(), requestId: request?.id ?? '', state: 'cancelled' },
      ...{ scheduledAt: world.now(), passphrase: '春风 细雨', confirmCode: '1234' },
      ...{ takenById: other.id, takenAt: world.now() },
    })
  })
}

describe('the data map', () => {
  it('has one row for every column that can hold words, numbers in words, or a date', async () => {
    const rows = await world.sql<{ name: string }[]>`
      select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public'
         and data_type not in ('uuid', 'bigint', 'integer', 'smallint', 'boolean',
                               'timestamp with time zone')
         and udt_name <> 'xid8'`
    const known = Object.values(DATA_MAP).flat()
    expect(known.toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
  })

  it('is right about every text that is said to be scrubbed', async () => {
    const here = await makeStation(world)
    const { person, other } = await makeTraced(world, here, openHttp(world))
    await leave(world, here, person)
    await addRest(here, other)
    const { erasureId } = await propose(world, here.first, person.id)
    for (const column of DATA_MAP.scrubbed) {
      expect([column, (await plant(column)) > 0]).toEqual([column, true])
    }
    await erase(world, here.second, erasureId)
    expect(await tablesWith(world, [NAME])).toEqual([])
  })
})
