import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DateTimeField, Field } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  ConfirmPanel,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, parseCivilDate, systemNow, type CivilDate } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { cleanText } from '../../../kernel/text.ts'
import { requireClerk } from '../../ledger/api/access.ts'
import { loadProfile, type Profile } from '../../person/load-profile.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistake,
  mistakeAt,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { readCertificate } from '../api/certificate-access.ts'
import { issueCertificate } from '../issue-certificate.ts'
import { listCertificates, type ListedCertificate } from '../list-certificates.ts'
import { CERTIFICATE_NAME } from '../messages.ts'
import { previewCertificate } from '../preview-certificate.ts'
import { revokeCertificate } from '../revoke-certificate.ts'
import { Certificates, factsOf, paperHref, Said } from './certificate-parts.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  issued: '已开具，可以打印盖章。',
  revoked: '已撤回：再核对这张纸，会看到撤回的日期和原因。',
}

export function certificatePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/people/:personId/certificates', (c) => listPage(c))
  router.get('/people/:personId/certificates/new', previewPage)
  router.post('/people/:personId/certificates', issue)
  router.get('/people/:personId/certificates/:communityId/:certificateId/revoke', (c) =>
    revokePage(c),
  )
  router.post('/people/:personId/certificates/:communityId/:certificateId/revoke', revoke)
  return router
}

/** Somebody's papers, for who acts where their books are. @throws `request.not-found` */
async function keptProfile(c: AppContext): Promise<Profile> {
  visitorOf(c)
  const personId = c.req.param('personId') ?? ''
  if (!isId(personId)) throw new DomainError(httpErrors['not-found'])
  const profile = await loadProfile(c.get('services').ctx, personId)
  await requireClerk(c, profile.booksCommunityId)
  return profile
}

const hrefOf = (personId: Id) => `/people/${personId}/certificates`

async function listPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const profile = await keptProfile(c)
  const { id, name } = profile
  const rows = await listCertificates(c.get('services').ctx, { personId: id })
  const isOwn = visitorOf(c).actor.personId === id
  const done = problem ? undefined : doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    {
      title: `${name}的记录单`,
      variant: 'console',
      ...(done ? { flash: { tone: 'green', text: done } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={`${name}的记录单`}
        lead={CERTIFICATE_NAME}
        back={{ href: `/people/${id}`, label: name }}
      />
      <FormProblems c={c} problem={problem} />
      {isOwn ? (
        <Note>
          <p>不能给自己开具或撤回，请另一位社区工作者或区管理员办理。</p>
        </Note>
      ) : (
        <IssueForm c={c} personId={id} problem={problem} />
      )}
      <Section title="开具过的" bare>
        <Certificates
          rows={rows}
          hint="在上面选时间段开具。"
          act={{
            key: 'act',
            header: '办理',
            phone: 'actions',
            cell: (one) => <Acts one={one} isOwn={isOwn} />,
          }}
        />
      </Section>
    </>,
  )
}

function Acts({ one, isOwn }: { one: ListedCertificate; isOwn: boolean }) {
  if (one.state === 'altered') return <>请报告区管理员</>
  const { number, personId, communityId, id } = one
  return (
    <ButtonRow>
      <ButtonLink href={paperHref(one)} label={`下载 .pdf：${number}`}>
        下载 .pdf
      </ButtonLink>
      {one.state === 'valid' && !isOwn && (
        <ButtonLink
          href={`${hrefOf(personId)}/${communityId}/${id}/revoke`}
          label={`撤回 ${number}`}
        >
          撤回
        </ButtonLink>
      )}
    </ButtonRow>
  )
}

function todayOf(c: AppContext): CivilDate {
  return civilDateOf(c.get('services').ctx.fixedNow?.() ?? systemNow())
}

type IssueFormProps = { c: AppContext; personId: Id; problem: FormProblem | undefined }

/** This year's until something else is asked for; what it will say is shown before it is issued. */
function IssueForm({ c, personId, problem }: IssueFormProps) {
  const today = todayOf(c)
  return (
    <Section
      title="开具"
      lead="只写审核通过的服务。本人提出就可以开，不收费；先看内容，确认后编号。"
    >
      <form method="get" action={`${hrefOf(personId)}/new`} class="form" aria-label="开具记录单">
        <DateTimeField
          kind="date"
          name="from"
          label="从"
          required
          value={c.req.query('from') ?? `${today.slice(0, 4)}-01-01`}
          error={mistakeAt(problem, 'from')}
        />
        <DateTimeField
          kind="date"
          name="until"
          label="到"
          required
          max={today}
          value={c.req.query('until') ?? today}
          error={mistakeAt(problem, 'until')}
        />
        <CheckboxRow
          name="national"
          label="这些服务已录入全国志愿服务信息系统"
          hint="没有把握就不勾选，单上写“未录入”。"
          checked={c.req.query('national') === 'yes'}
        />
        <ButtonRow>
          <SubmitButton>看看单上写什么</SubmitButton>
        </ButtonRow>
      </form>
    </Section>
  )
}

/** @throws FormMistakes when a day is missing or none */
function wishOf(personId: Id, text: (name: string) => string) {
  const [fromOn, untilOn] = ['from', 'until'].map((name) => {
    const day = parseCivilDate(text(name))
    if (!day) throw mistake(name, '请选择日期')
    return day
  }) as [CivilDate, CivilDate]
  return { personId, fromOn, untilOn, inNationalSystem: text('national') === 'yes' }
}

async function previewPage(c: AppContext): Promise<Response> {
  const { id: personId, name, booksCommunityId: communityId } = await keptProfile(c)
  try {
    const wish = wishOf(personId, (field) => c.req.query(field) ?? '')
    const actorId = visitorOf(c).actor.personId
    const said = await previewCertificate(c.get('services').ctx, { ...wish, communityId, actorId })
    const hidden = {
      from: wish.fromOn,
      until: wish.untilOn,
      national: wish.inNationalSystem ? 'yes' : 'no',
    }
    return await renderPage(
      c,
      { title: '开具记录单', variant: 'console' },
      <>
        <PageHeader
          title="开具记录单"
          lead={CERTIFICATE_NAME}
          back={{ href: hrefOf(personId), label: `${name}的记录单` }}
        />
        <Section title="单上写的" bare>
          <Said facts={[nameFact(said.personName), ...factsOf(said)]} lines={said.lines} />
        </Section>
        <ConfirmPanel
          question="开具这张记录单？"
          facts={[]}
          consequence="开具后内容不能改；写错了就撤回，再开一张。以后记录有更正，核对页会写明。"
          action={hrefOf(personId)}
          confirmLabel="开具"
          cancelHref={hrefOf(personId)}
          hidden={hidden}
        />
      </>,
    )
  } catch (error) {
    return listPage(c, formProblemOf(error))
  }
}

function nameFact(name: string) {
  return { term: '姓名', detail: <PersonName name={name} /> }
}

async function issue(c: AppContext): Promise<Response> {
  const { id, booksCommunityId } = await keptProfile(c)
  const values = await readForm(c)
  try {
    const wish = wishOf(id, values.text)
    await commit(c, issueCertificate, booksCommunityId, wish, formKeyOf(values))
    return c.redirect(`${hrefOf(id)}?done=issued`, 303)
  } catch (error) {
    return listPage(c, formProblemOf(error))
  }
}

async function revokePage(c: AppContext, problem?: FormProblem, reason = ''): Promise<Response> {
  const { personId, name, view } = await revocable(c)
  const { communityId, id, content } = view.certificate
  const back = { href: hrefOf(personId), label: `${name}的记录单` }
  return renderPage(
    c,
    { title: '撤回记录单', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader title="撤回记录单" lead={content.number} back={back} />
      <FormProblems c={c} problem={problem} />
      <ConfirmPanel
        question={`撤回 ${content.number}？`}
        facts={[nameFact(content.personName), ...factsOf(content)]}
        consequence="撤回后不能恢复。核对这张纸的人会看到“已撤回”、日期和下面写的原因。"
        action={`${hrefOf(personId)}/${communityId}/${id}/revoke`}
        confirmLabel="撤回"
        cancelHref={back.href}
        danger
      >
        <Field
          name="reason"
          label="原因"
          hint="谁核对这张纸都会看到，请不要写个人信息。"
          required
          maxlength={200}
          value={reason}
          error={mistakeAt(problem, 'reason')}
        />
      </ConfirmPanel>
    </>,
  )
}

async function revocable(c: AppContext) {
  const { id: personId, name } = await keptProfile(c)
  const { communityId = '', certificateId = '' } = c.req.param()
  if (!isId(communityId) || !isId(certificateId)) throw new DomainError(httpErrors['not-found'])
  await requireClerk(c, communityId)
  const view = await readCertificate(c, { communityId, certificateId })
  if (view.certificate.personId !== personId || view.state === 'altered') {
    throw new DomainError(httpErrors['not-found'])
  }
  return { personId, name, view }
}

async function revoke(c: AppContext): Promise<Response> {
  const { personId, view } = await revocable(c)
  const { communityId, id: certificateId } = view.certificate
  const values = await readForm(c)
  try {
    const reason = cleanText(values.text('reason'), 200)
    if (!reason) throw mistake('reason', '请写明原因')
    const input = { certificateId, reason }
    await commit(c, revokeCertificate, communityId, input, formKeyOf(values))
    return c.redirect(`${hrefOf(personId)}?done=revoked`, 303)
  } catch (error) {
    return revokePage(c, formProblemOf(error), values.text('reason'))
  }
}
