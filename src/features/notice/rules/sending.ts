import { civilTimeOf, minutesBetween, type Instant } from '../../../kernel/clock.ts'

/** Shanghai time; from the evening into the next morning where `ends` is the earlier. */
export function isQuiet(
  { begins, ends }: { readonly begins: string; readonly ends: string },
  now: Instant,
): boolean {
  const time = civilTimeOf(now)
  if (begins <= ends) return time >= begins && time < ends
  return time >= begins || time < ends
}

const TEXT_MINUTES = 1_440

/** A day after it was due a text only confuses its reader; it stays in the inbox. */
export function isTextLate(dueAt: Instant, now: Instant): boolean {
  return minutesBetween(dueAt, now) > TEXT_MINUTES
}

const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 3_600_000

/**
 * How long after the `number`th try that failed the next one is: twice as long each time, an hour at
 * most, give or take a quarter, so that many that failed together do not come back together.
 * @param random from 0 to 1
 */
export function pauseMs(number: number, random: number): number {
  const whole = Math.min(FIRST_PAUSE_MS * 2 ** (number - 1), LONGEST_PAUSE_MS)
  return Math.round(whole * (0.75 + random / 2))
}

/** Does a subscription to `pattern` (`duty.shift-reminder`, `duty.*`, `*`) hear of `kind`? */
export function hearsOf(pattern: string, kind: string): boolean {
  if (pattern === '*' || pattern === kind) return true
  return pattern.endsWith('.*') && kind.startsWith(pattern.slice(0, -1))
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** https without a name and a password in it; http for a receiver on this machine only. */
export function isReceiverUrl(text: string): boolean {
  if (text.length > 500 || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
}

export function isKindPattern(text: string): boolean {
  return text.length <= 60 && /^(\*|[a-z]+\.(\*|[a-z-]+))$/.test(text)
}
