import type { OpenAPIHono } from '@hono/zod-openapi'
import { clientAddress } from '../../../http/client-address.ts'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { ButtonRow, SubmitButton } from '../../../http/components/forms.tsx'
import { DateText, Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { formProblemOf, FormProblems, readForm } from '../../person/pages/form-parts.tsx'
import type { FormProblem } from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { checkCertificate, type CheckedCertificate } from '../check-certificate.ts'
import { CERTIFICATE_NAME } from '../messages.ts'
import { reportErrors } from '../errors.ts'
import { factsOf, Said } from './certificate-parts.tsx'

/** For anybody who holds the paper, signed in or not; search engines are told to stay away. */
export function checkPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.use('/check/*', async (c, next) => {
    c.header('X-Robots-Tag', 'noindex, nofollow')
    await next()
  })
  router.get('/check', (c) => {
    const { number = '', code = '' } = c.req.query()
    if (number.trim() === '' || code.trim() === '') return formPage(c)
    return c.redirect(`/check/${encodeURIComponent(number)}/${encodeURIComponent(code)}`)
  })
  router.get('/check/:number/:code', (c) => checkPage(c, null))
  // Sent, not asked for by address: a name does not belong in anybody's history.
  router.post('/check/:number/:code', async (c) => {
    const name = (await readForm(c)).text('name')
    return checkPage(c, name === '' ? null : name)
  })
  return router
}

async function checkPage(c: AppContext, name: string | null): Promise<Response> {
  const { number = '', code = '' } = c.req.param()
  try {
    const asked = { number, code, name, address: clientAddress(c) }
    return await resultPage(c, await checkCertificate(c.get('services').ctx, asked))
  } catch (error) {
    return formPage(c, checkProblemOf(error), { number, code })
  }
}

/** 查无此件 is what this page is for; other faults are thrown on. */
function checkProblemOf(error: unknown): FormProblem {
  const code = error instanceof DomainError ? error.refusal.error.code : ''
  const isOurs = code === reportErrors['certificate-not-found'].code
  return isOurs && error instanceof DomainError ? { refusal: error.refusal } : formProblemOf(error)
}

type Typed = { readonly number: string; readonly code: string }

function formPage(
  c: AppContext,
  problem?: FormProblem,
  typed?: Typed,
): Response | Promise<Response> {
  return renderPage(
    c,
    { title: '核对记录单', ...statusOfProblem(problem) },
    <>
      <PageHeader title="核对记录单" lead={`${CERTIFICATE_NAME}是真是假，现在还有没有效。`} />
      <FormProblems c={c} problem={problem} />
      <Section title="照纸上填写">
        <form method="get" action="/check" class="form" aria-label="核对记录单">
          <Field name="number" label="编号" required maxlength={40} value={typed?.number} />
          <Field
            name="code"
            label="校验码"
            hint="三组字母和数字，大小写都可以。"
            required
            maxlength={40}
            autocomplete="off"
            value={typed?.code}
          />
          <ButtonRow>
            <SubmitButton>核对</SubmitButton>
          </ButtonRow>
        </form>
      </Section>
    </>,
  )
}

function resultPage(c: AppContext, checked: CheckedCertificate): Response | Promise<Response> {
  const { certificate, code, state, maskedName } = checked
  const { number, content } = certificate
  const isReadable = state !== 'altered'
  return renderPage(
    c,
    { title: `核对 ${number}` },
    <>
      <PageHeader title={`编号 ${number}`} lead={CERTIFICATE_NAME} />
      <Verdict checked={checked} />
      {isReadable && checked.correction && <Corrected checked={checked} />}
      {isReadable && (
        <Section title="单上写的" lead="和手里的纸对一对，有一处不同就不要采信。" bare>
          <Said
            facts={[
              { term: '姓名', detail: <bdi>{maskedName}</bdi> },
              ...factsOf(content),
              { term: '出具日期', detail: <DateText on={content.issuedOn} form="long" /> },
            ]}
            lines={content.lines}
          />
        </Section>
      )}
      {isReadable && <CompareName checked={checked} action={`/check/${number}/${code}`} />}
    </>,
  )
}

function Verdict({ checked: { state, certificate } }: { checked: CheckedCertificate }) {
  const { revocation } = certificate
  if (state === 'altered') {
    return (
      <Note tone="red" title="不能采信">
        <p>有这个编号，但保存的数据和开具时不一致，可能被人改动。请联系记录单位。</p>
      </Note>
    )
  }
  if (!revocation) {
    return (
      <Note tone="green" title="有效">
        <p>有这张记录单，没有撤回。</p>
      </Note>
    )
  }
  return (
    <Note tone="red" title="已撤回">
      <p>
        <DateText on={civilDateOf(revocation.revokedAt)} form="long" /> 撤回，不再有效。原因：
        {revocation.reason}
      </p>
    </Note>
  )
}

function Corrected({ checked: { correction, certificate } }: { checked: CheckedCertificate }) {
  if (!correction) return null
  return (
    <Note tone="yellow" title="开具以后有更正">
      <p>
        单上写的服务时间是 <Minutes minutes={certificate.content.serviceMinutes} />
        ；其中 {correction.corrected} 条记录后来作了更正，按现在的记录是{' '}
        <Minutes minutes={correction.serviceMinutes} />。
      </p>
    </Note>
  )
}

type CompareProps = { readonly checked: CheckedCertificate; readonly action: string }

/** The page masks the name, and still tells whoever has it in hand whether it is the right one. */
function CompareName({ checked: { isSameName }, action }: CompareProps) {
  return (
    <Section title="核对姓名" lead="为保护本人，这里不显示全名；照纸上填写，可以核对。">
      {isSameName === true && (
        <Note tone="green" title="姓名一致">
          <p>和开具时写的姓名相同。</p>
        </Note>
      )}
      {isSameName === false && (
        <Note tone="red" title="姓名不一致">
          <p>和开具时写的姓名不同，请再看一遍纸上的字。</p>
        </Note>
      )}
      <form method="post" action={action} class="form" aria-label="核对姓名">
        <Field name="name" label="纸上的姓名" required maxlength={60} autocomplete="off" />
        <ButtonRow>
          <SubmitButton kind="default">核对姓名</SubmitButton>
        </ButtonRow>
      </form>
    </Section>
  )
}
