import { instantAt } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { startRequest } from '../../src/features/desk/start-request.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { ask, askSaving, dispatch, type Wish } from './asking.ts'
import type { Days } from './days.ts'
import { play, type Moment } from './stage.ts'

/** Cases that stand open today: with savings and without, waiting, sent out, being handled. */
export function deskOpen(days: Days): Moment[] {
  return [...waiting(days), ...sentOut(days), ...handled(days)]
}

function waiting(days: Days): Moment[] {
  return [
    {
      at: instantAt(days.workdayBefore(3), '10:30'),
      play: async (stage, at) =>
        void (await ask(stage, at, {
          ...{ key: 'company', where: 'xinhua', who: 'shi', typedBy: 'lu', kind: 'help' },
          ...{ offering: 'hospital-company', content: '下周去医院看眼睛，想有人陪' },
          place: '新华路社区 6 栋',
        })),
    },
    {
      at: instantAt(days.workdayBefore(2), '10:30'),
      play: async (stage, at) =>
        void (await ask(stage, at, {
          ...{ key: 'permit', where: 'dianjian', who: 'jiang', kind: 'appointment' },
          ...{ offering: 'paperwork', content: '代办居住证', place: '电建一社区 1 栋' },
        })),
    },
    {
      at: instantAt(days.workdayBefore(2), '16:10'),
      play: async (stage, at) =>
        void (await ask(stage, at, {
          ...{ key: 'socket', where: 'fengqi', who: 'pan', typedBy: 'song', kind: 'help' },
          ...{ offering: 'repair', content: '厨房插座没电', place: '凤栖社区 2 栋' },
        })),
    },
    {
      at: instantAt(days.workdayBefore(1), '09:20'),
      play: async (stage, at) =>
        void (await askSaving(
          stage,
          at,
          {
            ...{ key: 'shopping', where: 'dianjian', who: 'zhao', kind: 'help' },
            ...{ offering: 'errand', content: '代买米和油', place: '电建一社区 5 栋' },
          },
          { expected: 60 },
        )),
    },
  ]
}

/** One with savings of the husband, one for somebody in need, living alone: two helpers. */
function sentOut(days: Days): Moment[] {
  const next = days.workdayAfter(days.today)
  return [
    {
      at: instantAt(days.workdayBefore(2), '15:00'),
      play: async (stage, at) => {
        const wish: Wish = {
          ...{ key: 'windows', where: 'dianjian', who: 'sun', kind: 'appointment' },
          ...{ offering: 'housework', content: '擦窗户，老两口够不着', place: '电建一社区 5 栋' },
        }
        const requestId = await askSaving(stage, at, wish, { expected: 90, payer: 'zhao' })
        const visit = { by: 'luo', scheduledAt: instantAt(next, '10:00'), helpers: ['li'] } as const
        const takenAt = instantAt(days.workdayBefore(2), '16:00')
        await dispatch(stage, takenAt, { ...wish, requestId, ...visit })
      },
    },
    {
      at: instantAt(days.workdayBefore(1), '14:00'),
      play: async (stage, at) => {
        const wish: Wish = {
          ...{ key: 'medicine', where: 'dianjian', who: 'tian', typedBy: 'chen', kind: 'help' },
          ...{ offering: 'errand', content: '代取慢性病药', place: '电建一社区 5 栋' },
          need: '独居，行动不便',
        }
        const requestId = await ask(stage, at, wish)
        await dispatch(stage, instantAt(days.workdayBefore(1), '14:20'), {
          ...{ ...wish, requestId, by: 'chen' },
          ...{ scheduledAt: instantAt(next, '09:00'), helpers: ['liu', 'he'] },
        })
      },
    },
  ]
}

/** 反映: nobody has to come; the first taker is at it. */
function handled(days: Days): Moment[] {
  const wish: Wish = {
    ...{ key: 'light', where: 'dianjian', who: 'li', kind: 'report' },
    ...{ content: '2 栋二单元楼道灯坏了，晚上看不见', place: '电建一社区 2 栋' },
  }
  let requestId: Id = ''
  return [
    {
      at: instantAt(days.workdayBefore(4), '18:40'),
      play: async (stage, at) => void (requestId = await ask(stage, at, wish)),
    },
    {
      at: instantAt(days.workdayBefore(3), '08:20'),
      play: async (stage, at) => {
        const taken = { requestId, reason: null }
        const act = { key: 'light-taken', by: 'luo', at: 'dianjian', input: taken } as const
        await play(stage, at, takeRequest, act)
        const begun = { requestId, note: '已报物业，约好当天换灯' }
        await play(stage, instantAt(days.workdayBefore(3), '08:35'), startRequest, {
          ...{ key: 'light-begun', by: 'luo', at: 'dianjian', input: begun },
        })
      },
    },
  ]
}
