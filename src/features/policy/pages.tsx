import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Fold, PageHeader, Section } from '../../http/components/blocks.tsx'
import { ErrorSummary } from '../../http/components/error-summary.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../http/components/fields.tsx'
import { ButtonLink, ButtonRow, FormWithKey, SubmitButton } from '../../http/components/forms.tsx'
import { StatusChip, type Tone } from '../../http/components/status-chip.tsx'
import { checkedKey, commitToDistrict, visitorOf } from '../../http/commit.ts'
import type { AppContext, AppEnv } from '../../http/env.ts'
import { httpErrors } from '../../http/errors.ts'
import { variantOf } from '../../http/nav.ts'
import { makeRouter } from '../../http/openapi.ts'
import { formRefusal, renderPage } from '../../http/page.tsx'
import { hasAnyRole } from '../../http/session.ts'
import { problemOf, statusOf } from '../../http/problem.ts'
import { parseCivilDate } from '../../kernel/clock.ts'
import { DomainError, type Refusal } from '../../kernel/errors.ts'
import { isId } from '../../kernel/ids.ts'
import { formatMinutes, minutes } from '../../kernel/minutes.ts'
import { cleanText } from '../../kernel/text.ts'
import { confirmPolicy } from './confirm-policy.ts'
import { policyErrors } from './errors.ts'
import { partNames, policyNames, valueNames } from './messages.ts'
import { policyCodes, publicRankings, type PolicyCode } from './model.ts'
import { proposePolicy, type Authorise } from './propose-policy.ts'
import {
  firstPossibleDay,
  readPolicyForm,
  showPolicy,
  type ShownPolicy,
  type ShownVersion,
} from './show-policy.ts'
import { withdrawPolicy } from './withdraw-policy.ts'

const states: Readonly<Record<ShownVersion['state'], { tone: Tone; text: string }>> = {
  proposed: { tone: 'yellow', text: '待确认' },
  coming: { tone: 'green', text: '将生效' },
  begun: { tone: 'grey', text: '已生效' },
  withdrawn: { tone: 'grey', text: '已撤回' },
}

/** In the order of the names, whatever order the database kept. */
function Parts({ code, parts }: { code: PolicyCode; parts: ShownPolicy['parts'] }) {
  const order = Object.keys(partNames[code])
  const sorted = [...parts].sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path))
  return (
    <ul class="facts">
      {sorted.map(({ path, text }) => (
        <li class="facts__row">
          <span>{(partNames[code][path] ?? path).replace(/（分钟.*?）$/, '')}</span>
          <strong>{wordsOf(path, text)}</strong>
        </li>
      ))}
    </ul>
  )
}

function wordsOf(path: string, text: string): string {
  const isMinutes = /minutes$/i.test(path)
  return text
    .split(', ')
    .map((one) => (isMinutes ? formatMinutes(minutes(Number(one))) : (valueNames[one] ?? one)))
    .join('、')
}

/** Forms are for administrators, the numbers for everybody; the use case checks the role itself. */
function administers(c: AppContext): boolean {
  const visitor = c.get('visitor')
  return visitor !== null && hasAnyRole(visitor, ['districtAdministrator'])
}

const doneTexts: Readonly<Record<string, string>> = {
  proposed: '已提出；由另一位区管理员确认后，到那一天生效。',
  confirm: '已确认；到那一天生效。',
  withdraw: '已撤回。',
}

async function listPage(c: AppContext, refusal?: Refusal): Promise<Response> {
  const { ctx } = c.get('services')
  const policies = await showPolicy(ctx)
  const canChange = administers(c)
  const done = doneTexts[c.req.query('done') ?? '']
  const personId = c.get('visitor')?.actor.personId
  return renderPage(
    c,
    {
      title: '规则',
      variant: variantOf(c.get('visitor')),
      ...(done && !refusal ? { flash: { tone: 'green', text: done } as const } : {}),
      ...(refusal ? { status: statusOf(refusal) } : {}),
    },
    <>
      <PageHeader
        title="规则"
        lead="所有数额和时限都写在这里，对每个人公开。改动要两个人办理，最早第二天生效。"
      />
      <Problem c={c} refusal={refusal} />
      {policies.map((policy) => (
        <Section
          title={policyNames[policy.code]}
          id={policy.code}
          aside={
            canChange && <ButtonLink href={`/policies/${policy.code}/new`}>提出修改</ButtonLink>
          }
        >
          <Parts code={policy.code} parts={policy.parts} />
          {policy.versions.map((version) => (
            <Version version={version} canChange={canChange} personId={personId} />
          ))}
        </Section>
      ))}
    </>,
  )
}

function Problem({ c, refusal }: { c: AppContext; refusal: Refusal | undefined }) {
  if (!refusal) return null
  const { title, detail, code, requestId } = problemOf(refusal, c.get('requestId'))
  return <ErrorSummary title={title} advice={detail} code={code} requestId={requestId} />
}

type VersionProps = {
  version: ShownVersion
  canChange: boolean
  personId: string | undefined
}

function Version({ version, canChange, personId }: VersionProps) {
  const { id, state } = version
  const isOpen = state === 'proposed' || state === 'coming'
  return (
    <Fold
      open={isOpen}
      title={
        <>
          第 {version.version} 版，{version.effectiveFromOn} 起 <StatusChip {...states[state]} />
        </>
      }
    >
      <Parts code={version.code} parts={version.parts} />
      <p>理由：{version.reason}</p>
      {canChange && isOpen && (
        <ButtonRow>
          {state === 'proposed' && version.proposedById !== personId && (
            <FormWithKey action={`/policies/${id}/confirm`} inline>
              <SubmitButton>确认</SubmitButton>
            </FormWithKey>
          )}
          <FormWithKey action={`/policies/${id}/withdraw`} inline>
            <SubmitButton kind="default">撤回</SubmitButton>
          </FormWithKey>
        </ButtonRow>
      )}
    </Fold>
  )
}

type Texts = (name: string) => string | undefined

async function proposePage(
  c: AppContext,
  code: PolicyCode,
  textOf: Texts = () => undefined,
  refusal?: Refusal,
): Promise<Response> {
  const { ctx } = c.get('services')
  visitorOf(c)
  if (!administers(c)) throw new DomainError(httpErrors['not-found'])
  const policy = (await showPolicy(ctx)).find((one) => one.code === code)
  const title = `修改：${policyNames[code]}`
  const firstDay = firstPossibleDay(ctx)
  return renderPage(
    c,
    { title, variant: 'console', ...(refusal ? { status: statusOf(refusal) } : {}) },
    <>
      <PageHeader
        title={title}
        lead="提出后由另一位区管理员确认。"
        back={{ href: '/policies', label: '规则' }}
      />
      <Problem c={c} refusal={refusal} />
      {!policy && <EmptyState text="没有这条规则" />}
      <FormWithKey action={`/policies/${code}/new`}>
        {policy?.parts.map(({ path, text }) => (
          <PartField
            name={`part.${path}`}
            label={partNames[code][path] ?? path}
            value={textOf(`part.${path}`) ?? text}
            words={wordsLike(text)}
          />
        ))}
        <DateTimeField
          name="effectiveFromOn"
          label="从哪天起"
          kind="date"
          min={firstDay}
          value={textOf('effectiveFromOn') ?? firstDay}
          required
        />
        <TextArea name="reason" label="理由" value={textOf('reason')} maxlength={200} required />
        <ButtonRow>
          <SubmitButton>提出</SubmitButton>
          <ButtonLink href="/policies">不改，返回</ButtonLink>
        </ButtonRow>
      </FormWithKey>
    </>,
  )
}

type PartProps = { name: string; label: string; value: string; words: readonly string[] }

/** A word of the code is chosen by its name; anything else is typed. */
function PartField({ words, ...field }: PartProps) {
  if (words.length === 0) return <Field {...field} maxlength={200} required />
  const options = words.map((word) => ({ value: word, label: valueNames[word] ?? word }))
  return <Select {...field} options={options} required />
}

/** What may stand where `text` stands, when that is a word of the code. */
function wordsLike(text: string): readonly string[] {
  const families = [['true', 'false'], publicRankings]
  return families.find((words) => words.some((one) => one === text)) ?? []
}

function codeOf(c: AppContext): PolicyCode {
  const code = policyCodes.find((one) => one === c.req.param('code'))
  if (!code) throw new DomainError(httpErrors['not-found'])
  return code
}

async function textsOf(c: AppContext): Promise<(name: string) => string> {
  const form = await c.req.parseBody()
  return (name) => {
    const value = form[name]
    return typeof value === 'string' ? value.trim() : ''
  }
}

/** For app.ts to mount at `/`; `authorise` checks the district administrator's role. */
export function policyPages(authorise: Authorise): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const propose = proposePolicy(authorise)
  const confirm = confirmPolicy(authorise)
  const withdraw = withdrawPolicy(authorise)

  router.get('/policies', (c) => listPage(c))
  router.get('/policies/:code/new', (c) => proposePage(c, codeOf(c)))
  router.post('/policies/:code/new', async (c) => {
    visitorOf(c)
    const code = codeOf(c)
    const text = await textsOf(c)
    try {
      const effectiveFromOn = parseCivilDate(text('effectiveFromOn'))
      const reason = cleanText(text('reason'), 200)
      if (!effectiveFromOn || !reason) throw new DomainError(policyErrors['form-incomplete'])
      const { ctx } = c.get('services')
      const value = await readPolicyForm(ctx, code, (path) => text(`part.${path}`))
      const input = { code, value, effectiveFromOn, reason }
      await commitToDistrict(c, propose, input, checkedKey(text('idempotencyKey')))
      return c.redirect(`/policies?done=proposed#${code}`, 303)
    } catch (error) {
      return proposePage(c, code, text, formRefusal(error))
    }
  })
  const decisions = [
    [
      'confirm',
      (c: AppContext, policyId: string, key: string) =>
        commitToDistrict(c, confirm, { policyId }, key),
    ],
    [
      'withdraw',
      (c: AppContext, policyId: string, key: string) =>
        commitToDistrict(c, withdraw, { policyId, reason: '规则页撤回' }, key),
    ],
  ] as const
  for (const [verb, decide] of decisions) {
    router.post(`/policies/:policyId/${verb}`, async (c) => {
      visitorOf(c)
      const policyId = c.req.param('policyId') ?? ''
      if (!isId(policyId)) throw new DomainError(httpErrors['not-found'])
      const text = await textsOf(c)
      try {
        await decide(c, policyId, checkedKey(text('idempotencyKey')))
        return c.redirect(`/policies?done=${verb}`, 303)
      } catch (error) {
        return listPage(c, formRefusal(error))
      }
    })
  }
  return router
}
