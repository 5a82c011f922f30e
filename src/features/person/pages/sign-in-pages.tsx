import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Child } from 'hono/jsx'
import { clientAddress } from '../../../http/client-address.ts'
import { DefinitionList, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { Field } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { refusalFrom, statusOf } from '../../../http/problem.ts'
import { DomainError, type Refusal } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import type { DemoSignIn, PersonParts } from '../api/parts.ts'
import { choosePerson, listChoices } from '../choose-person.ts'
import { signInErrors } from '../errors.ts'
import { CODE_MINUTES, requestCode } from '../request-code.ts'
import { signOut } from '../sign-out.ts'
import { verifyCode } from '../verify-code.ts'
import { clearCookie, FormProblems, readCookie, readForm, writeCookie } from './form-parts.tsx'

export const SESSION_SECONDS = 30 * 24 * 3_600
const CHOICE_SECONDS = 600

type Shown = Response | Promise<Response>

/** Sign-in forms come back for every refusal of their own, wrong codes included. */
export function signInRefusal(error: unknown): Refusal {
  const refusal = refusalFrom(error)
  if (error instanceof DomainError || refusal.error.kind === 'busy') return refusal
  throw error
}

function show(c: AppContext, title: string, refusal: Refusal | undefined, body: Child): Shown {
  const status = refusal ? { status: statusOf(refusal) } : {}
  return renderPage(c, { title, ...status }, body)
}

function phonePage(
  c: AppContext,
  { sender, demoSignIns }: PersonParts,
  phone = '',
  refusal?: Refusal,
): Shown {
  return show(
    c,
    '登录',
    refusal,
    <>
      <PageHeader title="登录" lead="用手机号和短信验证码，不用记密码。" />
      <FormProblems c={c} problem={refusal && { refusal }} />
      <FormWithKey action="/sign-in">
        <Field
          name="phone"
          label="手机号"
          hint="没有登记过的号码，验证后可以登记。"
          type="tel"
          inputmode="tel"
          autocomplete="tel"
          maxlength={20}
          value={phone}
          required
        />
        <ButtonRow>
          <SubmitButton>获取验证码</SubmitButton>
        </ButtonRow>
      </FormWithKey>
      {sender.reaches === 'console' && (
        <Note title="不发短信">
          <p>还没有接短信平台：验证码显示在启动本服务的窗口里，请向管理员索取。</p>
        </Note>
      )}
      {demoSignIns.length > 0 && <DemoPeople people={demoSignIns} />}
      <Note>
        <p>没有手机，或收不到短信？请拨打社区服务站电话，或到站里请工作人员代办。</p>
      </Note>
    </>,
  )
}

/** Choosing one fills in the number; the code is asked for as everybody's. */
function DemoPeople({ people }: { people: readonly DemoSignIn[] }) {
  return (
    <Section title="演示数据" lead="这里的人和事都是演示用的，可以用下面的号码登录。">
      <DefinitionList
        items={people.map(({ role, name, phone }) => ({
          term: role,
          detail: (
            <>
              <bdi>{name}</bdi> <a href={`/sign-in?phone=${phone}`}>{phone}</a>
            </>
          ),
        }))}
      />
    </Section>
  )
}

function codePage(c: AppContext, challengeId: string, refusal?: Refusal): Shown {
  return show(
    c,
    '填写验证码',
    refusal,
    <>
      <PageHeader
        title="填写验证码"
        lead={`验证码已发出，${CODE_MINUTES} 分钟内有效。`}
        back={{ href: '/sign-in', label: '换一个号码' }}
      />
      <FormProblems c={c} problem={refusal && { refusal }} />
      <FormWithKey action="/sign-in/code" hidden={{ challengeId }}>
        <Field
          name="code"
          label="六位验证码"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={12}
          width="short"
          required
        />
        <ButtonRow>
          <SubmitButton>登录</SubmitButton>
          <ButtonLink href="/sign-in">重新获取</ButtonLink>
        </ButtonRow>
      </FormWithKey>
      <Note tone="yellow">
        <p>验证码只填在这里。社区工作人员不会向您索要验证码。</p>
      </Note>
    </>,
  )
}

async function choicePage(c: AppContext, secret: string, refusal?: Refusal): Promise<Response> {
  const people = await listChoices(c.get('services').ctx, secret)
  const signedInId = c.get('visitor')?.actor.personId
  return show(
    c,
    '您是哪一位',
    refusal,
    <>
      <PageHeader title="您是哪一位？" lead="这个号码登记了下面几个人，请选择本人。" />
      <FormProblems c={c} problem={refusal && { refusal }} />
      <Section title="选择本人">
        <FormWithKey action="/sign-in/who">
          <div class="stack">
            {people.map(({ id, name }) => (
              <SubmitButton
                kind={id === signedInId ? 'default' : 'primary'}
                name="personId"
                value={id}
              >
                <bdi>{name}</bdi>
                {id === signedInId ? '（现在）' : ''}
              </SubmitButton>
            ))}
          </div>
        </FormWithKey>
      </Section>
      <Section title="都不是？">
        <ButtonRow>
          <ButtonLink href="/sign-in/register">登记新的人</ButtonLink>
          <ButtonLink href="/sign-in">换一个号码</ButtonLink>
        </ButtonRow>
      </Section>
    </>,
  )
}

/** @throws `sign-in.choice-expired` when there is no cookie to choose with */
export function choiceSecret(c: AppContext): string {
  const secret = readCookie(c)
  if (!secret) throw new DomainError(signInErrors['choice-expired'])
  return secret
}

export function signInPages(parts: PersonParts): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  addCodePages(router, parts)
  router.get('/sign-in/who', (c) => choicePage(c, choiceSecret(c)))
  router.post('/sign-in/who', async (c) => {
    const secret = choiceSecret(c)
    const personId = (await readForm(c)).text('personId')
    if (!isId(personId)) throw new DomainError(signInErrors['person-not-yours'])
    const { ctx } = c.get('services')
    const opened = await choosePerson(ctx, { secret, personId, channel: 'page' })
    writeCookie(c, opened.secret, SESSION_SECONDS)
    return c.redirect('/', 303)
  })
  router.post('/sign-out', async (c) => {
    const visitor = c.get('visitor')
    if (visitor) {
      const { personId, sessionId } = visitor.actor
      const everywhere = (await readForm(c)).text('everywhere') === 'yes'
      await signOut(c.get('services').ctx, { personId, sessionId, everywhere })
    }
    clearCookie(c)
    return c.redirect('/sign-in', 303)
  })
  return router
}

/** Nobody's number comes from a link but the demonstration's. */
function chosenPhone({ demoSignIns }: PersonParts, wanted = ''): string {
  return demoSignIns.some(({ phone }) => phone === wanted) ? wanted : ''
}

function addCodePages(router: OpenAPIHono<AppEnv>, parts: PersonParts): void {
  router.get('/sign-in', (c) => phonePage(c, parts, chosenPhone(parts, c.req.query('phone'))))
  router.post('/sign-in', async (c) => {
    const phone = (await readForm(c)).text('phone')
    const { ctx } = c.get('services')
    try {
      const sent = await requestCode(ctx, parts.sender, { phone, address: clientAddress(c) })
      return c.redirect(`/sign-in/code?challenge=${sent.challengeId}`, 303)
    } catch (error) {
      return phonePage(c, parts, phone, signInRefusal(error))
    }
  })
  router.get('/sign-in/code', (c) => {
    const challengeId = c.req.query('challenge') ?? ''
    return isId(challengeId) ? codePage(c, challengeId) : c.redirect('/sign-in', 303)
  })
  router.post('/sign-in/code', async (c) => {
    const values = await readForm(c)
    const challengeId = values.text('challengeId')
    if (!isId(challengeId)) return c.redirect('/sign-in', 303)
    const guess = { challengeId, code: values.text('code'), address: clientAddress(c) }
    try {
      const step = await verifyCode(c.get('services').ctx, { ...guess, channel: 'page' })
      const isIn = step.step === 'signedIn'
      writeCookie(c, step.secret, isIn ? SESSION_SECONDS : CHOICE_SECONDS)
      if (isIn) return c.redirect('/', 303)
      return c.redirect(step.step === 'choose' ? '/sign-in/who' : '/sign-in/register', 303)
    } catch (error) {
      return codePage(c, challengeId, signInRefusal(error))
    }
  })
}
