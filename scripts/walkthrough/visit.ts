import { approveOpened, balanceOf, seeBalance, seeOutcomes } from './approve.ts'
import type { Member, Town } from './cast.ts'
import { seeRefusal, type See } from './report.ts'
import type { RecordKey, Week } from './serve.ts'
import { thing, type Asked, type Asks } from './spend.ts'
import { below, shanghai, type Stage } from './stage.ts'

type Taken = { readonly id: string; readonly afterPromise: boolean; readonly held: boolean }
type Finished = {
  readonly late: boolean
  readonly chargeMinutes: number
  readonly records: readonly RecordKey[]
}

/** A visit of the volunteer: whose, where, and when it is kept. */
type Visit = {
  readonly communityId: string
  readonly requestId: string
  readonly asker: Member
  readonly path: string
}

/** A visit in time, one in the next community's books, and one after the promise. */
export async function visit(stage: Stage, town: Town, week: Week, asks: Asks): Promise<void> {
  stage.report.chapter('六、上门、结清（10 月 19 日至 28 日）')
  const { homeId, otherId, resident, neighbour } = town
  const here = await takeHere(stage, town, asks.residentId)
  const there = await takeThere(stage, town, asks.neighbourId)

  await stage.at('2026-10-21', '10:00')
  await start(stage, town, here, false)
  await stage.at('2026-10-21', '10:50')
  await refuseWrongCode(stage, town, here)
  const inTime = await finish(stage, town, here, ['2026-10-21', '10:00', '10:50'], 50)
  await stage.report.step('社工甲通过上门记录，同时结清：用 50 分，退回 10 分', async (see) => {
    const outcomes = await approveOpened(town.first.session, homeId, inTime.records)
    seeOutcomes(see, outcomes, [50])
    see('用掉', outcomes[0]?.chargedMinutes, 50)
    await seeBoth(see, town, resident, [100, 0, 100], 50)
  })
  await rate(stage, resident, here)

  await stage.at('2026-10-22', '09:00')
  await start(stage, town, there, false)
  await stage.at('2026-10-22', '09:40')
  const abroad = await finish(stage, town, there, ['2026-10-22', '09:00', '09:40'], 40)
  await stage.report.step('社工甲通过二社区的上门记录', async (see) => {
    const path = below(otherId, '/records/approve')
    const answer = await town.first.session.post(path, { records: abroad.records })
    seeRefusal(see, answer, 403, 'person.role-missing')
  })
  await stage.report.step('社工乙通过：一社区存入，二社区用掉，一次办成', async (see) => {
    const outcomes = await approveOpened(town.second.session, otherId, abroad.records)
    seeOutcomes(see, outcomes, [40])
    see('用掉', outcomes[0]?.chargedMinutes, 40)
    await seeBoth(see, town, neighbour, [20, 0, 20], 90)
  })
  await visitLate(stage, town, week)
}

async function takeHere(stage: Stage, town: Town, requestId: string): Promise<Visit> {
  const { report } = stage
  const { homeId, volunteer, resident } = town
  await report.step('志愿者查看可接的上门', async (see) => {
    const path = below(homeId, '/requests/tasks')
    const { body } = await volunteer.session.get<{ items: { priority: boolean }[] }>(path)
    const marks = body.items.map(({ priority }) => priority)
    see('需优先', marks, [true, false])
  })
  return report.step('志愿者接下居民一的上门', (see) =>
    take(
      see,
      volunteer,
      { communityId: homeId, requestId, asker: resident },
      {
        scheduledAt: shanghai('2026-10-21', '10:00'),
        afterPromise: false,
      },
    ),
  )
}

async function takeThere(stage: Stage, town: Town, requestId: string): Promise<Visit> {
  const { report } = stage
  const { neighbour, otherId, second, volunteer } = town
  const visit = { communityId: otherId, requestId, asker: neighbour }
  const scheduledAt = shanghai('2026-10-22', '09:00')
  await report.step('志愿者接二社区的上门，还没有登记在那里服务', async (see) => {
    const path = below(otherId, `/requests/${requestId}/visits`)
    const body = { scheduledAt, helperIds: [volunteer.id] }
    seeRefusal(see, await volunteer.session.post(path, body), 403, 'desk.helper-not-here')
  })
  return report.step('社工乙登记志愿者在二社区服务，志愿者接下居民二的上门', async (see) => {
    const path = `/api/v1/people/${volunteer.id}/memberships`
    const answer = await second.session.post(path, { communityId: otherId, kind: 'serving' })
    see('登记', answer.status, 200)
    return take(see, volunteer, visit, { scheduledAt, afterPromise: false })
  })
}

async function take(
  see: See,
  { id, session }: Member,
  visit: Omit<Visit, 'path'>,
  { scheduledAt, afterPromise }: { scheduledAt: string; afterPromise: boolean },
): Promise<Visit> {
  const path = below(visit.communityId, `/requests/${visit.requestId}/visits`)
  const { status, body } = await session.post<Taken>(path, { scheduledAt, helperIds: [id] })
  see('状态', status, 201)
  see('带着预留', body.held, true)
  see('晚于承诺', body.afterPromise, afterPromise)
  return { ...visit, path: below(visit.communityId, `/visits/${body.id}`) }
}

async function start({ report }: Stage, town: Town, visit: Visit, late: boolean): Promise<void> {
  await report.step(`志愿者到${visit.asker.name}门口签到`, async (see) => {
    const { session } = town.volunteer
    const answer = await session.post<{ late: boolean }>(`${visit.path}/start`, {})
    see('状态', answer.status, 200)
    see('超时', answer.body.late, late)
  })
}

/** The four digits that only the one served is shown. */
async function codeOf({ asker, communityId, requestId }: Visit): Promise<string> {
  const path = below(communityId, `/requests/${requestId}`)
  type Detail = { readonly visits: readonly { readonly confirmCode: string | null }[] }
  const { body } = await asker.session.get<Detail>(path)
  return body.visits.at(-1)?.confirmCode ?? 'none'
}

type Times = readonly [day: string, from: string, until: string]

function report(town: Town, [day, from, until]: Times, code: string) {
  return {
    helpers: [
      {
        personId: town.volunteer.id,
        startedAt: shanghai(day, from),
        endedAt: shanghai(day, until),
      },
    ],
    outcome: '办好',
    confirmation: { how: 'code', code },
  }
}

async function refuseWrongCode(stage: Stage, town: Town, visit: Visit): Promise<void> {
  await stage.report.step('志愿者报完成，确认码不对', async (see) => {
    const code = String((Number(await codeOf(visit)) + 1) % 10_000).padStart(4, '0')
    const body = report(town, ['2026-10-21', '10:00', '10:50'], code)
    const answer = await town.volunteer.session.post(`${visit.path}/finish`, body)
    seeRefusal(see, answer, 422, 'desk.confirm-code-wrong')
  })
}

/** @param charge what it will use of the asker's savings */
function finish(
  stage: Stage,
  town: Town,
  visit: Visit,
  times: Times,
  charge: number,
): Promise<Finished> {
  return stage.report.step(`${visit.asker.name}说出确认码，志愿者报完成`, async (see) => {
    const body = report(town, times, await codeOf(visit))
    const answer = await town.volunteer.session.post<Finished>(`${visit.path}/finish`, body)
    see('状态', answer.status, 200)
    see('记录', answer.body.records.length, 1)
    see('应用储蓄', answer.body.chargeMinutes, charge)
    return answer.body
  })
}

async function seeBoth(
  see: See,
  town: Town,
  asker: Member,
  expected: number[],
  volunteerHas: number,
): Promise<void> {
  const communityId = asker === town.neighbour ? town.otherId : town.homeId
  seeBalance(see, asker.name, await balanceOf(asker.session, communityId, asker), expected)
  const helper = await balanceOf(town.volunteer.session, town.homeId, town.volunteer)
  see('志愿者结余', helper.balanceMinutes, volunteerHas)
}

async function rate({ report }: Stage, asker: Member, visit: Visit): Promise<void> {
  await report.step('居民一评价：满意', async (see) => {
    const path = below(visit.communityId, `/requests/${visit.requestId}/rate`)
    const answer = await asker.session.post<{ state: string }>(path, { rating: 3 })
    see('事项', answer.body.state, 'rated')
  })
}

/** 超时免扣: promised for Tuesday, begun on Wednesday. */
async function visitLate(stage: Stage, town: Town, week: Week): Promise<void> {
  const { homeId, resident, volunteer } = town
  await stage.at('2026-10-22', '11:00')
  const requestId = await stage.report.step('居民一再用储蓄预约', async (see) => {
    const answer = await resident.session.post<Asked>(below(homeId, '/redemptions'), {
      kind: 'appointment',
      ...thing(week, 'errand'),
      expectedMinutes: 60,
    })
    see('承诺', answer.body.promise?.promisedBy, shanghai('2026-10-27', '11:00'))
    seeBalance(see, '居民一', await balanceOf(resident.session, homeId, resident), [100, 60, 40])
    return answer.body.id
  })
  const late = await stage.report.step('志愿者只能 28 日上门', (see) =>
    take(
      see,
      volunteer,
      { communityId: homeId, requestId, asker: resident },
      {
        scheduledAt: shanghai('2026-10-28', '10:00'),
        afterPromise: true,
      },
    ),
  )
  await stage.at('2026-10-28', '10:00')
  await start(stage, town, late, true)
  await stage.at('2026-10-28', '10:35')
  const finished = await finish(stage, town, late, ['2026-10-28', '10:00', '10:35'], 0)
  await stage.report.step('社工甲通过：超时免扣，预留全部退回', async (see) => {
    const outcomes = await approveOpened(town.first.session, homeId, finished.records)
    seeOutcomes(see, outcomes, [35])
    see('用掉', outcomes[0]?.chargedMinutes, 0)
    await seeBoth(see, town, resident, [100, 0, 100], 125)
  })
}
