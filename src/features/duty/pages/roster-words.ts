import { parseCivilDate, plusDays, type CivilDate } from '../../../kernel/clock.ts'

const weekdays = ['四', '五', '六', '日', '一', '二', '三']

/** `周三`; 1 January 1970 was a Thursday. */
export function weekdayText(on: CivilDate): string {
  const days = Math.floor(Date.parse(`${on}T00:00:00Z`) / 86_400_000)
  return `周${weekdays[((days % 7) + 7) % 7] ?? ''}`
}

export type Month = {
  /** `2026-11` */
  readonly code: string
  readonly label: string
  readonly fromOn: CivilDate
  readonly untilOn: CivilDate
}

/** The month asked for, else that of the day. */
export function monthOf(asked: string | undefined, today: CivilDate): Month {
  const fromOn = parseCivilDate(`${asked ?? ''}-01`) ?? (`${today.slice(0, 7)}-01` as CivilDate)
  const next = plusDays(fromOn, 31).slice(0, 7)
  return {
    code: fromOn.slice(0, 7),
    label: `${fromOn.slice(0, 4)}年${Number(fromOn.slice(5, 7))}月`,
    fromOn,
    untilOn: plusDays(`${next}-01` as CivilDate, -1),
  }
}

/** The code of the month before (-1) or after (1). */
export function monthBeside({ fromOn, untilOn }: Month, step: -1 | 1): string {
  return plusDays(step < 0 ? fromOn : untilOn, step).slice(0, 7)
}

export const changeWords = { set: '排班', generated: '轮流排班', swapped: '换班' } as const
