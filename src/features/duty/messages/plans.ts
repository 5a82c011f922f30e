import type { PlanDays } from '../model/plans.ts'

export const planDaysNames: Readonly<Record<PlanDays, string>> = {
  every: '不分',
  workdays: '只在工作日',
  schoolDays: '只在上学的日子',
  schoolHolidays: '只在学校放假的日子',
}

export const weekdayNames = ['一', '二', '三', '四', '五', '六', '日'] as const

/** A rule that a form can show as weekdays (1 is Monday) and a time of day. */
export type WeeklyRule = { readonly weekdays: readonly number[]; readonly time: string }

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

export function readWeekly(rule: string): WeeklyRule | undefined {
  const [, minute, hour, days = ''] =
    /^(\d{1,2}) (\d{1,2}) \* \* (\*|[1-7](?:,[1-7])*)$/.exec(rule) ?? []
  if (minute === undefined || hour === undefined) return undefined
  const weekdays = days === '*' ? EVERY_DAY : days.split(',').map(Number)
  return { weekdays, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
}

export function weeklyRuleOf({ weekdays, time }: WeeklyRule): string {
  const [hour = '', minute = ''] = time.split(':')
  const days = weekdays.length === EVERY_DAY.length ? '*' : weekdays.join(',')
  return `${Number(minute)} ${Number(hour)} * * ${days}`
}

/** 每天 16:00 · 每周一、三 09:00 · 规则 0 9 1 * * */
export function ruleText(rule: string | null): string {
  if (rule === null) return ''
  const weekly = readWeekly(rule)
  if (!weekly) return `规则 ${rule}`
  const { weekdays, time } = weekly
  if (weekdays.length === EVERY_DAY.length) return `每天 ${time}`
  return `每周${weekdays.map((day) => weekdayNames[day - 1] ?? '').join('、')} ${time}`
}
