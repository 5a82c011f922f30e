import type { Person, Town } from './cast.ts'
import { seeRefusal } from './report.ts'
import { below, shanghai, type Stage } from './stage.ts'

type Outcome = {
  readonly confirmed: boolean
  readonly refusal: { readonly code: string } | null
}

/** Who brought the residents, said by themselves; who took part, confirmed by somebody else. */
export async function takePart(stage: Stage, town: Town): Promise<void> {
  await introduce(stage, town)
  await attend(stage, town)
}

async function introduce({ report }: Stage, town: Town): Promise<void> {
  report.chapter('四、引荐与到场（10 月 16 日至 19 日）')
  const { leader, neighbour, resident, volunteer } = town
  const state = (by: Town['resident'], named: string) =>
    by.session.post<{ introducerName: string }>('/api/v1/introductions', { named })
  await report.step('居民一说明是队长邀请来的（按姓名）', async (see) => {
    const answer = await state(resident, leader.name)
    see('状态', answer.status, 201)
    see('引荐人', answer.body.introducerName, leader.name)
  })
  await report.step('居民一改填自己', async (see) => {
    seeRefusal(see, await state(resident, resident.name), 422, 'incentive.introduction-self')
  })
  await report.step('居民二说明是志愿者邀请来的（按服务卡号）', async (see) => {
    const answer = await state(neighbour, volunteer.cardNumber ?? '')
    see('引荐人', answer.body.introducerName, volunteer.name)
  })
  await report.step('志愿者说明不是自己邀请的', async (see) => {
    const path = `/api/v1/introductions/${neighbour.id}/decline`
    see('状态', (await volunteer.session.post(path, {})).status, 200)
  })
  await report.step('居民二改填队长（按服务卡号）', async (see) => {
    const answer = await state(neighbour, leader.cardNumber ?? '')
    see('引荐人', answer.body.introducerName, leader.name)
  })
}

type Line = readonly [Person | string, number]

async function attend(stage: Stage, town: Town): Promise<void> {
  await stage.at('2026-10-19', '08:10')
  const { report } = stage
  const { first, leader, resident, neighbour, group } = town
  const path = below(town.homeId, '/activities')
  const confirm = async (name: string, [day, from, until]: string[], lines: readonly Line[]) => {
    const times = {
      startsAt: shanghai(day ?? '', from ?? ''),
      endsAt: shanghai(day ?? '', until ?? ''),
    }
    const body = { name, place: '社区小广场', communityBuilding: true, ...times }
    const { activityId } = (await first.session.post<{ activityId: string }>(path, body)).body
    const attendances = lines.map(([who, attendedMinutes]) => ({
      who: typeof who === 'string' ? who : who.id,
      attendedMinutes,
    }))
    const list = `${path}/${activityId}/attendances`
    const answer = await first.session.post<{ outcomes: Outcome[] }>(list, { attendances })
    return answer.body.outcomes.map((one) => one.refusal?.code ?? 'confirmed')
  }
  const yes = 'confirmed'
  await report.step('社工甲确认星期六公益劳动的到场，自己也写上了', async (see) => {
    const outcomes = await confirm(
      '公益劳动',
      ['2026-10-17', '09:00', '11:00'],
      [
        ...([
          [resident.name, 120],
          [neighbour, 120],
          [leader.cardNumber ?? '', 120],
        ] as Line[]),
        ...([
          [group['甲'], 90],
          [first, 60],
        ] as Line[]),
      ],
    )
    see('逐行结果', outcomes, [yes, yes, yes, yes, 'duty.own-attendance'])
  })
  await report.step('社工甲确认星期日议事会的到场，志愿者丙只来了 20 分钟', async (see) => {
    const outcomes = await confirm(
      '议事会',
      ['2026-10-18', '09:00', '10:30'],
      [
        ...([
          [resident, 90],
          [neighbour, 60],
          [group['乙'].name, 90],
        ] as Line[]),
        ...([[group['丙'].name, 20]] as Line[]),
      ],
    )
    see('逐行结果', outcomes, [yes, yes, yes, yes])
  })
}
