import { createHash } from 'node:crypto'
import type { Session } from '../support/http-client.ts'
import { phones, type Town } from './cast.ts'
import { seeRefusal, type See } from './report.ts'
import type { Stage } from './stage.ts'

type Figures = {
  readonly activeParty: number
  readonly activeMasses: number
  readonly participationRatio: string | null
  readonly attainment: string | null
  readonly goalRate: string | null
  readonly traceableRate: string | null
}
type Computed = {
  readonly standingId: string
  readonly bodyHash: string
  readonly preliminary: boolean
}
type Row = {
  readonly rank: number
  readonly personId: string
  readonly serviceMinutes: number
  readonly recipientsServed: number
}

/** The frozen month: what must come back to the byte, for ever. */
export type Frozen = { readonly standingId: string; readonly bodyHash: string }

/** 1+10 and stars as they stand, and October's ranking: first to look at, then published. */
export async function effect(
  stage: Stage,
  town: Town,
): Promise<{ readonly town: Town; readonly frozen: Frozen }> {
  stage.report.chapter('七、1+10 与月榜（10 月 28 日、11 月 16 日）')
  await stage.at('2026-10-28', '12:00')
  await seeEffect(stage, town)
  await preview(stage, town)
  await stage.at('2026-11-16', '09:00')
  const again = await stage.report.step('五周过去，会话到期，大家重新登录', async (see) => {
    const people = await signInAgain(stage, town)
    const { body } = await people.first.session.get<{ personId: string }>('/api/v1/me')
    see('社工甲是同一个人', body.personId === town.first.id, true)
    return people
  })
  return { town: again, frozen: await publish(stage, again) }
}

async function seeEffect({ report }: Stage, town: Town): Promise<void> {
  const { leader, volunteer, homeId, otherId, subdistrictId } = town
  const look = async (see: See, nodeId: string, expected: readonly unknown[]) =>
    seeFigures(see, leader.session, nodeId, expected)
  await report.step('一社区 10 月的 1+10：1+2.0', (see) =>
    look(see, homeId, [2, 4, '2.0', '10.0', '0.0', '25.0']),
  )
  await report.step('二社区：还没有活跃的党员', (see) =>
    look(see, otherId, [0, 1, null, null, null, '100.0']),
  )
  await report.step('街道：1+2.5', (see) =>
    look(see, subdistrictId, [2, 5, '2.5', '10.0', '0.0', '40.0']),
  )
  await report.step('队长看本季度自己带动的人', async (see) => {
    type Own = { readonly own: { readonly active: number; readonly goal: number } }
    const { body } = await leader.session.get<Own>('/api/v1/me/introductions')
    see('本人 k/10', `${body.own.active}/${body.own.goal}`, '2/10')
  })
  await report.step('志愿者看自己的星级', (see) => seeStar(see, volunteer.session, 350))
}

/** In the order of incentives.md: members, residents, 1+X, 达成度, 达标率, 可追溯率. */
export async function seeFigures(
  see: See,
  session: Session,
  nodeId: string,
  expected: readonly unknown[],
): Promise<void> {
  const path = `/api/v1/nodes/${nodeId}/mobilisation?period=2026-10`
  const { figures } = (await session.get<{ figures: Figures }>(path)).body
  const { activeParty, activeMasses, participationRatio } = figures
  const { attainment, goalRate, traceableRate } = figures
  const told = [activeParty, activeMasses, participationRatio, attainment, goalRate, traceableRate]
  see('党员、群众、X、达成度、达标率、可追溯率', told, expected)
}

/** One star from 100 hours. */
export async function seeStar(see: See, session: Session, serviceMinutes: number): Promise<void> {
  type Star = { readonly serviceMinutes: number; readonly missingMinutes: number | null }
  const { body } = await session.get<Star>('/api/v1/me/star-level')
  see('服务时长', body.serviceMinutes, serviceMinutes)
  see('离一星还差', body.missingMinutes, 6_000 - serviceMinutes)
}

async function preview({ report }: Stage, { first, second, homeId }: Town): Promise<void> {
  const path = await report.step('社工甲在截止前计算 10 月月榜', async (see) => {
    const { body } = await compute(first.session, homeId)
    see('只是预览', body.preliminary, true)
    return `/api/v1/standings/${body.standingId}/publish`
  })
  await report.step('社工乙发布预览', async (see) => {
    seeRefusal(see, await second.session.post(path, {}), 409, 'incentive.standing-preliminary')
  })
}

function compute(session: Session, nodeId: string) {
  return session.post<Computed>('/api/v1/standings', { nodeId, period: '2026-10' })
}

/** The cut-off, ten working days after October, passed with the 13th of November. */
async function publish({ report }: Stage, town: Town): Promise<Frozen> {
  const { first, second, homeId, volunteer } = town
  const frozen = await report.step('截止已过，社工甲再计算 10 月月榜', async (see) => {
    const { status, body } = await compute(first.session, homeId)
    see('状态', status, 201)
    see('只是预览', body.preliminary, false)
    return body
  })
  const path = `/api/v1/standings/${frozen.standingId}`
  await report.step('社工甲看名次：时长、服务人数、登记早晚、证号', async (see) => {
    const { body } = await first.session.get<{ rows: Row[] }>(path)
    const people = [...Object.values(town.group), town.first, town.leader, volunteer]
    const names = new Map(people.map(({ id, name }) => [id, name.replace('演示', '')]))
    const rows = body.rows.map((row) =>
      [names.get(row.personId), row.serviceMinutes, row.recipientsServed].join(' '),
    )
    see('名次', rows, ranking)
  })
  await report.step('社工甲发布自己计算的月榜', async (see) => {
    const answer = await first.session.post(`${path}/publish`, {})
    seeRefusal(see, answer, 403, 'incentive.second-person-needed')
  })
  await report.step('社工乙核对后发布', async (see) => {
    see('状态', (await second.session.post(`${path}/publish`, {})).status, 200)
    await seeBoard(see, second.session, homeId)
  })
  await report.step('志愿者只看到自己的一行', async (see) => {
    const { body } = await volunteer.session.get<{ rows: Row[] }>(path)
    const rows = body.rows.map(({ rank, serviceMinutes }) => [rank, serviceMinutes])
    see('名次、时长', rows, [[1, 350]])
  })
  await report.step('月榜原文的 SHA-256 就是它的指纹', (see) =>
    seeFrozen(see, second.session, frozen),
  )
  return frozen
}

const ranking = [
  '志愿者 350 2',
  '队长 180 0',
  '志愿者丁 135 1',
  '志愿者戊 135 0',
  '志愿者甲 120 0',
  '志愿者乙 120 0',
  '志愿者丙 90 0',
  '社工甲 60 0',
]

/** Names of those who agreed, and no minutes: 默认只公布榜单. */
async function seeBoard(see: See, session: Session, nodeId: string): Promise<void> {
  type Board = {
    readonly ranking: {
      readonly rows: readonly {
        readonly name: string | null
        readonly serviceMinutes: number | null
      }[]
    } | null
  }
  const { body } = await session.get<Board>(`/api/v1/nodes/${nodeId}/board?period=2026-10`)
  const rows = body.ranking?.rows ?? []
  const unnamed = ranking.slice(1).map(() => null)
  see(
    '公示姓名',
    rows.map(({ name }) => name),
    ['演示志愿者', ...unnamed],
  )
  see('公示时长', rows.filter(({ serviceMinutes }) => serviceMinutes !== null).length, 0)
}

export async function seeFrozen(see: See, session: Session, frozen: Frozen): Promise<void> {
  const { text } = await session.get(`/api/v1/standings/${frozen.standingId}/body`)
  const hash = createHash('sha256').update(text).digest('hex')
  see('指纹', hash.slice(0, 16), frozen.bodyHash.slice(0, 16))
}

async function signInAgain(stage: Stage, town: Town): Promise<Town> {
  const again = async <N extends 'first' | 'second' | 'leader' | 'volunteer'>(name: N) => ({
    ...town[name],
    session: await stage.signIn(phones[name]),
  })
  return {
    ...town,
    first: await again('first'),
    second: await again('second'),
    leader: await again('leader'),
    volunteer: await again('volunteer'),
  }
}
