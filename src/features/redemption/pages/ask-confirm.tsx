import { Note, Notice, type Definition } from '../../../http/components/blocks.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { Minutes } from '../../../http/components/values.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { clockText } from '../../desk/pages/parts.tsx'
import { needsVisit } from '../../desk/model/requests.ts'
import { belongsTo, type Profile } from '../../person/load-profile.ts'
import type { FormValues } from '../../person/pages/form-parts.tsx'
import { unusedReasonNames } from '../messages.ts'
import type { Quote } from '../model.ts'
import { askFields, askHref, type ReadAsk } from './ask-input.ts'

type Props = {
  read: ReadAsk
  /** Whom it is entered for. */
  caller: Profile | undefined
  quote: Quote
  values: FormValues
}

/** 最多用 1 小时 30 分，用后还剩 …, before it is asked. */
export function ConfirmAsk({ read, caller, quote, values }: Props) {
  const { ask, withSavings } = read
  const uses = withSavings && quote.usable
  const hidden = Object.fromEntries(
    askFields.map((name) => [name, values.text(name)] as const).filter(([, value]) => value !== ''),
  )
  return (
    <>
      {withSavings && !quote.usable && quote.reason && (
        <Note tone="yellow">
          <p>{unusedReasonNames[quote.reason]}</p>
        </Note>
      )}
      <ConfirmPanel
        question={uses ? '用储蓄登记这件事项？' : '登记这件事项？'}
        facts={[
          ...(caller ? [{ term: '求助人', detail: callerText(caller, read.communityId) }] : []),
          { term: '什么事', detail: ask.content },
          { term: '地点', detail: ask.place },
          ...(needsVisit(ask.kind) ? promiseFacts(quote, uses) : []),
          ...(uses ? savingsFacts(quote) : []),
        ]}
        consequence={
          uses
            ? '储蓄先预留，按时上门以后才用掉；取消、没来或超时，全部退回。'
            : '登记后站里安排；可以随时撤回。'
        }
        action="/ask"
        confirmLabel="登记"
        cancelHref={askHref(values, ask.kind)}
        hidden={hidden}
      />
      {uses && <Notice />}
    </>
  )
}

/** To be asked on the phone: is it really them? Of whom others keep, the name alone. */
function callerText(caller: Profile, communityId: Id): string {
  const phone = belongsTo(caller).includes(communityId) ? caller.phone : null
  return [caller.name, phone].filter(Boolean).join('，')
}

function promiseFacts(quote: Quote, uses: boolean): readonly Definition[] {
  const promisedBy = uses ? quote.promisedBy : quote.promisedByWithout
  return [
    { term: '最迟上门', detail: promisedBy ? `${clockText(promisedBy)} 前` : '' },
    ...(uses && quote.promisedByWithout
      ? [{ term: '不用储蓄', detail: `${clockText(quote.promisedByWithout)} 前` }]
      : []),
  ]
}

function savingsFacts(quote: Quote): readonly Definition[] {
  return [
    { term: '最多用', detail: <Minutes minutes={quote.quotedMinutes} /> },
    { term: '用后还剩', detail: <Minutes minutes={quote.remainingMinutes} /> },
  ]
}
