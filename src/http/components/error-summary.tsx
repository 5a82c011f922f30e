import type { PropsWithChildren } from 'hono/jsx'
import { Icon } from './icons.tsx'

export type FieldMistake = {
  /** The input's id: the link puts the cursor there. */
  id: string
  message: string
}

type ErrorSummaryProps = PropsWithChildren<{
  title: string
  /** What the reader can do next. */
  advice?: string | undefined
  /** Stable for ever; what a person reads out on the telephone. */
  code?: string | undefined
  requestId?: string | undefined
  mistakes?: readonly FieldMistake[] | undefined
  /** `h1` when the problem is the whole page. */
  heading?: 'h1' | 'h2' | undefined
}>

/** A refusal as people see it: above the form that comes back filled in, or as a page of its own. */
export function ErrorSummary(props: ErrorSummaryProps) {
  const { title, advice, code, requestId, mistakes = [], heading: Heading = 'h2' } = props
  return (
    <div class="error-summary" role="alert" tabindex={-1} data-focus>
      <div class={`error-summary__head${Heading === 'h1' ? ' error-summary__head--page' : ''}`}>
        <Icon name="stop" />
        <Heading>{title}</Heading>
      </div>
      {advice && <p>{advice}</p>}
      {mistakes.length > 0 && (
        <ul class="error-summary__list">
          {mistakes.map((mistake) => (
            <li>
              <a href={`#${mistake.id}`}>{mistake.message}</a>
            </li>
          ))}
        </ul>
      )}
      {props.children && <div class="button-row">{props.children}</div>}
      {(code || requestId) && (
        <p class="error-summary__codes">
          {code && (
            <span>
              代码 <code>{code}</code>
            </span>
          )}
          {requestId && (
            <span>
              请求编号 <code>{requestId}</code>
            </span>
          )}
        </p>
      )}
    </div>
  )
}
