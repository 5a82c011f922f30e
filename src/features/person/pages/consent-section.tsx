import { Section } from '../../../http/components/blocks.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { civilDateOf } from '../../../kernel/clock.ts'
import type { Profile } from '../load-profile.ts'
import { consentNames, consentWordings } from '../messages.ts'
import { consentKinds, type ConsentKind } from '../model.ts'

/** Each use of one's data with its words, and the button that changes it. */
export function Consents({ profile, action }: { profile: Profile; action: string }) {
  const open = new Map(
    profile.consents.filter(({ withdrawnAt }) => !withdrawnAt).map((one) => [one.kind, one]),
  )
  return (
    <Section title="同意" id="consents" lead="除记录服务信息外，都可以不同意，也可以随时撤回。">
      <ul class="facts">
        {consentKinds.map((kind) => {
          const given = open.get(kind)
          return (
            <li class="facts__row">
              <div>
                <p class="facts__label">
                  {consentNames[kind]}{' '}
                  <StatusChip
                    tone={given ? 'green' : 'grey'}
                    text={given ? `已同意 ${civilDateOf(given.givenAt)}` : '未同意'}
                  />
                </p>
                <p class="facts__note">{given?.wording ?? consentWordings[kind]}</p>
              </div>
              <ConsentButton kind={kind} isGiven={given !== undefined} action={action} />
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

type ConsentButtonProps = { kind: ConsentKind; isGiven: boolean; action: string }

function ConsentButton({ kind, isGiven, action }: ConsentButtonProps) {
  if (kind === 'recording' && isGiven) return null
  const hidden = { kind, give: isGiven ? 'no' : 'yes' }
  return (
    <FormWithKey action={action} hidden={hidden} inline>
      <SubmitButton kind="default" label={`${isGiven ? '撤回' : '同意'}：${consentNames[kind]}`}>
        {isGiven ? '撤回' : '同意'}
      </SubmitButton>
    </FormWithKey>
  )
}
