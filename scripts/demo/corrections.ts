import { instantAt } from '../../src/kernel/clock.ts'
import type { RecordKey } from '../../src/features/service/model.ts'
import { rejectRecords } from '../../src/features/service/reject-records.ts'
import { reverseRecord } from '../../src/features/service/reverse-record.ts'
import { withdrawRecords } from '../../src/features/service/withdraw-records.ts'
import type { Days } from './days.ts'
import { enterOne, waitFor, type Service } from './service.ts'
import { play, type Act, type Moment } from './stage.ts'

/** What goes wrong now and then, and how it is put right. */
export function corrections(days: Days): Moment[] {
  return [...enteredTwice(days), ...tooLong(days), ...unclear(days), ...withdrawn(days)]
}

/** The same hour twice: the second is rejected with the reason. */
function enteredTwice(days: Days): Moment[] {
  const day = days.workdayBefore(20)
  const service: Service = {
    ...{ who: 'deng', where: 'fengqi', offering: 'errand', entered: 'self', on: day },
    ...{ from: '11:00', minutes: 60, activity: '代办跑腿', place: '凤栖社区 2 栋' },
    ...{ content: '代取药', outcome: '药已送到', served: { people: ['pan'] } },
  }
  let again: RecordKey | undefined
  return [
    {
      at: instantAt(day, '20:30'),
      play: async (stage, at) =>
        waitFor(stage, service, await enterOne(stage, at, service, { key: 'twice-first' })),
    },
    {
      at: instantAt(days.workdayBefore(19), '20:30'),
      play: async (stage, at) =>
        void (again = await enterOne(stage, at, service, { key: 'twice-again' })),
    },
    {
      at: instantAt(days.workdayBefore(18), '10:00'),
      play: async (stage, at) => {
        const reason = '与同一时段的记录重复'
        await play(stage, at, rejectRecords, {
          ...{ key: 'twice-rejected', by: 'xie', at: 'fengqi' },
          input: { records: [keyOf(again)], reason },
        })
      },
    },
  ]
}

/** Approved, found to be half an hour too long, reversed and entered anew (更正). */
function tooLong(days: Days): Moment[] {
  const service: Service = {
    ...{ who: 'yuan', where: 'xinhua', offering: 'health-care', entered: 'self' },
    ...{ on: days.workdayBefore(16), from: '10:00', minutes: 90, activity: '上门健康指导' },
    ...{ place: '新华路社区 6 栋', content: '讲慢性病用药', outcome: '老人记下了用药时间' },
    served: { people: ['shi'] },
  }
  let record: RecordKey | undefined
  return [
    {
      at: instantAt(days.workdayBefore(16), '20:30'),
      play: async (stage, at) => {
        record = await enterOne(stage, at, service, { key: 'long-first' })
        waitFor(stage, service, record)
      },
    },
    {
      at: instantAt(days.workdayBefore(14), '10:30'),
      play: async (stage, at) => {
        const reason = '结束时间多记了三十分钟，更正后重新登记'
        await play(stage, at, reverseRecord, {
          ...{ key: 'long-reversed', by: 'su', at: 'xinhua' },
          input: { ...keyOf(record), reason, proposeWriteOff: false },
        })
      },
    },
    {
      at: instantAt(days.workdayBefore(14), '20:30'),
      play: async (stage, at) => {
        const right = { ...service, minutes: 60 }
        const replaces = { key: 'long-right', replacesId: keyOf(record).id }
        waitFor(stage, right, await enterOne(stage, at, right, replaces))
      },
    },
  ]
}

/** Rejected because nobody could tell what was done; told better, it is approved. */
function unclear(days: Days): Moment[] {
  const service: Service = {
    ...{ who: 'ren', where: 'jinianta', offering: 'fire-check', entered: 'self' },
    ...{ on: days.workdayBefore(12), from: '15:00', minutes: 60, activity: '居家消防提醒' },
    ...{ place: '纪念塔社区', content: '帮忙', outcome: '好了', served: { place: '1 栋' } },
  }
  let record: RecordKey | undefined
  return [
    {
      at: instantAt(days.workdayBefore(12), '20:30'),
      play: async (stage, at) =>
        void (record = await enterOne(stage, at, service, { key: 'unclear-first' })),
    },
    {
      at: instantAt(days.workdayBefore(11), '10:00'),
      play: async (stage, at) => {
        const reason = '没有写清服务内容和成效，请补充后重新提交'
        await play(stage, at, rejectRecords, {
          ...{ key: 'unclear-rejected', by: 'han', at: 'jinianta' },
          input: { records: [keyOf(record)], reason },
        })
      },
    },
    {
      at: instantAt(days.workdayBefore(11), '20:30'),
      play: async (stage, at) => {
        const clear = {
          ...service,
          content: '逐户检查燃气软管',
          outcome: '两户软管老化，已登记更换',
        }
        const replaces = { key: 'unclear-clear', replacesId: keyOf(record).id }
        waitFor(stage, clear, await enterOne(stage, at, clear, replaces))
      },
    },
  ]
}

/** Typed in for the wrong day, and taken back by the volunteer before anybody decided. */
function withdrawn(days: Days): Moment[] {
  const service: Service = {
    ...{ who: 'cai', where: 'xinhua', offering: 'inspection', entered: 'self' },
    ...{ on: days.workdayBefore(6), from: '16:00', minutes: 60, activity: '巡回检查' },
    ...{ place: '新华路沿街', content: '检查消防通道', outcome: '通道畅通' },
    served: { place: '沿街商铺' },
  }
  return [
    {
      at: instantAt(days.workdayBefore(6), '20:30'),
      play: async (stage, at) => {
        const { communityId, id } = await enterOne(stage, at, service, { key: 'wrong-day' })
        const act: Act<RecordKey> = {
          ...{ key: 'wrong-day-withdrawn', by: 'cai', at: 'xinhua' },
          input: { communityId, id },
        }
        await play(stage, at, withdrawRecords, act)
      },
    },
  ]
}

function keyOf(record: RecordKey | undefined): RecordKey {
  if (!record) throw new Error('the record to put right is not there')
  return { communityId: record.communityId, id: record.id }
}
