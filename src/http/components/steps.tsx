import type { Child } from 'hono/jsx'
import { Icon } from './icons.tsx'

export type Step = {
  title: string
  done: boolean
  hint: Child
  /** How to do it, for the step whose turn it is. */
  action?: Child | undefined
}

/** What is to be done in order; the first that is not done is the next. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const next = steps.findIndex(({ done }) => !done)
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li
          class={`steps__item steps__item--${stateOf(step, index === next)}`}
          aria-current={index === next ? 'step' : undefined}
        >
          <span class="steps__mark" aria-hidden="true">
            {step.done ? <Icon name="check" /> : index + 1}
          </span>
          <div class="steps__text">
            <p class="steps__title">
              {step.title}
              {step.done && <span class="hidden">（已完成）</span>}
            </p>
            <p class="steps__hint">{step.hint}</p>
            {index === next && step.action && <div class="button-row">{step.action}</div>}
          </div>
        </li>
      ))}
    </ol>
  )
}

function stateOf({ done }: Step, isNext: boolean): 'done' | 'next' | 'later' {
  if (done) return 'done'
  return isNext ? 'next' : 'later'
}
