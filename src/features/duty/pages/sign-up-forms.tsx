import { Note } from '../../../http/components/blocks.tsx'
import { ButtonLink, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { Shift } from '../model/shifts.ts'
import type { SignUpState } from '../model/sign-ups.ts'
import { shiftHref } from './plan-parts.tsx'

type FormProps = { shift: Shift; state: SignUpState | null; taken: number }

/** What a volunteer can do about a shift that is not over. */
export function SignUpForms({ shift, state, taken }: FormProps) {
  if (state === 'signedUp' || state === 'waiting') {
    return (
      <>
        <Note tone={state === 'signedUp' ? 'green' : 'yellow'}>
          <p>
            {state === 'signedUp'
              ? '您报上了。到了服务站扫码签到，走的时候签退。'
              : '您在候补：有人退出会自动补上，并通知您。'}
          </p>
        </Note>
        {state === 'signedUp' && (
          <ButtonLink href={`/check-in?community=${shift.communityId}`} kind="primary" icon="check">
            签到、签退
          </ButtonLink>
        )}
        <FormWithKey action={shiftHref(shift, 'withdraw')}>
          <SubmitButton kind="default">退出报名</SubmitButton>
        </FormWithKey>
      </>
    )
  }
  const left = shift.capacity - taken
  return (
    <FormWithKey action={shiftHref(shift, 'sign-up')}>
      <p>{left > 0 ? `还差 ${left} 名志愿者。` : '已报满，可以先候补。'}</p>
      <SubmitButton icon="hand">{left > 0 ? '我报名' : '我候补'}</SubmitButton>
    </FormWithKey>
  )
}
