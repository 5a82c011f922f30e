import type { RecordKey } from '../../src/features/service/model.ts'
import type { World } from './world.ts'

/** More of an approved record, an hour and a half before one another, several at the same minute. */
export async function multiplyRecords(
  world: World,
  { communityId, id }: RecordKey,
  count: number,
): Promise<void> {
  const named = await world.sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
     where table_name = 'service_records' order by ordinal_position`
  const changed: Readonly<Record<string, string>> = {
    id: 'gen_random_uuid()',
    state: `'submitted'`,
    starts_at: `starts_at - (n / 7) * interval '90 minutes'`,
    ends_at: `ends_at - (n / 7) * interval '90 minutes'`,
  }
  const columns = named.map(({ name }) => name)
  const values = columns.map((name) => changed[name] ?? name)
  await world.sql.unsafe(
    `insert into service_records (${columns.join(', ')})
     select ${values.join(', ')} from service_records, generate_series(1, $3::int) n
      where community_id = $1 and id = $2`,
    [communityId, id, count],
  )
}
