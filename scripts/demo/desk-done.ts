import { instantAt } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { answerRequest } from '../../src/features/desk/answer-request.ts'
import { cancelRequest } from '../../src/features/desk/cancel-request.ts'
import { finishVisit } from '../../src/features/desk/finish-visit.ts'
import { rateRequest } from '../../src/features/desk/rate-request.ts'
import { startVisit } from '../../src/features/desk/start-visit.ts'
import { takeRequest } from '../../src/features/desk/take-request.ts'
import { ask, askSaving, dispatch, type Wish } from './asking.ts'
import type { Days } from './days.ts'
import { play, playerOf, type Moment } from './stage.ts'

/** Cases that are closed: served in time, served late, answered, taken back. */
export function deskDone(days: Days): Moment[] {
  return [...inTime(days), ...tooLate(days), ...answered(days), ...takenBack(days)]
}

/** Two and a half hours reserved, two hours and twenty used, the rest returned. */
function inTime(days: Days): Moment[] {
  const wish: Wish = {
    ...{ key: 'hospital', where: 'dianjian', who: 'he', kind: 'help' },
    ...{ offering: 'hospital-company', content: '上午去医院复查，需要人陪同' },
    place: '电建一社区 2 栋',
  }
  const visitDay = days.workdayBefore(7)
  let requestId: Id = ''
  let visitId: Id = ''
  return [
    {
      at: instantAt(days.workdayBefore(9), '10:05'),
      play: async (stage, at) =>
        void (requestId = await askSaving(stage, at, wish, { expected: 150 })),
    },
    {
      at: instantAt(days.workdayBefore(9), '10:40'),
      play: async (stage, at) => {
        const scheduledAt = instantAt(visitDay, '09:00')
        const visit = { ...wish, requestId, by: 'chen', scheduledAt, helpers: ['li'] } as const
        visitId = await dispatch(stage, at, visit)
      },
    },
    {
      at: instantAt(visitDay, '09:00'),
      play: async (stage, at) => {
        const act = { key: 'hospital-begun', by: 'li', at: 'dianjian', input: { visitId } } as const
        await play(stage, at, startVisit, act)
      },
    },
    {
      at: instantAt(visitDay, '11:20'),
      play: async (stage, at) => {
        const times = { startedAt: instantAt(visitDay, '09:00'), endedAt: at }
        const { records } = await play(stage, at, finishVisit, {
          ...{ key: 'hospital-done', by: 'li', at: 'dianjian' },
          input: {
            ...{ visitId, outcome: '复查完成，药已取好', offeringId: null, lateReason: null },
            helpers: [{ personId: playerOf(stage, 'li').id, ...times }],
            confirmation: { how: 'signature', code: null },
          },
        })
        for (const key of records) {
          stage.waiting.push({ ...key, servedAt: 'dianjian', enteredBy: 'li' })
        }
      },
    },
    {
      at: instantAt(days.workdayBefore(5), '15:10'),
      play: async (stage, at) => {
        const input = { requestId, rating: 3 } as const
        await play(stage, at, rateRequest, {
          ...{ key: 'hospital-rated', by: 'he', at: 'dianjian' },
          input,
        })
      },
    },
  ]
}

/** 超时免扣: the helper came a day after the promise, so nothing is used. */
function tooLate(days: Days): Moment[] {
  const wish: Wish = {
    ...{ key: 'housework', where: 'jinianta', who: 'ma', kind: 'appointment' },
    ...{ offering: 'housework', content: '手扭伤了，请人帮忙擦玻璃', place: '纪念塔社区 3 栋' },
  }
  const visitDay = days.workdayBefore(8)
  let requestId: Id = ''
  let visitId: Id = ''
  return [
    {
      at: instantAt(days.workdayBefore(12), '09:20'),
      play: async (stage, at) =>
        void (requestId = await askSaving(stage, at, wish, { expected: 60 })),
    },
    {
      at: instantAt(days.workdayBefore(9), '08:40'),
      play: async (stage, at) => {
        const scheduledAt = instantAt(visitDay, '10:00')
        const visit = { ...wish, requestId, by: 'cao', scheduledAt, helpers: ['ren'] } as const
        visitId = await dispatch(stage, at, visit)
      },
    },
    {
      at: instantAt(visitDay, '11:30'),
      play: async (stage, at) => {
        const times = {
          startedAt: instantAt(visitDay, '10:00'),
          endedAt: instantAt(visitDay, '11:00'),
        }
        const { records, chargeMinutes } = await play(stage, at, finishVisit, {
          ...{ key: 'housework-done', by: 'cao', at: 'jinianta' },
          input: {
            ...{ visitId, outcome: '玻璃擦好了', offeringId: null, lateReason: null },
            helpers: [{ personId: playerOf(stage, 'ren').id, ...times }],
            confirmation: { how: 'call', code: null },
          },
        })
        if (chargeMinutes !== 0) throw new Error('a late visit was charged')
        for (const key of records) {
          stage.waiting.push({ ...key, servedAt: 'jinianta', enteredBy: 'cao' })
        }
      },
    },
  ]
}

/** 五分钟限时答复: asked at the window, answered at once, rated. */
function answered(days: Days): Moment[] {
  const day = days.workdayBefore(6)
  const wish: Wish = {
    ...{ key: 'insurance', where: 'dianjian', who: 'jiang', typedBy: 'luo' },
    ...{ kind: 'consultation', content: '换了单位，医保关系怎样转', place: '服务站窗口' },
  }
  return [
    {
      at: instantAt(day, '09:12'),
      play: async (stage, at) => {
        const requestId = await ask(stage, at, wish)
        const taken = { requestId, reason: null }
        await play(stage, at, takeRequest, {
          ...{ key: 'insurance-taken', by: 'luo', at: 'dianjian', input: taken },
        })
        const reply = '带身份证和新单位证明，到区政务大厅三号窗口，当天办好。'
        await play(stage, instantAt(day, '09:15'), answerRequest, {
          ...{ key: 'insurance-answered', by: 'luo', at: 'dianjian' },
          input: {
            ...{ requestId, reply, replyKind: 'direct' },
            ...{ outcome: 'explained', outcomeLevel: 'community', answeredAt: null },
          },
        })
        await play(stage, instantAt(day, '09:16'), rateRequest, {
          ...{ key: 'insurance-rated', by: 'jiang', at: 'dianjian' },
          input: { requestId, rating: 3 },
        })
      },
    },
  ]
}

function takenBack(days: Days): Moment[] {
  const wish: Wish = {
    ...{ key: 'haircut', where: 'dianjian', who: 'tang', kind: 'appointment' },
    ...{ offering: 'haircut', content: '给家里老人上门理发', place: '电建一社区 4 栋' },
  }
  let requestId: Id = ''
  return [
    {
      at: instantAt(days.workdayBefore(5), '11:00'),
      play: async (stage, at) => void (requestId = await ask(stage, at, wish)),
    },
    {
      at: instantAt(days.workdayBefore(4), '09:00'),
      play: async (stage, at) => {
        const input = { requestId, reason: '家里人已经带去理了，谢谢' }
        const act = { key: 'haircut-cancelled', by: 'tang', at: 'dianjian', input } as const
        await play(stage, at, cancelRequest, act)
      },
    },
  ]
}
