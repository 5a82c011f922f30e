import { z } from '@hono/zod-openapi'
import { minutesSchema, textSchema } from '../../../http/openapi.ts'
import { dateTimeText } from '../../../http/components/values.tsx'
import { civilDateOf, civilTimeOf } from '../../../kernel/clock.ts'
import type { Minutes } from '../../../kernel/minutes.ts'
import type { FormValues } from '../../person/pages/form-parts.tsx'
import { activityFields, MOST_ATTENDANCES } from '../api/activities.ts'
import type { AttendanceLine } from '../confirm-attendance.ts'
import type { Activity } from '../model/activities.ts'

const formSchema = z.object(activityFields)

/** What the form sends, times as Shanghai's. */
export function parseActivityForm(values: FormValues) {
  return formSchema.safeParse({
    name: values.text('name'),
    place: values.text('place'),
    startsAt: `${values.text('startsAt')}:00+08:00`,
    endsAt: `${values.text('endsAt')}:00+08:00`,
    communityBuilding: values.text('communityBuilding') === 'yes',
  })
}

const lineSchema = z.object({ who: textSchema(60), attendedMinutes: minutesSchema(1440) })

export type ReadLines = { readonly lines: readonly AttendanceLine[] } | { readonly mistake: string }

/** A name or a card number a line; minutes after a blank where they differ from the rest. */
export function readAttendanceLines(text: string, usual: string): ReadLines {
  const rows = text.split(/\r?\n/).map((row) => row.trim())
  const lines: AttendanceLine[] = []
  for (const [index, row] of rows.entries()) {
    if (row === '') continue
    const own = /^(.*\S)[\s,，]+(\d{1,4})$/.exec(row)
    const attendedMinutes = Number(own?.[2] ?? usual) as Minutes
    const parsed = lineSchema.safeParse({ who: own?.[1] ?? row, attendedMinutes })
    if (!parsed.success) return { mistake: `第 ${index + 1} 行不对：写姓名或服务卡号，分钟 1–1440` }
    lines.push(parsed.data)
  }
  if (lines.length === 0) return { mistake: '请至少写一个人，每人一行' }
  if (lines.length > MOST_ATTENDANCES) return { mistake: `一次最多 ${MOST_ATTENDANCES} 人` }
  return { lines }
}

/** `11月24日 09:00–11:00` */
export function activitySpan({ startsAt, endsAt }: Activity): string {
  const sameDay = civilDateOf(startsAt) === civilDateOf(endsAt)
  return `${dateTimeText(startsAt)}–${sameDay ? civilTimeOf(endsAt) : dateTimeText(endsAt)}`
}
