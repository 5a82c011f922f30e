import { parseCivilDate, type CivilDate } from '../../../kernel/clock.ts'
import { MAX_MINUTES, type Minutes } from '../../../kernel/minutes.ts'

/** What a cell says, or why it cannot be read. */
export type Read<T> = { readonly value: T } | { readonly reason: string }

export function isRead<T>(read: Read<T>): read is { readonly value: T } {
  return 'value' in read
}

/** Full-width digits, letters and marks become plain ones: ２０２４／１／５ is 2024/1/5. */
export function fold(text: string): string {
  return text.normalize('NFKC').trim()
}

const DATE = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/
const MIDNIGHT = /[ T]+0?0:00(?::00)?$/

/** `2024-1-5`, `2024/01/05`, `2024.1.5`, `2024年1月5日`, `20240105`. */
export function readDate(cell: string): Read<CivilDate> {
  const text = fold(cell).replace(MIDNIGHT, '')
  const [, year = '', month = '', day = ''] = DATE.exec(text) ?? COMPACT.exec(text) ?? []
  if (year !== '') {
    const date = parseCivilDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    return date ? { value: date } : { reason: `没有这一天：${cell}` }
  }
  return { reason: `${whyNoDate(text)}：${cell}；请写成 2024-01-05` }
}

function whyNoDate(text: string): string {
  if (/^\d{5}(\.\d+)?$/.test(text)) return '像是表格里的日期序号，不是日期'
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/.test(text)) return '分不清月和日'
  if (/^\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/.test(text)) return '年份要写四位'
  if (/^\d{4}[-/.年]?\d{1,2}月?$/.test(text)) return '少了日'
  if (/^\d{1,2}[-/.月]\d{1,2}日?$/.test(text)) return '少了年份'
  return '日期看不懂'
}

/** A time of day, with the day where the cell has one. */
export type TimeOfDay = { readonly on: CivilDate | null; readonly time: string }

const CLOCK = /^(上午|下午|晚上|早上|中午)?(\d{1,2})(?::|点|时)(?:(\d{1,2})分?)?(?::00)?$/

/** `9:00`, `09:00:00`, `9点30分`, `下午2:30`, `2024-01-05 09:00`. */
export function readTime(cell: string): Read<TimeOfDay> {
  const text = fold(cell)
  const [, day, rest] = /^(\d{4}\D\d{1,2}\D\d{1,2}日?)[ T]*(.+)$/.exec(text) ?? []
  const time = clockOf(rest ?? text)
  if (time === undefined) return { reason: `时间看不懂：${cell}；请写成 09:00` }
  if (day === undefined) return { value: { on: null, time } }
  const on = readDate(day)
  return isRead(on) ? { value: { on: on.value, time } } : on
}

function clockOf(text: string): string | undefined {
  const [whole, part = '', hour = '', minute = '0'] = CLOCK.exec(text) ?? []
  const isAfternoon = part === '下午' || part === '晚上'
  const hours = Number(hour) + (isAfternoon && Number(hour) < 12 ? 12 : 0)
  if (whole === undefined || hours > 23 || Number(minute) > 59) return undefined
  return `${String(hours).padStart(2, '0')}:${minute.padStart(2, '0')}`
}

const UNIT = /(分钟|分|min)$/i
const HOURS = /小时|時|时|h/i

/** Whole minutes; hours are told from them and refused with the number to write. */
export function readMinutes(cell: string): Read<Minutes> {
  const text = fold(cell).replace(/\s/g, '')
  if (HOURS.test(text)) return { reason: `这是小时：${cell}；${inMinutes(text)}` }
  if (/^\d{1,2}:\d\d(:00)?$/.test(text)) return { reason: `这是小时和分：${cell}；请写整数分钟` }
  const plain = text.replace(UNIT, '').replace(/^(\d{1,3}),(\d{3})$/, '$1$2')
  const number = /^-?\d{1,12}(\.\d{1,6})?$/.test(plain) ? Number(plain) : Number.NaN
  if (Number.isNaN(number)) return { reason: `分钟看不懂：${cell}；请写整数，例如 90` }
  if (number <= 0) return { reason: `分钟要大于零：${cell}` }
  if (!Number.isInteger(number)) {
    return { reason: `分钟要是整数：${cell}；像是小时，${inMinutes(plain)}` }
  }
  if (number > MAX_MINUTES) return { reason: `分钟太多：${cell}` }
  return { value: number as Minutes }
}

export function inMinutes(hours: string): string {
  const number = Number(/^\d{1,4}(?:\.\d{1,3})?/.exec(hours)?.[0])
  const found = Math.round(number * 60)
  return found > 0 ? `请写分钟，例如 ${found}` : '请写分钟，例如 90'
}

const YES = ['是', '有', '对', '√', '✓', 'y', 'yes', '1', 'true', '同意', '已同意', '志愿者']
const NO = ['否', '无', '不是', '没有', '×', 'x', 'n', 'no', '0', 'false', '不同意', '未同意']

export function readYes(cell: string): Read<boolean> {
  const text = fold(cell).toLowerCase()
  if (YES.includes(text)) return { value: true }
  return NO.includes(text) ? { value: false } : { reason: `请写“是”或“否”：${cell}` }
}

/** One of a list of words, each with its spellings. */
export function readWord<T extends string>(
  cell: string,
  words: Readonly<Record<T, readonly string[]>>,
): Read<T> {
  const text = fold(cell).replace(/\s/g, '')
  for (const [word, spellings] of Object.entries<readonly string[]>(words)) {
    if (spellings.includes(text)) return { value: word as T }
  }
  const known = Object.values<readonly string[]>(words).map(([first]) => first)
  return { reason: `没有这一项：${cell}；可以写 ${known.join('、')}` }
}

/** A number as it stands on paper: letters, digits and hyphens, in capitals. */
export function readNumber(cell: string): Read<string> {
  const text = fold(cell).replace(/\s/g, '').toUpperCase()
  return /^[A-Z0-9-]{3,30}$/.test(text)
    ? { value: text }
    : { reason: `编号看不懂：${cell}；请写 3 到 30 位字母、数字` }
}
