import type { Town } from './cast.ts'
import { balanceOf, seeBalance } from './approve.ts'
import { seeRefusal } from './report.ts'
import type { Week } from './serve.ts'
import { below, shanghai, type Stage } from './stage.ts'

type Quote = {
  readonly usable: boolean
  readonly reason: string | null
  readonly quotedMinutes: number
  readonly availableMinutes: number
  readonly remainingMinutes: number
  readonly promisedBy: string | null
  readonly promisedByWithout: string | null
}
export type Asked = {
  readonly id: string
  readonly aheadCount: number | null
  readonly promise: { readonly promisedBy: string } | null
  readonly quote: Quote
  readonly savingsUsed: boolean
}

/** The requests that wait for a visit. */
export type Asks = { readonly residentId: string; readonly neighbourId: string }

/** Gifts in the community and to the next one, asking with savings, the commons. */
export async function spend(stage: Stage, town: Town, week: Week): Promise<Asks> {
  stage.report.chapter('五、赠送、使用储蓄、公益时间库（10 月 19 日，星期一）')
  await stage.at('2026-10-19', '08:30')
  await askByPhone(stage, town, week)
  const neighbourId = await askWithNothing(stage, town, week)
  await stage.at('2026-10-19', '09:00')
  await give(stage, town)
  const residentId = await askWithSavings(stage, town, week)
  await stage.at('2026-10-19', '09:30')
  await addSavings(stage, town, neighbourId)
  await useCommons(stage, town)
  return { residentId, neighbourId }
}

async function askByPhone({ report }: Stage, { first, group, homeId }: Town, week: Week) {
  await report.step('志愿者丙打电话求助，社工甲代为登记，不用储蓄', async (see) => {
    const answer = await first.session.post<Asked>(below(homeId, '/requests'), {
      kind: 'help',
      requesterId: group['丙'].id,
      ...thing(week, 'repair'),
    })
    see('状态', answer.status, 201)
    see('承诺（7 个工作日）', answer.body.promise?.promisedBy, shanghai('2026-10-28', '08:30'))
  })
}

/** A zero balance never refuses help. */
function askWithNothing({ report }: Stage, town: Town, week: Week): Promise<string> {
  return report.step('居民二没有储蓄，想用 40 分：照常登记，不预留', async (see) => {
    const answer = await town.neighbour.session.post<Asked>(below(town.otherId, '/redemptions'), {
      kind: 'appointment',
      ...thing(week, 'housework'),
      expectedMinutes: 40,
    })
    see('状态', answer.status, 201)
    see('预留', answer.body.savingsUsed, false)
    see('原因', answer.body.quote.reason, 'notEnough')
    see('承诺（7 个工作日）', answer.body.promise?.promisedBy, shanghai('2026-10-28', '08:30'))
    return answer.body.id
  })
}

async function give({ report }: Stage, town: Town): Promise<void> {
  const { homeId, neighbour, resident, volunteer } = town
  const gift = (recipientId: string, amountMinutes: number) =>
    volunteer.session.post<{ availableMinutes: number }>(below(homeId, '/ledger/gifts'), {
      recipientId,
      amountMinutes,
    })
  await report.step('志愿者送居民一 120 分', async (see) => {
    const answer = await gift(resident.id, 120)
    see('状态', answer.status, 201)
    see('志愿者可用', answer.body.availableMinutes, 105)
  })
  await report.step('志愿者送二社区的居民二 60 分，经过往来账', async (see) => {
    const answer = await gift(neighbour.id, 60)
    see('状态', answer.status, 201)
    see('志愿者可用', answer.body.availableMinutes, 45)
  })
  await report.step('志愿者再送 421 分：今年还能送别人 600 − 180 = 420 分', async (see) => {
    const problem = seeRefusal(see, await gift(resident.id, 421), 409, 'ledger.gift-limit')
    see('还能送', problem.details?.['restMinutes'], 420)
  })
}

async function askWithSavings({ report }: Stage, town: Town, week: Week): Promise<string> {
  const { homeId, resident } = town
  await report.step('居民一先看用量', async (see) => {
    const offeringId = week.offerings.get('errand') ?? ''
    const query = `kind=appointment&offeringId=${offeringId}&expectedMinutes=60`
    const { body } = await resident.session.get<Quote>(below(homeId, `/redemptions/quote?${query}`))
    see('最多用、现有、用后剩', amounts(body), [60, 120, 60])
    see('用储蓄（3 个工作日）', body.promisedBy, shanghai('2026-10-22', '09:00'))
    see('不用（7 个工作日）', body.promisedByWithout, shanghai('2026-10-28', '09:00'))
  })
  const requestId = await report.step('居民一用储蓄预约代办', async (see) => {
    const answer = await resident.session.post<Asked>(below(homeId, '/redemptions'), {
      kind: 'appointment',
      ...thing(week, 'errand'),
      expectedMinutes: 60,
    })
    see('预留', answer.body.savingsUsed, true)
    see('承诺', answer.body.promise?.promisedBy, shanghai('2026-10-22', '09:00'))
    see('前面还有', answer.body.aheadCount, 0)
    const balance = await balanceOf(resident.session, homeId, resident)
    seeBalance(see, '居民一', balance, [120, 60, 60])
    return answer.body.id
  })
  await report.step('居民一送人 61 分，可用只有 60 分', async (see) => {
    const body = { recipientId: town.leader.id, amountMinutes: 61 }
    const answer = await resident.session.post(below(homeId, '/ledger/gifts'), body)
    seeRefusal(see, answer, 409, 'ledger.insufficient-credits')
  })
  await report.step('社工甲看排队：后来的居民一在先，求助的志愿者丙在后', async (see) => {
    const path = below(homeId, '/requests/queue')
    const { body } = await town.first.session.get<{ items: { requesterName: string }[] }>(path)
    const names = body.items.map(({ requesterName }) => requesterName)
    see('顺序', names, ['演示居民一', '演示志愿者丙'])
  })
  return requestId
}

function amounts({ quotedMinutes, availableMinutes, remainingMinutes }: Quote): number[] {
  return [quotedMinutes, availableMinutes, remainingMinutes]
}

async function addSavings({ report }: Stage, { neighbour, otherId }: Town, requestId: string) {
  await report.step('居民二收到赠送后加用储蓄，时限提前', async (see) => {
    const path = below(otherId, `/requests/${requestId}/savings`)
    const answer = await neighbour.session.post<Asked>(path, { expectedMinutes: 40 })
    see('预留', answer.body.savingsUsed, true)
    see('承诺', answer.body.promise?.promisedBy, shanghai('2026-10-22', '09:30'))
    seeBalance(see, '居民二', await balanceOf(neighbour.session, otherId, neighbour), [60, 40, 20])
  })
}

/** Given by one, granted by two. */
async function useCommons({ report }: Stage, town: Town): Promise<void> {
  const { first, homeId, resident, second, volunteer } = town
  const ledger = below(homeId, '/ledger')
  await report.step('志愿者捐给公益时间库 45 分', async (see) => {
    const answer = await volunteer.session.post<{ availableMinutes: number }>(
      `${ledger}/donations`,
      { amountMinutes: 45 },
    )
    see('状态', answer.status, 201)
    see('志愿者可用', answer.body.availableMinutes, 0)
  })
  const path = await report.step('社工甲提议从公益时间库资助居民一 30 分', async (see) => {
    const answer = await first.session.post<{ proposalId: string }>(`${ledger}/proposals`, {
      payload: { kind: 'grant', personId: resident.id, amountMinutes: 30 },
      reason: '临时困难',
    })
    see('状态', answer.status, 201)
    return `${ledger}/proposals/${answer.body.proposalId}/confirm`
  })
  await report.step('社工甲自己确认', async (see) => {
    seeRefusal(see, await first.session.post(path, {}), 403, 'ledger.second-person-needed')
  })
  await report.step('社工乙确认', async (see) => {
    see('状态', (await second.session.post(path, {})).status, 200)
    seeBalance(see, '居民一', await balanceOf(first.session, homeId, resident), [150, 60, 90])
    const commons = await second.session.get<{ balanceMinutes: number }>(
      `${ledger}/commons/balance`,
    )
    see('公益时间库', commons.body.balanceMinutes, 15)
  })
}

/** What is asked for, where. */
export function thing(week: Week, offering: string) {
  const offeringId = week.offerings.get(offering) ?? null
  return { offeringId, content: '演示事项', place: '演示路 2 号' }
}
