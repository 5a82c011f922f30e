import { readNow } from '../../db/clock.ts'
import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemEpochMs, type CivilDate, type Instant } from '../../kernel/clock.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import { plusStationMinutes } from '../../kernel/workdays.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import type { PolicySet } from '../policy/model.ts'
import { policyAt } from '../policy/rules.ts'
import type { OverviewPeriod } from './model.ts'
import { countDesk } from './rules/overview-desk.ts'
import { feedActs, firstIdAt, touchedBy, type Touched } from './rules/overview-feed.ts'
import { monthOf, overviewBefore, periodsWith, rollingAt } from './rules/overview-period.ts'
import {
  addTransfers,
  countOpen,
  saveDeskMonths,
  selectAllDeskMonths,
  selectCounted,
  selectDeskMonths,
  selectLags,
  selectPassedPromises,
  type DeskKey,
} from './store/overview-books.ts'
import { countStars, dropRolling, hasUncounted, replaceFigures } from './store/overview-figures.ts'
import {
  rollUpPersons,
  selectFeed,
  selectMonthsOf,
  selectPeopleOf,
  selectPersonsOfRecords,
} from './store/overview-rollup.ts'
import {
  addStale,
  claimSnapshot,
  finishSnapshot,
  insertMark,
  releaseSnapshot,
  selectStale,
  selectBuilt,
  selectUnbuilt,
  type Snapshot,
} from './store/overview-snapshot.ts'

/** No transaction takes as long: whatever was given its id before has been committed or is gone. */
const LONGEST_COMMIT_MS = 60_000
const PEOPLE_AT_ONCE = 500
const TRANSFERS_AT_ONCE = 50_000
const QUICK_MINUTES = 5

type Run = {
  readonly ctx: Ctx
  readonly now: Instant
  readonly today: CivilDate
  readonly policies: PolicySet
  readonly attendanceMins: readonly number[]
}

/**
 * Takes up what the audit log and the books have got since the last time, and reckons the figures of
 * the periods that it touches; communities not built yet are built from nothing. Every step may be
 * done twice: a refresh that dies is begun again where it stood. False: somebody else is at it.
 */
export async function refreshOverview(ctx: Ctx): Promise<boolean> {
  const feedId = firstIdAt(systemEpochMs() - LONGEST_COMMIT_MS)
  const snapshot = await inRead(ctx, (tx) => claimSnapshot(tx, feedId))
  if (!snapshot) return false
  try {
    const run = await openRun(ctx)
    await build(run, snapshot)
    await takeUp(run, snapshot)
    await reckon(run, snapshot)
    const rollingMonth = monthOf(run.today)
    const { attendanceMins, now: asOfAt } = run
    await inRead(ctx, (tx) => finishSnapshot(tx, { feedId, asOfAt, attendanceMins, rollingMonth }))
    return true
  } catch (error) {
    await inRead(ctx, releaseSnapshot)
    throw error
  }
}

async function openRun(ctx: Ctx): Promise<Run> {
  const now = await inTransaction(ctx, (tx) => readNow(ctx, tx))
  const policies = await loadPolicies(ctx)
  const today = civilDateOf(now)
  const values = policies.flatMap((one) => (one.code === 'mobilisation' ? [one.value] : []))
  const mins = [policyAt(policies, 'mobilisation', '2000-01-01' as CivilDate), ...values].map(
    (value) => (value as { attendanceMinMinutes: number }).attendanceMinMinutes,
  )
  return { ctx, now, today, policies, attendanceMins: [...new Set(mins)] }
}

/** The people of communities that have no mark yet, and everybody's for a new limit of attendance. */
async function build(run: Run, snapshot: Snapshot): Promise<void> {
  const { ctx, attendanceMins } = run
  const fresh = attendanceMins.filter((min) => !snapshot.attendanceMins.includes(min))
  const built = await inRead(ctx, selectBuilt)
  if (fresh.length > 0) {
    for (const communityId of built) await rollUpCommunity(run, communityId, fresh)
  }
  for (const communityId of await inRead(ctx, selectUnbuilt)) {
    await rollUpCommunity(run, communityId, attendanceMins)
    await countDesks(run, await inRead(ctx, (tx) => selectAllDeskMonths(tx, communityId)))
    await inRead(ctx, (tx) => insertMark(tx, communityId))
  }
}

async function rollUpCommunity(run: Run, communityId: Id, mins: readonly number[]): Promise<void> {
  for (let afterId = DISTRICT_SCOPE; ;) {
    const ids = await inRead(run.ctx, (tx) =>
      selectPeopleOf(tx, communityId, afterId, PEOPLE_AT_ONCE),
    )
    await rollUp(run, ids, mins)
    const last = ids.at(-1)
    if (last === undefined || ids.length < PEOPLE_AT_ONCE) return
    afterId = last
  }
}

async function rollUp(run: Run, personIds: readonly Id[], mins: readonly number[]): Promise<void> {
  for (let at = 0; at < personIds.length; at += PEOPLE_AT_ONCE) {
    const some = personIds.slice(at, at + PEOPLE_AT_ONCE)
    await inTransaction(run.ctx, async (tx) => {
      const months: CivilDate[] = []
      for (const min of mins) months.push(...(await rollUpPersons(tx, some, min)))
      await addStale(tx, [...new Set(months)])
    })
  }
}

async function takeUp(run: Run, snapshot: Snapshot): Promise<void> {
  const { ctx, now } = run
  const acts = await inRead(ctx, (tx) => selectFeed(tx, snapshot.feedId, feedActs))
  const touched = touchedBy(acts)
  await takeUpPeople(run, touched)
  await countDesks(run, await inRead(ctx, (tx) => selectDeskMonths(tx, touched.cases)))
  if (snapshot.asOfAt !== null) {
    const { asOfAt } = snapshot
    await countDesks(run, await inRead(ctx, (tx) => selectPassedPromises(tx, asOfAt, now)))
  }
  for (const { communityId, fromSequence, sequence } of await inRead(ctx, selectLags)) {
    for (let from = fromSequence; from < sequence; from += TRANSFERS_AT_ONCE) {
      const to = Math.min(from + TRANSFERS_AT_ONCE, sequence)
      await inRead(ctx, (tx) => addTransfers(tx, { communityId, fromSequence: from, sequence: to }))
    }
  }
  await inRead(ctx, (tx) => countOpen(tx, now))
}

async function takeUpPeople(run: Run, touched: Touched): Promise<void> {
  const { ctx, today } = run
  const ofRecords = await inRead(ctx, (tx) => selectPersonsOfRecords(tx, touched.records))
  await rollUp(run, [...new Set([...ofRecords, ...touched.personIds])], run.attendanceMins)
  const months = await inRead(ctx, (tx) => selectMonthsOf(tx, touched.restatedIds))
  const stale = touched.policies ? [...months, monthOf(today)] : months
  if (stale.length > 0) await inRead(ctx, (tx) => addStale(tx, stale))
}

async function countDesks(run: Run, keys: readonly DeskKey[]): Promise<void> {
  const { calendar } = run.ctx
  for (let at = 0; at < keys.length; at += PEOPLE_AT_ONCE) {
    await inTransaction(run.ctx, async (tx) => {
      const requests = await selectCounted(tx, keys.slice(at, at + PEOPLE_AT_ONCE))
      const months = countDesk(requests, run.now, (registeredAt) => {
        const { hours } = policyAt(run.policies, 'queue', civilDateOf(registeredAt))
        return plusStationMinutes(calendar, hours, registeredAt, QUICK_MINUTES)
      })
      await saveDeskMonths(tx, months)
    })
  }
}

/** The periods of all months that are stale; and the last twelve months, when another has begun. */
async function reckon(run: Run, snapshot: Snapshot): Promise<void> {
  const { ctx, today } = run
  const stale = await inRead(ctx, selectStale)
  const rolling = [rollingAt(today), overviewBefore(rollingAt(today))]
  const isNewMonth = snapshot.rollingMonth !== monthOf(today)
  const periods = [...periodsWith(stale, today), ...(isNewMonth ? rolling : [])]
  const all = new Map(periods.map((period) => [period.code, period]))
  for (const period of all.values()) await reckonPeriod(run, period)
  const isNewDay = snapshot.asOfAt === null || civilDateOf(snapshot.asOfAt) !== today
  if (stale.length > 0 || isNewDay || (await inRead(ctx, hasUncounted))) await reckonStars(run)
  if (isNewMonth) {
    await inTransaction(ctx, (tx) =>
      dropRolling(
        tx,
        rolling.map(({ code }) => code),
      ),
    )
  }
}

async function reckonPeriod(run: Run, period: OverviewPeriod): Promise<void> {
  const value = policyAt(run.policies, 'mobilisation', period.lastOn)
  await inTransaction(run.ctx, async (tx) => {
    await addStale(tx, [])
    await replaceFigures(tx, period, {
      attendanceMinMinutes: value.attendanceMinMinutes,
      effectiveDays: value.effectiveDays,
      activeDays: value.activeDays[period.limitsOf],
      goal: value.goal,
      partyStatuses: value.introducer.politicalStatus,
      notMasses: value.introduced.politicalStatusNot,
    })
  })
}

/** By the policy of the day, since stars are what they are today. */
async function reckonStars({ ctx, today, policies, attendanceMins }: Run): Promise<void> {
  const [attendanceMinMinutes = 0] = attendanceMins
  const { minutes } = policyAt(policies, 'stars', today)
  await inRead(ctx, (tx) => countStars(tx, { attendanceMinMinutes, minutes }))
}
