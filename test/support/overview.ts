import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import type { World } from './world.ts'

/** Everything derived, in a fixed order: two of them are equal when the same was reckoned. */
export async function readDerived(world: World): Promise<Record<string, readonly unknown[]>> {
  const [rollup, months, figures, marks] = await Promise.all([
    world.sql`select * from contribution_months order by attendance_min_minutes, person_id, month`,
    world.sql`select * from overview_months
               where earned_minutes <> 0 or used_minutes <> 0 or change_minutes <> 0
                  or registered <> 0 order by month, community_id`,
    world.sql`select * from overview_figures order by period, community_id`,
    world.sql`select * from overview_marks order by community_id`,
  ])
  return { rollup: [...rollup], months: [...months], figures: [...figures], marks: [...marks] }
}

/** Throws away all that is derived and builds it from the books. */
export async function rebuild(world: World): Promise<void> {
  await world.sql.begin(async (sql) => {
    await sql`set local role aixin_owner`
    await sql`truncate contribution_months, overview_months, overview_figures, overview_marks,
                       overview_snapshots`
  })
  await refreshOverview(world.ctx)
}
