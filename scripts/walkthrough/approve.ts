import type { Session } from '../support/http-client.ts'
import type { Person, Town } from './cast.ts'
import { seeRefusal, type See } from './report.ts'
import type { RecordKey, Week } from './serve.ts'
import { below, type Stage } from './stage.ts'

type Outcome = {
  readonly id: string
  readonly approved: boolean
  readonly creditMinutes?: number
  readonly chargedMinutes?: number
  readonly refusal?: { readonly code: string }
}
export type Outcomes = { readonly outcomes: readonly Outcome[] }

type Balance = {
  readonly balanceMinutes: number
  readonly heldMinutes: number
  readonly availableMinutes: number
}

/** One act for everything that may be approved; the other coordinator for what may not. */
export async function approve(stage: Stage, town: Town, week: Week): Promise<void> {
  const { report } = stage
  report.chapter('三、审核（10 月 16 日）')
  const { first, second, homeId } = town
  const all = [week.errand, week.paperwork, week.overlapping, week.patrol, week.own, week.entered]
  await report.step('社工甲打开收件箱', async (see) => {
    const path = below(homeId, '/inbox?limit=100')
    const { body } = await first.session.get<{ items: unknown[] }>(path)
    see('待审核', body.items.length, 11)
  })
  await report.step('社工甲没有打开就通过', async (see) => {
    const path = below(homeId, `/records/${week.paperwork.id}/approve`)
    seeRefusal(see, await first.session.post(path, {}), 409, 'service.open-first')
  })
  await report.step('居民一来审核', async (see) => {
    const body = { records: [{ id: week.errand.id }] }
    const answer = await town.resident.session.post(below(homeId, '/records/approve'), body)
    seeRefusal(see, answer, 403, 'person.role-missing')
  })
  await approveAtOnce(stage, town, week, all)
  await report.step('社工乙通过社工甲不能审核的三条', async (see) => {
    const rest = [week.own, week.entered, sheetLine(week, 4)]
    const outcomes = await approveOpened(second.session, homeId, rest, week.sheetId)
    seeOutcomes(see, outcomes, [60, 45, 135])
  })
  await report.step('社工乙再通过一次已经通过的', async (see) => {
    const outcomes = await approveOpened(second.session, homeId, [week.errand])
    seeOutcomes(see, outcomes, ['service.record-decided'])
  })
  await report.step('社工乙驳回重叠的那条', async (see) => {
    const answer = await second.session.post<{ outcomes: { rejected: boolean }[] }>(
      below(homeId, '/records/reject'),
      { records: [{ id: week.overlapping.id }], reason: '与当天上午的服务重叠' },
    )
    see('驳回', answer.body.outcomes.filter(({ rejected }) => rejected).length, 1)
  })
  await seeEverybody(stage, town)
}

/** Eleven in one act: seven are approved, four are refused, each for its own reason. */
async function approveAtOnce(
  { report }: Stage,
  { first, homeId }: Town,
  week: Week,
  all: readonly RecordKey[],
): Promise<void> {
  const { session } = first
  const key = 'walkthrough-approve-all'
  const path = below(homeId, '/records/approve')
  const body = await bodyOf(session, homeId, [...all, ...week.sheet], week.sheetId)
  const [bulk] = await report.step('社工甲逐条打开后一次通过十一条', async (see) => {
    const answer = await session.post<Outcomes>(path, body, key)
    seeOutcomes(see, answer.body.outcomes, [
      ...[150, 75, 'service.overlap', 180, 'service.own-record', 'service.entered-by-yourself'],
      ...[120, 120, 90, 90, 'service.household-record'],
    ])
    return [answer.text]
  })
  await report.step('社工甲用同一请求编号再发一次', async (see) => {
    const again = await session.post(path, body, key)
    see('逐字节相同', again.text === bulk, true)
    see('Idempotency-Replayed', again.headers.get('idempotency-replayed'), 'true')
  })
  await report.step('社工甲用同一请求编号发别的内容', async (see) => {
    const other = { records: [{ id: week.errand.id }] }
    seeRefusal(see, await session.post(path, other, key), 422, 'command.key-reused')
  })
}

/** Opens each, or the whole sheet, as a coordinator has to, and approves them in one act. */
export async function approveOpened(
  session: Session,
  communityId: string,
  keys: readonly RecordKey[],
  sheetId?: string,
): Promise<readonly Outcome[]> {
  const body = await bodyOf(session, communityId, keys, sheetId)
  const path = below(communityId, '/records/approve')
  return (await session.post<Outcomes>(path, body)).body.outcomes
}

async function bodyOf(
  session: Session,
  communityId: string,
  records: readonly RecordKey[],
  sheetId?: string,
) {
  const paths = records.map((key) => below(key.communityId, `/records/${key.id}`))
  if (sheetId !== undefined) paths.push(below(communityId, `/group-sheets/${sheetId}`))
  const opened = await Promise.all(
    paths.map(async (path) => {
      const { body } = await session.get<{ openedToken: string | null }>(path)
      return body.openedToken ?? 'not opened'
    }),
  )
  return { records, opened }
}

/** Minutes that became credits, or why it was refused. */
export function seeOutcomes(
  see: See,
  outcomes: readonly Outcome[],
  expected: readonly (number | string)[],
): void {
  const told = outcomes.map((one) => (one.approved ? one.creditMinutes : one.refusal?.code))
  see('逐条结果', told, expected)
}

function sheetLine(week: Week, index: number): RecordKey {
  const key = week.sheet[index]
  if (!key) throw new Error(`the sheet has no line ${index}`)
  return key
}

async function seeEverybody({ report }: Stage, town: Town): Promise<void> {
  await report.step('社工甲查看每个人的储蓄', async (see) => {
    const { leader, volunteer, first, group } = town
    const of = (person: Person) => balanceOf(first.session, town.homeId, person)
    const people = [volunteer, leader, first, ...Object.values(group)]
    const expected = [225, 180, 60, 120, 120, 90, 135, 135]
    for (const [index, person] of people.entries()) {
      see(person.name, (await of(person)).balanceMinutes, expected[index])
    }
  })
  await report.step('志愿者看不到队长的储蓄', async (see) => {
    const path = below(town.homeId, `/ledger/accounts/${town.leader.id}/balance`)
    const answer = await town.volunteer.session.get(path)
    seeRefusal(see, answer, 404, 'request.not-found')
  })
}

export async function balanceOf(
  session: Session,
  communityId: string,
  person: Person,
): Promise<Balance> {
  const path = below(communityId, `/ledger/accounts/${person.id}/balance`)
  return (await session.get<Balance>(path)).body
}

export function seeBalance(see: See, whose: string, balance: Balance, expected: number[]): void {
  const { balanceMinutes, heldMinutes, availableMinutes } = balance
  see(`${whose}结余、预留、可用`, [balanceMinutes, heldMinutes, availableMinutes], expected)
}
