import type { Child } from 'hono/jsx'
import { formatMinutes, type Minutes } from '../../kernel/minutes.ts'

export type SavingsPart = {
  /** 可用, 已预留 */
  word: string
  minutes: Minutes
  kind: 'available' | 'held'
  /** What it is held for. */
  note?: string | undefined
}

type BigNumberProps = {
  label: string
  minutes: Minutes
  parts?: readonly SavingsPart[] | undefined
  /** One line below: as of when, or the cap. */
  caption?: Child | undefined
}

/** The one huge number of a page, and what it is made of in words; the bar only repeats the words. */
export function BigNumber({ label, minutes, parts = [], caption }: BigNumberProps) {
  return (
    <div class="big-number" role="group" aria-label={label}>
      <p class="big-number__label">{label}</p>
      <p class="big-number__value">
        <HugeMinutes minutes={minutes} />
      </p>
      {parts.length > 0 && <SavingsBar parts={parts} />}
      {parts.length > 0 && (
        <ul class="big-number__parts">
          {parts.map((part) => (
            <li class={`big-number__part big-number__part--${part.kind}`}>
              <span class="big-number__word">{part.word}</span>
              <span class="minutes">{formatMinutes(part.minutes)}</span>
              {part.note && <span class="big-number__note">{part.note}</span>}
            </li>
          ))}
        </ul>
      )}
      {caption && <p class="big-number__caption">{caption}</p>}
    </div>
  )
}

type BigTextProps = {
  label: string
  /** A short sentence in large letters: 11月26日 9:00 前上门. */
  text: Child
  caption?: Child | undefined
}

/** The same panel for the one thing to know that is not a number of minutes. */
export function BigText({ label, text, caption }: BigTextProps) {
  return (
    <div class="big-number" role="group" aria-label={label}>
      <p class="big-number__label">{label}</p>
      <p class="big-number__text">{text}</p>
      {caption && <p class="big-number__caption">{caption}</p>}
    </div>
  )
}

function HugeMinutes({ minutes }: { minutes: Minutes }) {
  const words = formatMinutes(minutes).split(' ')
  return (
    <>
      {words.map((word, index) => {
        const text = index === 0 ? word : ` ${word}`
        return index % 2 === 0 ? <span class="big-number__digits">{text}</span> : text
      })}
    </>
  )
}

function SavingsBar({ parts }: { parts: readonly SavingsPart[] }) {
  const total = parts.reduce((sum, part) => sum + Math.max(part.minutes, 0), 0)
  if (total === 0) return null
  const widths = parts.map((part) => (Math.max(part.minutes, 0) / total) * 100)
  return (
    <svg class="savings-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      {parts.map((part, index) => (
        <rect
          class={`savings-bar__${part.kind}`}
          x={widths.slice(0, index).reduce((sum, width) => sum + width, 0)}
          y="0"
          width={widths[index] ?? 0}
          height="4"
        />
      ))}
    </svg>
  )
}

export type Figure = {
  label: string
  /** Already in words: `1+9.0`, `63.3%`. */
  value: string
  /** What the figure counts, printed beside it. */
  meaning?: string | undefined
}

export function FigureGrid({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map((figure) => (
        <div class="figures__item">
          <dt>{figure.label}</dt>
          <dd class="figures__value">{figure.value}</dd>
          {figure.meaning && <dd class="figures__meaning">{figure.meaning}</dd>}
        </div>
      ))}
    </dl>
  )
}

type OnePlusTenProps = {
  /** People brought to take part, active in the period. */
  active: number
  /** 10, from policy. */
  goal: number
  label: string
}

/** One member and the ten they bring: filled dots took part in the period. */
export function OnePlusTen({ active, goal, label }: OnePlusTenProps) {
  const dots = Array.from({ length: goal }, (_, index) => index)
  return (
    <figure class="one-plus-ten">
      <svg viewBox={`0 0 ${52 + goal * 24} 32`} aria-hidden="true" focusable="false">
        <circle class="one-plus-ten__member" cx="15" cy="16" r="14" />
        <path class="one-plus-ten__plus" d="M43 11.5v9M38.5 16h9" />
        {dots.map((index) => (
          <circle
            class={index < active ? 'one-plus-ten__brought' : 'one-plus-ten__open'}
            cx={66 + index * 24}
            cy="16"
            r="8"
          />
        ))}
      </svg>
      <figcaption>
        <span class="one-plus-ten__label">{label}</span>
        <strong>{active >= goal ? `已达成（${active} 人）` : `${active}/${goal}`}</strong>
      </figcaption>
    </figure>
  )
}
