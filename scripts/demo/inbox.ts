import { instantAt } from '../../src/kernel/clock.ts'
import { confirmRecipient } from '../../src/features/service/confirm-recipient.ts'
import { handInGroupSheet } from '../../src/features/service/hand-in-group-sheet.ts'
import { nameOf } from './cast.ts'
import type { Days } from './days.ts'
import { communityName } from './tree.ts'
import { checkIn, enterOne, waitFor, type Service } from './service.ts'
import { offeringOf, play, playerOf, type Moment } from './stage.ts'

/**
 * What the coordinators find today beside the last days' routines: green, yellow, red for each of
 * its reasons, a sheet, and drafts that only their writers see.
 */
export function inbox(days: Days): Moment[] {
  return [
    green(days),
    yellow(days),
    tooMuch(days),
    ...overlap(days),
    late(days),
    sheet(days),
  ].concat(drafts(days))
}

const station = { where: 'dianjian', entered: 'self', place: '便民利民综合服务站' } as const
const desk = { ...station, offering: 'visitor-desk', activity: '“面对面”群众工作室' } as const
const talk = { content: '接待来访居民', outcome: '来访事项都已登记' } as const

function green(days: Days): Moment {
  const on = days.workdayBefore(1)
  const service: Service = {
    ...{ ...desk, ...talk, who: 'he', on, from: '09:00', minutes: 90, entered: 'checkIn' },
    served: { place: '群众工作室' },
  }
  return { at: instantAt(on, '10:35'), play: (stage, at) => checkIn(stage, at, [service]) }
}

/** Typed in by the volunteer; the one served has confirmed it. */
function yellow(days: Days): Moment {
  const on = days.workdayBefore(1)
  const service: Service = {
    ...{ ...station, who: 'liu', on, from: '14:30', minutes: 60, offering: 'comfort-visit' },
    ...{ activity: '走访慰问', place: '电建一社区 5 栋', content: '送饭菜，查看水电' },
    ...{ outcome: '水电正常', served: { people: ['tian'] } },
  }
  return {
    at: instantAt(on, '19:40'),
    play: async (stage, at) => {
      const { communityId, id } = await enterOne(stage, at, service, { key: 'inbox-yellow' })
      const input = { communityId, id }
      const act = { key: 'inbox-yellow-confirmed', by: 'tian', at: 'dianjian', input } as const
      await play(stage, at, confirmRecipient, act)
    },
  }
}

/** Red: over eight hours on a day. */
function tooMuch(days: Days): Moment {
  const on = days.workdayBefore(2)
  const service: Service = {
    ...{ ...station, who: 'huang', on, from: '08:00', minutes: 570, offering: 'cleaning-up' },
    ...{ activity: '楼院大扫除', place: '3 栋楼院', content: '清理地下室' },
    ...{ outcome: '清出杂物五车', served: { place: '3 栋地下室' } },
  }
  return {
    at: instantAt(on, '20:30'),
    play: async (stage, at) => void (await enterOne(stage, at, service, { key: 'inbox-too-much' })),
  }
}

/** Red: half an hour of it is approved already. */
function overlap(days: Days): Moment[] {
  const on = days.workdayBefore(8)
  const first: Service = {
    ...{ ...desk, ...talk, who: 'tang', on, from: '10:00', minutes: 60 },
    served: { place: '群众工作室' },
  }
  const second: Service = { ...first, from: '10:30', activity: '便民维修', content: '修楼道灯' }
  return [
    {
      at: instantAt(on, '20:30'),
      play: async (stage, at) =>
        waitFor(stage, first, await enterOne(stage, at, first, { key: 'overlapped' })),
    },
    {
      at: instantAt(days.workdayBefore(1), '20:30'),
      play: async (stage, at) => void (await enterOne(stage, at, second, { key: 'inbox-overlap' })),
    },
  ]
}

/** Red: 补录, after the working days of R-12. */
function late(days: Days): Moment {
  const service: Service = {
    ...{ ...desk, ...talk, who: 'li', on: days.workdayBefore(15), from: '10:00', minutes: 60 },
    served: { place: '群众工作室' },
  }
  return {
    at: instantAt(days.workdayBefore(1), '20:40'),
    play: async (stage, at) => {
      const lateReason = '回老家照顾病人，回来后补录'
      await enterOne(stage, at, service, { key: 'inbox-late', lateReason })
    },
  }
}

/** A leader's sheet is opened once, as a sheet. */
function sheet(days: Days): Moment {
  const servedOn = days.workdayBefore(2)
  return {
    at: instantAt(days.workdayBefore(1), '17:30'),
    play: async (stage, at) => {
      const { records } = await play(stage, at, handInGroupSheet, {
        ...{ key: 'inbox-sheet', by: 'shen', at: 'jinianta' },
        input: {
          ...{ title: `楼院清洁 ${servedOn}`, servedOn, activityName: '楼院清洁' },
          offeringId: offeringOf(stage, 'cleaning-up'),
          ...{ place: '纪念塔社区 1 栋', content: '清理楼道', outcome: '楼道干净了' },
          ...{ recipient: { kind: 'place', description: '1 栋楼道' }, lateReason: null },
          ...{ organiser: communityName('jinianta'), personInCharge: nameOf('shen') },
          rows: (['shen', 'ma', 'ren'] as const).map((key, index) => ({
            ...{ line: index + 2, name: nameOf(key), start: '08:30', end: '10:00' },
            cardNumber: playerOf(stage, key).cardNumber ?? '',
          })),
        },
      })
      if (records.length === 0) throw new Error('the sheet for the inbox was not taken')
    },
  }
}

function drafts(days: Days): Moment {
  const on = days.workdayBefore(1)
  const writers = [
    ['li', 'dianjian', '12:30'],
    ['zhang', 'dianjian', '18:30'],
    ['xia', 'xinhua', '18:00'],
  ] as const
  return {
    at: instantAt(on, '22:00'),
    play: async (stage, at) => {
      for (const [who, where, from] of writers) {
        const service: Service = {
          ...{ ...desk, ...talk, who, where, on, from, minutes: 60 },
          served: { place: '群众工作室' },
        }
        await enterOne(stage, at, service, { key: `draft-${who}`, asDraft: true })
      }
    },
  }
}
