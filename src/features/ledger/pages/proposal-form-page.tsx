import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DateTimeField, Field, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { IconName } from '../../../http/components/icons.tsx'
import { LinkList } from '../../../http/components/navigation.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { instantAt, parseCivilDate } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { cleanText } from '../../../kernel/text.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import {
  fieldOf,
  formKeyOf,
  FormProblems,
  mistake,
  valuesInAddress,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { clerks } from '../api/access.ts'
import type { ProposalPayload } from '../model.ts'
import { proposeEntry } from '../propose-entry.ts'
import { AmountFields, amountIn, orFormAgain, renderSavings } from './parts.tsx'

type Choice = { readonly label: string; readonly hint: string; readonly icon: IconName }

/** What the form offers; adjustments by direction. */
const choices = {
  grant: { label: '资助', hint: '从公益时间库转给一位居民', icon: 'gift' },
  add: { label: '调整增加', hint: '旧账转入或补记', icon: 'plus' },
  take: { label: '调整减少', hint: '多记的扣回', icon: 'swap' },
  opening: { label: '期初余额', hint: '原储蓄本的结余，每人只记一次', icon: 'book' },
  reversal: { label: '核销更正', hint: '已用掉的储蓄，差额核销后更正', icon: 'alert' },
} as const satisfies Record<string, Choice>

type Kind = keyof typeof choices

const kinds = Object.keys(choices) as readonly Kind[]

function kindIn(values: FormValues): Kind | undefined {
  return kinds.find((kind) => kind === values.text('kind'))
}

export function proposalFormPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/proposals/new', (c) => {
    const values = valuesInAddress(c)
    return kindIn(values) ? formPage(c, values) : kindsPage(c)
  })
  router.post('/proposals/new', (c) => orFormAgain(c, propose, formPage))
  return router
}

async function propose(c: AppContext, values: FormValues): Promise<Response> {
  const { chosen } = await chosenCommunity(c, clerks, values.text('community'))
  const reason = cleanText(values.text('reason'), 500, { lines: true })
  if (reason === undefined) throw mistake('reason', '请写明理由')
  const payload = await payloadIn(c, chosen.value, values)
  await commit(c, proposeEntry, chosen.value, { payload, reason }, formKeyOf(values))
  return c.redirect(`/proposals?community=${chosen.value}&done=proposed`, 303)
}

async function payloadIn(
  c: AppContext,
  communityId: Id,
  values: FormValues,
): Promise<ProposalPayload> {
  const kind = kindIn(values)
  if (kind === undefined) throw new DomainError(httpErrors['not-found'])
  if (kind === 'reversal') {
    const journalId = values.text('journalId')
    if (!isId(journalId)) throw mistake('journalId', '请填要更正的那笔账的编号')
    return { kind, journalId }
  }
  const amountMinutes = amountIn(values)
  if (kind === 'add' || kind === 'take') {
    const isCommons = values.text('label') === ''
    const personId = isCommons ? null : await findPerson(c, communityId, values)
    return { kind: 'adjustment', direction: kind, personId, amountMinutes }
  }
  const personId = await findPerson(c, communityId, values)
  if (kind === 'grant') return { kind, personId, amountMinutes }
  const openedOn = parseCivilDate(values.text('openedOn'))
  if (!openedOn) throw mistake('openedOn', '请填原储蓄本结清的日期')
  return { kind, personId, amountMinutes, effectiveAt: instantAt(openedOn) }
}

function findPerson(c: AppContext, communityId: Id, values: FormValues): Promise<Id> {
  if (values.text('label') === '') throw mistake('label', '请填服务卡号或姓名')
  return pickPerson(c, communityId, values, 'label')
}

async function kindsPage(c: AppContext): Promise<Response> {
  const place = await chosenCommunity(c, clerks, c.req.query('community'))
  const { chosen } = place
  return renderSavings(
    c,
    { title: '提出双人办理', variant: 'console' },
    <>
      <PageHeader
        title="提出双人办理"
        lead={`${chosen.label}。由另一位工作人员确认后才记账。`}
        back={{ href: `/proposals?community=${chosen.value}`, label: '双人办理' }}
      />
      <CommunityFilter action="/proposals/new" place={place} />
      <Section title="办什么" bare>
        <LinkList
          cells={kinds.map((kind) => ({
            href: `/proposals/new?kind=${kind}&community=${chosen.value}`,
            label: choices[kind].label,
            description: choices[kind].hint,
            icon: choices[kind].icon,
          }))}
        />
      </Section>
    </>,
  )
}

async function formPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const asked = values.text('community') || undefined
  const { chosen } = await chosenCommunity(c, clerks, asked)
  const kind = kindIn(values)
  if (kind === undefined) throw new DomainError(httpErrors['not-found'])
  return renderSavings(
    c,
    { title: choices[kind].label, variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title={choices[kind].label}
        lead={`${chosen.label}：${choices[kind].hint}。由另一位工作人员确认后才记账。`}
        back={{ href: `/proposals/new?community=${chosen.value}`, label: '提出双人办理' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/proposals/new" hidden={{ community: chosen.value, kind }}>
        <Fields kind={kind} values={values} problem={problem} />
        <SubmitButton>提出</SubmitButton>
      </FormWithKey>
    </>,
  )
}

type FieldsProps = { kind: Kind; values: FormValues; problem: FormProblem | undefined }

function Fields({ kind, values, problem }: FieldsProps) {
  const field = fieldOf({ values, problem })
  const forCommons = kind === 'add' || kind === 'take'
  return (
    <>
      {kind === 'reversal' ? (
        <Field
          {...field('journalId')}
          label="那笔账的编号"
          hint="在此人的储蓄本里点“更正”，差额不够时会带到这里。"
          maxlength={40}
          required
        />
      ) : (
        <>
          <PersonField
            {...{ values, problem }}
            name="label"
            label="谁的储蓄"
            hint={forCommons ? '不填是公益时间库' : undefined}
            required={!forCommons}
          />
          <AmountFields values={values} problem={problem} />
        </>
      )}
      {kind === 'opening' && (
        <DateTimeField {...field('openedOn')} kind="date" label="原储蓄本结清的日期" required />
      )}
      <TextArea {...field('reason')} label="理由" required rows={3} maxlength={500} />
    </>
  )
}
