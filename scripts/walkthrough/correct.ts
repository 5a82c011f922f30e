import { balanceOf, seeBalance } from './approve.ts'
import type { Town } from './cast.ts'
import { seeFigures, seeFrozen, seeStar, type Frozen } from './effect.ts'
import { seeRefusal } from './report.ts'
import type { Week } from './serve.ts'
import { below, shanghai, type Stage } from './stage.ts'

type Reversed = { readonly state: string; readonly shortfallMinutes: number }
type Line = { readonly changeMinutes: number }
type Page = { readonly items: readonly Line[]; readonly nextCursor: string | null }

/** A record taken back whole, and one whose minutes were used already: by two, with a write-off. */
export async function correct(stage: Stage, town: Town, week: Week, frozen: Frozen): Promise<void> {
  const { report } = stage
  report.chapter('八、更正（11 月 17 日）')
  await stage.at('2026-11-17', '10:00')
  await report.step('社工乙更正志愿者丁的记录，储蓄还在', async (see) => {
    const path = below(town.homeId, `/records/${week.entered.id}/reverse`)
    const body = { reason: '记错了人' }
    const answer = await town.second.session.post<Reversed>(path, body)
    see('结果', answer.body.state, 'reversed')
    const balance = await balanceOf(town.second.session, town.homeId, town.group['丁'])
    see('志愿者丁结余', balance.balanceMinutes, 90)
  })
  await correctSpent(stage, town, week)
  await seeAfterwards(stage, town, frozen)
}

/** The errand's 150 minutes were given away; 125 of later ones are there, so 25 are missing. */
async function correctSpent({ report }: Stage, town: Town, week: Week): Promise<void> {
  const { first, second, homeId, volunteer } = town
  const path = below(homeId, `/records/${week.errand.id}/reverse`)
  const body = { reason: '服务没有做成' }
  await report.step('社工甲更正星期二的代办，150 分已经送出去了', async (see) => {
    const answer = await first.session.post(path, body)
    const problem = seeRefusal(see, answer, 409, 'ledger.shortfall-needs-two')
    see('差额', problem.details?.['shortfallMinutes'], 25)
  })
  await report.step('社工甲提请核销差额', async (see) => {
    const wish = { ...body, proposeWriteOff: true }
    const answer = await first.session.post<Reversed>(path, wish)
    see('结果', answer.body.state, 'proposed')
    see('差额', answer.body.shortfallMinutes, 25)
    const balance = await balanceOf(first.session, homeId, volunteer)
    seeBalance(see, '志愿者', balance, [125, 0, 125])
  })
  await report.step('社工甲自己确认', async (see) => {
    const answer = await first.session.post(`${path}/confirm`, {})
    seeRefusal(see, answer, 403, 'service.second-person-needed')
  })
  await report.step('社工乙确认：时长全部退回，储蓄退 125 分，核销 25 分', async (see) => {
    const answer = await second.session.post<Reversed>(`${path}/confirm`, {})
    see('结果', answer.body.state, 'reversed')
    see('核销', answer.body.shortfallMinutes, 25)
    const balance = await balanceOf(volunteer.session, homeId, volunteer)
    seeBalance(see, '志愿者', balance, [0, 0, 0])
  })
  await report.step('社工乙再确认一次', async (see) => {
    const answer = await second.session.post(`${path}/confirm`, {})
    seeRefusal(see, answer, 409, 'service.not-approved')
  })
}

async function seeAfterwards({ report }: Stage, town: Town, frozen: Frozen): Promise<void> {
  const { homeId, volunteer, second } = town
  await report.step('志愿者翻看明细（每页六条），从新到旧', async (see) => {
    const changes = await statement(town)
    see('变动', changes, [-150, 25, 35, 40, 50, -45, -60, -120, 75, 150])
    const sum = changes.reduce((total, change) => total + change, 0)
    see('合计', sum, 0)
  })
  await report.step('志愿者查以前的结余', async (see) => {
    const path = below(homeId, `/ledger/accounts/${volunteer.id}/balance-as-of`)
    const asOf = async (query: string) =>
      (await volunteer.session.get<{ balanceMinutes: number }>(`${path}?${query}`)).body
        .balanceMinutes
    see('第 2 笔之后', await asOf('version=2'), 225)
    see('10 月 13 日晚', await asOf(`effectiveAt=${shanghai('2026-10-13', '23:00')}`), 150)
    see('10 月 20 日', await asOf(`effectiveAt=${shanghai('2026-10-20', '12:00')}`), 0)
  })
  await report.step('志愿者的服务时长少了 150 分', (see) => seeStar(see, volunteer.session, 200))
  await report.step('志愿者丁不再活跃，一社区的 1+10 跟着变', (see) =>
    seeFigures(see, second.session, homeId, [2, 3, '1.5', '10.0', '0.0', '33.3']),
  )
  await report.step('已发布的月榜一个字节也没有变', (see) => seeFrozen(see, second.session, frozen))
}

async function statement({ homeId, volunteer }: Town): Promise<number[]> {
  const path = below(homeId, `/ledger/accounts/${volunteer.id}/statement?limit=6`)
  const first = (await volunteer.session.get<Page>(path)).body
  const next = `${path}&cursor=${encodeURIComponent(first.nextCursor ?? '')}`
  const second = (await volunteer.session.get<Page>(next)).body
  return [...first.items, ...second.items].map(({ changeMinutes }) => changeMinutes)
}
