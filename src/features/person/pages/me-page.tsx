import type { OpenAPIHono } from '@hono/zod-openapi'
import { PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { Field } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { hasAnyRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { allowSavings } from '../allow-savings.ts'
import { giveConsent } from '../give-consent.ts'
import { loadProfile } from '../load-profile.ts'
import { consentKinds } from '../model.ts'
import { needsGuardian } from '../needs-guardian.ts'
import { registerVolunteer } from '../register-volunteer.ts'
import { withdrawConsent } from '../withdraw-consent.ts'
import { Consents } from './consent-section.tsx'
import {
  formKeyOf,
  FormProblems,
  readForm,
  type FormProblem,
  type FormValues,
} from './form-parts.tsx'
import {
  Certificate,
  doneTexts,
  Facts,
  Memberships,
  Relations,
  RoleGrants,
} from './profile-sections.tsx'
import { statusOfProblem } from './register-pages.tsx'

async function mePage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const { personId } = visitorOf(c).actor
  const profile = await loadProfile(c.get('services').ctx, personId)
  const done = doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    {
      title: '我的资料',
      ...(done ? { flash: { tone: 'green', text: done } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader title="我的资料" lead="内容有误，请到社区服务站更正。">
        <ButtonLink href="/notices/channels">通知方式</ButtonLink>
        {hasAnyRole(visitorOf(c), ['coordinator', 'districtAdministrator']) && (
          <ButtonLink href={`/people/${personId}`}>办理我的登记</ButtonLink>
        )}
      </PageHeader>
      <FormProblems c={c} problem={problem} />
      <Certificate profile={profile} />
      <Section title="登记内容">
        <Facts profile={profile} />
      </Section>
      <Memberships profile={profile} />
      <RoleGrants items={profile.roleGrants} />
      {!profile.volunteer && (
        <BecomeVolunteer
          asksGuardian={await needsGuardian(c.get('services').ctx, profile.bornOn)}
        />
      )}
      <Consents profile={profile} action="/me/consents" />
      <Relations
        items={profile.relations}
        action={(one) => (
          <FormWithKey
            action="/me/savings"
            hidden={{ relativeId: one.relativeId, allowed: one.savingsConsentAt ? 'no' : 'yes' }}
            inline
          >
            <SubmitButton kind="default" label={`${one.relativeName}：使用我的储蓄`}>
              {one.savingsConsentAt ? '不再同意' : '同意使用'}
            </SubmitButton>
          </FormWithKey>
        )}
      />
      <Section title="退出登录">
        <form method="post" action="/sign-out" class="form">
          <CheckboxRow name="everywhere" label="在所有手机和电脑上退出" />
          <ButtonRow>
            <SubmitButton kind="default" icon="signOut">
              退出登录
            </SubmitButton>
          </ButtonRow>
        </form>
      </Section>
    </>,
  )
}

function BecomeVolunteer({ asksGuardian }: { asksGuardian: boolean }) {
  return (
    <Section
      title="登记为志愿者"
      id="volunteer"
      lead="自愿参加。登记后到服务站领取服务卡，就可以上岗。"
    >
      <FormWithKey action="/me/volunteer">
        <Field name="skills" label="特长" hint="用顿号隔开：理发、修水电、陪诊。" maxlength={200} />
        {asksGuardian && (
          <CheckboxRow
            name="guardianConsent"
            label="监护人已签字同意"
            hint="14 至 18 岁登记志愿者时需要。"
          />
        )}
        <ButtonRow>
          <SubmitButton>登记为志愿者</SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </Section>
  )
}

/** One of our own forms, or not found. */
export function mustBeId(text: string): string {
  if (!isId(text)) throw new DomainError(httpErrors['not-found'])
  return text
}

export function skillsOf(values: FormValues): readonly string[] {
  return values
    .text('skills')
    .split(/[\s,，、;；]+/)
    .filter((skill) => skill !== '')
    .map((skill) => Array.from(skill).slice(0, 20).join(''))
    .slice(0, 20)
}

export function mePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/me', (c) => mePage(c))

  /** The use case runs, the page says so; a refusal comes back on top of the page. */
  function act(
    path: string,
    done: string,
    run: (c: AppContext, form: FormValues) => Promise<unknown>,
  ) {
    router.post(path, async (c) => {
      visitorOf(c)
      const values = await readForm(c)
      try {
        await run(c, values)
        return c.redirect(`/me?done=${done}`, 303)
      } catch (error) {
        return mePage(c, { refusal: formRefusal(error) })
      }
    })
  }

  act('/me/consents', 'consent', (c, values) => {
    const { personId } = visitorOf(c).actor
    const kind = consentKinds.find((one) => one === values.text('kind'))
    if (!kind) throw new DomainError(httpErrors['not-found'])
    const useCase = values.text('give') === 'yes' ? giveConsent : withdrawConsent
    return commitToDistrict(c, useCase, { personId, kind }, formKeyOf(values))
  })
  act('/me/savings', 'savings', (c, values) => {
    const { personId } = visitorOf(c).actor
    const relativeId = mustBeId(values.text('relativeId'))
    const allowed = values.text('allowed') === 'yes'
    return commitToDistrict(c, allowSavings, { personId, relativeId, allowed }, formKeyOf(values))
  })
  act('/me/volunteer', 'volunteer', (c, values) => {
    const input = {
      personId: visitorOf(c).actor.personId,
      skills: skillsOf(values),
      recruitment: 'public' as const,
      guardianConsent: values.text('guardianConsent') === 'yes',
    }
    return commitToDistrict(c, registerVolunteer, input, formKeyOf(values))
  })
  return router
}
