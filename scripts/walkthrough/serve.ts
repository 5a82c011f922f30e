import { readFileSync } from 'node:fs'
import { request } from '../support/http-client.ts'
import type { Member, Town } from './cast.ts'
import { seeRefusal } from './report.ts'
import { below, shanghai, type Stage } from './stage.ts'

export type RecordKey = { readonly communityId: string; readonly id: string }
export type Submitted = RecordKey & { readonly serviceMinutes: number }

/** What was served in the week, waiting for approval. */
export type Week = {
  /** Tuesday 9:00 to 11:30, for the resident. */
  readonly errand: RecordKey
  readonly paperwork: RecordKey
  /** Overlaps the errand by half an hour. */
  readonly overlapping: RecordKey
  readonly patrol: RecordKey
  /** The coordinator's own. */
  readonly own: RecordKey
  /** Entered by the coordinator, from paper, for 丁. */
  readonly entered: RecordKey
  /** Lines of the example sheet, in its order. */
  readonly sheet: readonly RecordKey[]
  readonly sheetId: string
  readonly offerings: ReadonlyMap<string, string>
}

const EXAMPLE = new URL('../../examples/group-sheet.csv', import.meta.url)

/** Records of a week: by the volunteer, the team leader with the example sheet, and from paper. */
export async function serve(stage: Stage, town: Town): Promise<Week> {
  const { report } = stage
  report.chapter('二、服务与提交（10 月 16 日，星期五）')
  await stage.at('2026-10-16', '17:00')
  const offerings = await report.step('志愿者查看服务项目', async (see) => {
    const path = '/api/v1/offerings'
    const { status, body } = await town.volunteer.session.get<{ items: Offering[] }>(path)
    see('状态', status, 200)
    return new Map(body.items.map(({ code, id }) => [code, id]))
  })
  const submit = (by: Member, title: string, minutes: number, entry: Entry) =>
    report.step(title, async (see) => {
      const path = below(town.homeId, '/records')
      const answer = await by.session.post<Submitted>(path, bodyOf(offerings, entry))
      see('状态', answer.status, 201)
      see('时长', answer.body.serviceMinutes, minutes)
      return { communityId: answer.body.communityId, id: answer.body.id }
    })
  const { volunteer, resident, neighbour } = town
  const errand = await submit(volunteer, '志愿者登记：星期二代办跑腿', 150, {
    ...{ offering: 'errand', day: '2026-10-13', from: '09:00', until: '11:30' },
    recipient: { kind: 'person', personId: resident.id },
  })
  const paperwork = await submit(volunteer, '志愿者登记：星期三代办证件', 75, {
    ...{ offering: 'paperwork', day: '2026-10-14', from: '14:00', until: '15:15' },
    recipient: { kind: 'person', personId: neighbour.id },
  })
  const overlapping = await submit(volunteer, '志愿者又登记：星期二 11:00 起，与上面重叠', 60, {
    ...{ offering: 'reading', day: '2026-10-13', from: '11:00', until: '12:00' },
    recipient: children,
  })
  const patrol = await submit(town.leader, '队长登记：星期四治安巡逻', 180, {
    ...{ offering: 'patrol', day: '2026-10-15', from: '08:30', until: '11:30' },
    recipient: { kind: 'place', description: '演示路沿线' },
  })
  const own = await submit(town.first, '社工甲登记自己的志愿服务', 60, {
    ...{ offering: 'cleaning-up', day: '2026-10-14', from: '10:00', until: '11:00' },
    recipient: { kind: 'place', description: '社区小广场' },
  })
  const entered = await submit(town.first, '社工甲照纸质记录代志愿者丁录入', 45, {
    ...{ offering: 'comfort-visit', day: '2026-10-15', from: '15:00', until: '15:45' },
    recipient: { kind: 'person', personId: resident.id },
    personId: town.group['丁'].id,
  })
  const sheet = await handIn(stage, town, offerings)
  await refuseBadRecords(stage, town, offerings)
  const records = { errand, paperwork, overlapping, patrol, own, entered }
  return { ...records, sheet: sheet.records, sheetId: sheet.sheetId, offerings }
}

type Offering = { readonly id: string; readonly code: string }

type Entry = {
  readonly offering: string
  readonly day: string
  readonly from: string
  readonly until: string
  readonly recipient: Readonly<Record<string, unknown>>
  readonly personId?: string
}

const children = { kind: 'group', headcount: 6, description: '放学后的孩子' }

function bodyOf(offerings: ReadonlyMap<string, string>, entry: Entry) {
  const { offering, day, from, until, recipient, personId } = entry
  return {
    ...shared(offerings.get(offering)),
    ...(personId !== undefined && { personId }),
    recipient,
    startsAt: shanghai(day, from),
    endsAt: shanghai(day, until),
  }
}

function shared(offeringId: string | undefined) {
  return {
    offeringId,
    activityName: '演示服务',
    place: '演示一社区',
    content: '演示',
    outcome: '办好',
    organiser: '演示一社区',
    personInCharge: '演示队长',
  }
}

type Sheet = { readonly sheetId: string; readonly records: readonly RecordKey[] }

function handIn(
  { report }: Stage,
  town: Town,
  offerings: ReadonlyMap<string, string>,
): Promise<Sheet> {
  return report.step('队长交上示例签到表 examples/group-sheet.csv', async (see) => {
    const answer = await town.leader.session.post<Sheet>(below(town.homeId, '/group-sheets'), {
      ...shared(offerings.get('cleaning-up')),
      recipient: { kind: 'place', description: '演示路沿线' },
      title: '星期五清洁家园',
      servedOn: '2026-10-16',
      text: readFileSync(EXAMPLE, 'utf8'),
    })
    see('状态', answer.status, 201)
    see('登记', answer.body.records.length, 5)
    return answer.body
  })
}

async function refuseBadRecords(
  { report, door }: Stage,
  town: Town,
  offerings: ReadonlyMap<string, string>,
): Promise<void> {
  const path = below(town.homeId, '/records')
  const tonight = { offering: 'errand', day: '2026-10-16', from: '16:30', until: '17:30' }
  const body = bodyOf(offerings, { ...tonight, recipient: children })
  await report.step('志愿者登记还没有做完的服务', async (see) => {
    const answer = await town.volunteer.session.post(path, body)
    seeRefusal(see, answer, 422, 'service.time-in-future')
  })
  await report.step('志愿者提交时没有带请求编号', async (see) => {
    const token = await town.volunteer.session.token()
    const answer = await request(door.address, path, {
      body,
      token,
      key: null,
      patience: door.patience ?? 0,
    })
    seeRefusal(see, answer, 400, 'command.key-missing')
  })
  await report.step('居民一替志愿者登记', async (see) => {
    const early = { ...body, personId: town.volunteer.id, endsAt: shanghai('2026-10-16', '16:45') }
    const answer = await town.resident.session.post(path, early)
    seeRefusal(see, answer, 403, 'service.not-your-entry')
  })
}
