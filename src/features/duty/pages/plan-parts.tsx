import { visitorOf } from '../../../http/commit.ts'
import type { Definition } from '../../../http/components/blocks.tsx'
import type { Column } from '../../../http/components/data-table.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { dateText, dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { civilDateOf, civilTimeOf, type Instant } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { formatMinutes } from '../../../kernel/minutes.ts'
import { planDaysNames, ruleText, weekdayNames } from '../messages/plans.ts'
import type { ActivityPlan, Announcement } from '../model/plans.ts'
import type { CountedShift, Shift, ShiftKey } from '../model/shifts.ts'

export function planHref({ communityId, id }: ShiftKey, verb = ''): string {
  return `/activity-plans/${id}${verb ? `/${verb}` : ''}?community=${communityId}`
}

export function shiftHref({ communityId, id }: ShiftKey, verb = ''): string {
  return `/shifts/${id}${verb ? `/${verb}` : ''}?community=${communityId}`
}

/** The key in a page's address. @throws `request.not-found` */
export function keyInAddress(c: AppContext): { readonly communityId: Id; readonly id: Id } {
  const id = c.req.param('id') ?? ''
  const communityId = c.req.query('community') ?? visitorOf(c).booksCommunityId
  if (!isId(id) || !isId(communityId)) throw new DomainError(httpErrors['not-found'])
  return { communityId, id }
}

/** What `datetime-local` sends is Shanghai's clock. */
export function inShanghai(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00+08:00` : text
}

/** 周三 */
export function weekdayText(at: Instant): string {
  const day = new Date(`${civilDateOf(at)}T00:00:00Z`).getUTCDay()
  return `周${weekdayNames[(day + 6) % 7] ?? ''}`
}

/** `11月24日 周二 16:00–18:00` */
export function shiftSpan({ startsAt, endsAt }: Pick<Shift, 'startsAt' | 'endsAt'>): string {
  const sameDay = civilDateOf(startsAt) === civilDateOf(endsAt)
  const end = sameDay ? civilTimeOf(endsAt) : dateTimeText(endsAt)
  return `${dateText(civilDateOf(startsAt))} ${weekdayText(startsAt)} ${civilTimeOf(startsAt)}–${end}`
}

export function planTimes({ rule, dates, days }: ActivityPlan): string {
  const parts = [ruleText(rule), ...dates.map((at) => dateTimeText(at, true))]
  const when = parts.filter((part) => part !== '').join('；')
  return days === 'every' ? when : `${when}（${planDaysNames[days]}）`
}

export function servedText({ recipient }: Announcement): string {
  return recipient.kind === 'group'
    ? `${recipient.description}，${recipient.headcount} 人`
    : recipient.description
}

export function announcedFacts(announcement: Announcement): readonly Definition[] {
  return [
    { term: '地点', detail: announcement.place },
    { term: '做什么', detail: announcement.content },
    { term: '服务对象', detail: servedText(announcement) },
    { term: '负责人', detail: `${announcement.personInCharge}（${announcement.organiser}）` },
    { term: '志愿者', detail: `最多 ${announcement.capacity} 人` },
    { term: '参与日', detail: announcement.communityBuilding ? '社区建设，算参与日' : '不算' },
  ]
}

export function ShiftChip({ shift }: { shift: Shift }) {
  if (shift.cancelledAt !== null) return <StatusChip tone="red" text="已取消" />
  if (shift.movedAt !== null) return <StatusChip tone="yellow" text="已改时间" />
  return <StatusChip tone="green" text="照常" />
}

/** `2/3`, and who waits. */
function comingText({ signedUp, capacity, waiting }: CountedShift): string {
  const line = `${signedUp}/${capacity} 人`
  return waiting > 0 ? `${line}，候补 ${waiting} 人` : line
}

export const shiftColumns: readonly Column<CountedShift>[] = [
  {
    key: 'time',
    header: '时间',
    rowHeader: true,
    phone: 'title',
    cell: (shift) => <a href={shiftHref(shift)}>{shiftSpan(shift)}</a>,
  },
  { key: 'name', header: '活动', phone: 'corner', cell: ({ name }) => name },
  { key: 'place', header: '地点', cell: ({ place }) => place },
  { key: 'coming', header: '报名', align: 'end', cell: comingText },
  { key: 'state', header: '状态', phone: 'plain', cell: (shift) => <ShiftChip shift={shift} /> },
]

export function durationText({ durationMinutes }: ActivityPlan): string {
  return formatMinutes(durationMinutes)
}
