import { Cron } from 'croner'
import { epochMs, instantOf, type Instant } from './clock.ts'

const ZONE = 'Asia/Shanghai'

/** Five parts: minute, hour, day, month, weekday. Undefined when it is not such a rule. */
function readRule(text: string): Cron | undefined {
  try {
    return new Cron(text, { timezone: ZONE, mode: '5-part', paused: true })
  } catch {
    return undefined
  }
}

/**
 * The moments of a cron rule after `from`, up to and including `until`, in order, at most `most` of
 * them. The rule's clock is Shanghai's. Undefined when the text is no rule.
 */
export function momentsOf(
  rule: string,
  from: Instant,
  until: Instant,
  most: number,
): readonly Instant[] | undefined {
  const cron = readRule(rule)
  if (!cron) return undefined
  const end = new Date(epochMs(until))
  const moments: Instant[] = []
  let next = cron.nextRun(new Date(epochMs(from)))
  while (next && next <= end && moments.length < most) {
    moments.push(instantOf(next.getTime()))
    next = cron.nextRun(next)
  }
  return moments
}

/** Is the text such a rule? */
export function isRule(text: string): boolean {
  return readRule(text) !== undefined
}
