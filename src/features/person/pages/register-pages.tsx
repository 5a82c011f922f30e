import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { PageHeader } from '../../../http/components/blocks.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { commitToDistrict } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { registerSelf } from '../api/people-routes.ts'
import { choosePerson, listChoices } from '../choose-person.ts'
import { registerPerson, type Registered } from '../register-person.ts'
import { everyCommunity } from './communities.tsx'
import { keptNodes } from './people-list.tsx'
import {
  formKeyOf,
  FormProblems,
  noValues,
  readForm,
  valuesInAddress,
  writeCookie,
  type FormProblem,
  type FormValues,
} from './form-parts.tsx'
import { readRegistration, RegistrationFields } from './registration-form.tsx'
import { choiceSecret, SESSION_SECONDS } from './sign-in-pages.tsx'

export function statusOfProblem(problem: FormProblem | undefined): {
  status?: ContentfulStatusCode
} {
  if (!problem) return {}
  return { status: problem.refusal ? statusOf(problem.refusal) : 422 }
}

async function selfPage(
  c: AppContext,
  values: FormValues = noValues,
  problem?: FormProblem,
): Promise<Response> {
  const communities = await everyCommunity(c)
  return renderPage(
    c,
    { title: '登记', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="登记"
        lead="号码已验证。填好就能用；服务卡到社区服务站领取。"
        back={{ href: '/sign-in', label: '返回登录' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/sign-in/register">
        <RegistrationFields
          values={values}
          problem={problem}
          communities={communities}
          forSomebody={false}
        />
        <ButtonRow>
          <SubmitButton>登记</SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </>,
  )
}

async function coordinatorPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  // Only who keeps a community's people comes here; which one the use case checks.
  keptNodes(c)
  const then = values.text('then')
  const isCoordinator = then === 'coordinator'
  const communities = await everyCommunity(c)
  return renderPage(
    c,
    {
      title: isCoordinator ? '登记社区工作者' : '登记新人',
      variant: 'console',
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={isCoordinator ? '登记社区工作者' : '登记新人'}
        lead={
          isCoordinator
            ? '先登记本人，要填电话：用来登录。下一步授予“社区工作者”。'
            : '为居民或志愿者登记；志愿者同时得到注册登记证号和服务卡号。'
        }
        back={{ href: '/people', label: '人员' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/people/new" hidden={{ then }}>
        <RegistrationFields
          values={values}
          problem={problem}
          communities={communities}
          forSomebody
        />
        <ButtonRow>
          <SubmitButton>登记</SubmitButton>
          <ButtonLink href="/people">不登记，返回</ButtonLink>
        </ButtonRow>
      </FormWithKey>
    </>,
  )
}

/** A coordinator to be goes on to the role, filled in. */
function nextHref({ personId, booksCommunityId }: Registered, then: string): string {
  const page = `/people/${personId}?done=registered`
  if (then !== 'coordinator') return page
  return `${page}&open=role&role=coordinator&nodeId=${booksCommunityId}#form-role`
}

export function registerPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/sign-in/register', async (c) => {
    await listChoices(c.get('services').ctx, choiceSecret(c))
    return selfPage(c)
  })
  router.post('/sign-in/register', async (c) => {
    const secret = choiceSecret(c)
    const values = await readForm(c)
    const form = readRegistration(values)
    if (!('name' in form)) return selfPage(c, values, form)
    try {
      const key = formKeyOf(values)
      const { personId } = await registerSelf(c, { ...form, phone: null }, secret, key)
      const { ctx } = c.get('services')
      const opened = await choosePerson(ctx, { secret, personId, channel: 'page' })
      writeCookie(c, opened.secret, SESSION_SECONDS)
      return c.redirect('/me?done=registered', 303)
    } catch (error) {
      return selfPage(c, values, { refusal: formRefusal(error) })
    }
  })
  router.get('/people/new', (c) => coordinatorPage(c, valuesInAddress(c)))
  router.post('/people/new', async (c) => {
    const values = await readForm(c)
    const form = readRegistration(values)
    if (!('name' in form)) return coordinatorPage(c, values, form)
    try {
      const input = { ...form, sessionHash: null }
      const registered = await commitToDistrict(c, registerPerson, input, formKeyOf(values))
      return c.redirect(nextHref(registered, values.text('then')), 303)
    } catch (error) {
      return coordinatorPage(c, values, { refusal: formRefusal(error) })
    }
  })
  return router
}
