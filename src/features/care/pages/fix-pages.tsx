import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Fold, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { commit, commitSealed } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import {
  fieldOf,
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { addFixEntry } from '../add-fix-entry.ts'
import { advanceFix } from '../advance-fix.ts'
import { requireCareRole } from '../api/access.ts'
import {
  advanceSchema,
  fixEntrySchema,
  fixSchema,
  fixWithdrawalSchema,
} from '../api/pairing-schemas.ts'
import { getFix, listFixes, type FixEntryView, type FixView } from '../list-fixes.ts'
import { fixStateNames } from '../messages/pairings.ts'
import { registerFix } from '../register-fix.ts'
import { careRoles } from '../require-resident.ts'
import { withdrawFixEntry } from '../withdraw-fix-entry.ts'
import { EntryText, FixFacts, FixState } from './fixes-pages.tsx'
import { at, communityOf, orNull, pageStatus, pathId, type PageState } from './parts.ts'

export function fixPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care/fixes', (c) => listPage(c, c.req.query('community'), { values: noValues }))
  router.post('/care/fixes', registerPost)
  router.get('/care/fixes/:id', (c) => fixPage(c, { values: noValues }))
  router.post('/care/fixes/:id/advance', (c) => post(c, advance))
  router.post('/care/fixes/:id/entries', (c) => post(c, addEntry))
  router.post('/care/fixes/:id/withdraw', (c) => post(c, withdrawEntry))
  return router
}

async function registerPost(c: AppContext): Promise<Response> {
  const values = await readForm(c)
  const asked = values.text('community')
  const parsed = fixSchema.safeParse({
    ...{ homeVisitId: orNull(values.text('homeVisitId')), title: values.text('title') },
    ...{ place: values.text('place'), beforeText: values.text('beforeText') },
    foundOn: values.text('foundOn'),
  })
  if (!parsed.success) {
    return listPage(c, asked, { values, problem: { mistakes: mistakesOf(parsed.error, {}) } })
  }
  try {
    const { chosen } = await chosenCommunity(c, careRoles, asked)
    const { fixId } = await commit(c, registerFix, chosen.value, parsed.data, formKeyOf(values))
    return c.redirect(at(`/care/fixes/${fixId}`, chosen.value), 303)
  } catch (error) {
    return listPage(c, asked, { values, problem: formProblemOf(error) })
  }
}

async function listPage(
  c: AppContext,
  asked: string | undefined,
  state: PageState,
): Promise<Response> {
  const place = await chosenCommunity(c, careRoles, asked)
  const communityId = place.chosen.value
  const { ctx } = c.get('services')
  const { items } = await listFixes(ctx, { communityId, cursor: null, limit: 50 })
  const field = (name: string) => ({
    ...fieldOf({ ...state, problem: state.problem })(name),
    required: true,
  })
  return renderPage(
    c,
    { title: '办理民生实事', variant: 'console', ...pageStatus(state) },
    <>
      <PageHeader
        title="办理民生实事"
        lead="写在这里的人人看得到：只写问题和地点，不写是谁家、什么情况。"
        back={{ href: at('/fixes', communityId), label: '民生实事' }}
      />
      <FormProblems c={c} problem={state.problem} />
      <CommunityFilter action="/care/fixes" place={place} />
      <Section title="已立的">
        {items.length === 0 && <EmptyState text="还没有" icon="list" />}
        {items.map(({ id, title, state: now }) => (
          <p>
            <a href={at(`/care/fixes/${id}`, communityId)}>{title}</a> <FixState state={now} />
          </p>
        ))}
      </Section>
      <Section title="立一件">
        <FormWithKey action="/care/fixes" hidden={{ community: communityId }}>
          <Field {...field('title')} label="什么事" maxlength={60} />
          <Field {...field('place')} label="在哪里" maxlength={100} />
          <TextArea {...field('beforeText')} label="现在怎样" rows={3} maxlength={500} />
          <DateTimeField {...field('foundOn')} label="哪天发现" kind="date" />
          <SubmitButton icon="plus">立为实事</SubmitButton>
        </FormWithKey>
      </Section>
    </>,
  )
}

type Key = { readonly communityId: Id; readonly fixId: Id }
type Doing = (c: AppContext, values: FormValues, key: Key) => Promise<PageState | undefined>

/** The act, then the fix anew; or its form again. */
async function post(c: AppContext, act: Doing): Promise<Response> {
  const key = { communityId: communityOf(c), fixId: pathId(c) }
  await requireCareRole(c, key.communityId)
  const values = await readForm(c)
  try {
    const again = await act(c, values, key)
    if (again) return await fixPage(c, again)
    return c.redirect(at(`/care/fixes/${key.fixId}`, key.communityId), 303)
  } catch (error) {
    return fixPage(c, { values, problem: formProblemOf(error) })
  }
}

const advance: Doing = async (c, values, { communityId, fixId }) => {
  const wish = { state: values.text('state'), afterText: orNull(values.text('afterText')) }
  const parsed = advanceSchema.safeParse(wish)
  if (!parsed.success) return { values, problem: { mistakes: mistakesOf(parsed.error, {}) } }
  await commit(c, advanceFix, communityId, { fixId, ...parsed.data }, formKeyOf(values))
  return undefined
}

const addEntry: Doing = async (c, values, { communityId, fixId }) => {
  const kind = values.text('kind')
  const sum = { amountYuan: Number(values.text('amountYuan')), enteredOn: values.text('enteredOn') }
  const given = {
    giverName: orNull(values.text('giverName')),
    namingAgreed: values.text('namingAgreed') === 'yes',
  }
  const words = kind === 'given' ? given : { purpose: values.text('purpose') }
  const parsed = fixEntrySchema.safeParse({ kind, ...sum, ...words })
  if (!parsed.success) {
    const ids = { amountYuan: `${kind}-amountYuan`, enteredOn: `${kind}-enteredOn` }
    return { values, problem: { mistakes: mistakesOf(parsed.error, ids) } }
  }
  await commitSealed(c, addFixEntry, communityId, { fixId, ...parsed.data }, formKeyOf(values))
  return undefined
}

const withdrawEntry: Doing = async (c, values, { communityId, fixId }) => {
  const parsed = fixWithdrawalSchema.safeParse({ reason: values.text('reason') })
  if (!parsed.success) return { values, problem: { mistakes: mistakesOf(parsed.error, {}) } }
  const input = { fixId, entryId: values.text('entryId'), ...parsed.data }
  await commit(c, withdrawFixEntry, communityId, input, formKeyOf(values))
  return undefined
}

async function fixPage(c: AppContext, state: PageState): Promise<Response> {
  const communityId = communityOf(c)
  await requireCareRole(c, communityId)
  const fix = await getFix(c.get('services').ctx, { communityId, fixId: pathId(c) })
  const isOpen = fix.state === 'raising' || fix.state === 'fixing'
  return renderPage(
    c,
    { title: fix.title, variant: 'console', ...pageStatus(state) },
    <>
      <PageHeader
        title={fix.title}
        lead={<FixState state={fix.state} />}
        back={{ href: at('/care/fixes', communityId), label: '办理民生实事' }}
      />
      <FormProblems c={c} problem={state.problem} />
      <Section title="公开的样子">
        <FixFacts fix={fix} />
      </Section>
      <Steps fix={fix} state={state} />
      {isOpen && (
        <Section title="记一笔">
          <EntryForm fix={fix} kind="given" state={state} />
          {fix.state === 'fixing' && <EntryForm fix={fix} kind="spent" state={state} />}
        </Section>
      )}
      {isOpen &&
        fix.entries
          .filter(({ withdrawn }) => !withdrawn)
          .map((entry) => <WithdrawForm fix={fix} entry={entry} />)}
    </>,
  )
}

type FixProps = { fix: FixView; state: PageState }

function Steps({ fix, state }: FixProps) {
  const field = fieldOf({ ...state, problem: state.problem })
  const action = at(`/care/fixes/${fix.id}/advance`, fix.communityId)
  return (
    <>
      {fix.steps.map((step) => (
        <Section title={`转为：${fixStateNames[step]}`}>
          <FormWithKey action={action} hidden={{ state: step }}>
            {step === 'fixed' && (
              <TextArea
                {...field('afterText')}
                label="现在怎样了"
                required
                rows={3}
                maxlength={500}
              />
            )}
            <SubmitButton>{fixStateNames[step]}</SubmitButton>
          </FormWithKey>
        </Section>
      ))}
    </>
  )
}

function EntryForm({ fix, kind, state }: FixProps & { kind: FixEntryView['kind'] }) {
  const base = fieldOf({ ...state, problem: state.problem })
  const field = (name: string) => ({ ...base(name), id: `${kind}-${name}` })
  const title = kind === 'given' ? '筹到一笔' : '花掉一笔'
  return (
    <Fold title={title} open={state.values.text('kind') === kind}>
      <FormWithKey
        action={at(`/care/fixes/${fix.id}/entries`, fix.communityId)}
        hidden={{ kind }}
        label={title}
      >
        <Field
          {...field('amountYuan')}
          label="多少"
          unit="元"
          type="number"
          inputmode="numeric"
          width="short"
          min={1}
          required
        />
        <DateTimeField {...field('enteredOn')} label="哪天" kind="date" required />
        {kind === 'given' ? (
          <>
            <Field {...field('giverName')} label="谁捐的" maxlength={60} />
            <CheckboxRow
              name="namingAgreed"
              label="本人同意公开姓名"
              hint="不同意的不留姓名"
              checked={state.values.text('namingAgreed') === 'yes'}
            />
          </>
        ) : (
          <Field {...field('purpose')} label="花在什么上" required maxlength={100} />
        )}
        <SubmitButton>记下</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}

function WithdrawForm({ fix, entry }: { fix: FixView; entry: FixEntryView }) {
  return (
    <Fold title={<>收回记错的：{<EntryText entry={entry} />}</>}>
      <FormWithKey
        action={at(`/care/fixes/${fix.id}/withdraw`, fix.communityId)}
        hidden={{ entryId: entry.id }}
      >
        <Field name="reason" id={`reason-${entry.id}`} label="原因" required maxlength={200} />
        <SubmitButton kind="danger">收回这一笔</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}
