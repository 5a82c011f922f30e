import { type CivilDate, civilDateOf, civilTimeOf, type Instant } from '../../kernel/clock.ts'
import { formatMinutes, type Minutes as Amount } from '../../kernel/minutes.ts'

type MinutesProps = {
  minutes: Amount
  /** Prints `+` before what came in, as the statement does. */
  signed?: boolean | undefined
}

/** `12 小时 30 分`, kept on one line. */
export function Minutes({ minutes, signed = false }: MinutesProps) {
  const plus = signed && minutes > 0 ? '+' : ''
  return <span class="minutes">{`${plus}${formatMinutes(minutes)}`}</span>
}

/** A name is isolated: it may hold any script, or a direction mark meant to mislead. */
export function PersonName({ name }: { name: string }) {
  return <bdi class="name">{name}</bdi>
}

/** `11月26日`, or with `year` `2026年11月26日`. */
export function dateText(on: CivilDate, year = false): string {
  const day = `${Number(on.slice(5, 7))}月${Number(on.slice(8, 10))}日`
  return year ? `${Number(on.slice(0, 4))}年${day}` : day
}

/** `11月26日 09:00` in Shanghai, or with `year` `2026年11月26日 09:00`. */
export function dateTimeText(at: Instant, year = false): string {
  return `${dateText(civilDateOf(at), year)} ${civilTimeOf(at)}`
}

/** `2026-11-26T09:00`, what a `datetime-local` input takes, in Shanghai time. */
export function dateTimeValue(at: Instant): string {
  return `${civilDateOf(at)}T${civilTimeOf(at)}`
}

export type DateForm =
  /** 11月26日 */
  | 'short'
  /** 2026年11月26日 */
  | 'long'
  /** 2026-11-26, for dense tables */
  | 'numeric'

export function DateText({ on, form = 'short' }: { on: CivilDate; form?: DateForm | undefined }) {
  return (
    <time class="date nowrap" datetime={on}>
      {form === 'numeric' ? on : dateText(on, form === 'long')}
    </time>
  )
}

export function DateTime({ at, form = 'short' }: { at: Instant; form?: DateForm | undefined }) {
  const on = civilDateOf(at)
  return (
    <time class="date" datetime={at}>
      <span class="nowrap">{form === 'numeric' ? on : dateText(on, form === 'long')}</span>{' '}
      <span class="nowrap">{civilTimeOf(at)}</span>
    </time>
  )
}
