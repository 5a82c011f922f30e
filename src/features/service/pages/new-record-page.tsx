import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader } from '../../../http/components/blocks.tsx'
import type { Option } from '../../../http/components/fields.tsx'
import { ButtonRow, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateTimeValue } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { hasAnyRole } from '../../../http/session.ts'
import { epochMs, instantOf, MINUTE_MS, plusMinutes, systemNow } from '../../../kernel/clock.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { findByLabel } from '../../person/find-by-label.ts'
import {
  chosenOf,
  communitiesWithRole,
  everyCommunity,
  nearCommunities,
} from '../../person/pages/communities.tsx'
import {
  formKeyOf,
  FormMistakes,
  formProblemOf,
  FormProblems,
  mistakesOf,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { openRecord } from '../api/access.ts'
import { submitSchema } from '../api/schemas.ts'
import { findHouseholdOf } from '../find-household-of.ts'
import { listOwnRecords } from '../list-own-records.ts'
import type { RecordView } from '../model.ts'
import { submitRecords } from '../submit-records.ts'
import { offeringOptions } from './parts.tsx'
import {
  ContentFields,
  fieldIds,
  LateReasonField,
  PlaceFields,
  recipientInput,
  RecipientFields,
  sharedInput,
  TimeFields,
  valuesOf,
  type RecipientFound,
} from './record-fields.tsx'

export function newRecordPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/service/new', async (c) => newRecordPage(c, await defaultsOf(c)))
  router.post('/service/new', async (c) => {
    const values = await readForm(c)
    try {
      return await submit(c, values)
    } catch (error) {
      return newRecordPage(c, values, formProblemOf(error))
    }
  })
  return router
}

async function submit(c: AppContext, values: FormValues): Promise<Response> {
  const offerings = await offeringOptions(c)
  const paper = isPaper(c, values)
  const communities = await placesOf(c, paper)
  const { value: communityId } = chosenOf(communities, values.text('community'))
  const personId = paper
    ? await pickPerson(c, communityId, values, 'personLabel')
    : visitorOf(c).actor.personId
  const found = await findRecipient(c, communityId, values)
  const parsed = submitSchema.safeParse({
    ...sharedInput(values, offerings),
    personId,
    recipient: recipientInput(values, found),
    startsAt: inShanghai(values.text('startsAt')),
    endsAt: inShanghai(values.text('endsAt')),
    replacesId: values.text('replacesId') || null,
    asDraft: values.text('act') === 'draft',
  })
  if (!parsed.success) throw new FormMistakes(mistakesOf(parsed.error, fieldIds))
  const entry = { ...parsed.data, personId }
  const { state } = await commit(c, submitRecords, communityId, entry, formKeyOf(values))
  const next = paper ? `/inbox?community=${communityId}&entered=1` : `/service?done=${state}`
  return c.redirect(next, 303)
}

/** One serves anywhere; paper is entered where one coordinates. */
function placesOf(c: AppContext, paper: boolean): Promise<readonly Option[]> {
  return paper ? communitiesWithRole(c, ['coordinator']) : everyCommunity(c)
}

function isPaper(c: AppContext, values: FormValues): boolean {
  return values.text('paper') === '1' && hasAnyRole(visitorOf(c), ['coordinator'])
}

async function findRecipient(
  c: AppContext,
  communityId: Id,
  values: FormValues,
): Promise<RecipientFound> {
  const kind = values.text('recipientKind')
  const label = values.text('recipientLabel')
  if ((kind !== 'person' && kind !== 'household') || label === '') return {}
  const { ctx } = c.get('services')
  const personId = isPaper(c, values)
    ? await pickPerson(c, communityId, values, 'recipientLabel')
    : await findByLabel(ctx, communityId, label)
  if (kind === 'person') return { personId }
  const householdId = await findHouseholdOf(ctx, { personId })
  return householdId ? { householdId } : {}
}

/** What `datetime-local` sends is Shanghai's clock. */
function inShanghai(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00+08:00` : text
}

/** The last record is the best guess: people serve at the same place, for the same people. */
async function defaultsOf(c: AppContext): Promise<FormValues> {
  const visitor = visitorOf(c)
  const { ctx } = c.get('services')
  const old = await replacedRecord(c)
  const own = await listOwnRecords(ctx, {
    personId: visitor.actor.personId,
    limit: 1,
    cursor: null,
  })
  const like = old ?? own.items[0]
  const now = ctx.fixedNow?.() ?? systemNow()
  const endsAt = instantOf(epochMs(now) - (epochMs(now) % (30 * MINUTE_MS)))
  return valuesOf({
    startsAt: dateTimeValue(old?.startsAt ?? plusMinutes(endsAt, -60)),
    endsAt: dateTimeValue(old?.endsAt ?? endsAt),
    community: like?.servedAtId ?? visitor.booksCommunityId,
    ...(like ? likeness(like) : {}),
    ...(old ? { content: old.content, outcome: old.outcome, replacesId: old.id } : {}),
    paper: c.req.query('paper') === '1' ? '1' : '',
  })
}

function likeness(record: RecordView): Readonly<Record<string, string>> {
  const { recipient, recipientName } = record
  return {
    offeringId: record.offeringId,
    activityName: record.activityName,
    place: record.place,
    organiser: record.organiser,
    personInCharge: record.personInCharge,
    recipientKind: recipient.kind,
    recipientLabel: recipientName ?? '',
    ...('description' in recipient ? { description: recipient.description } : {}),
    ...(recipient.kind === 'group' ? { headcount: String(recipient.headcount) } : {}),
  }
}

async function replacedRecord(c: AppContext): Promise<RecordView | undefined> {
  const id = c.req.query('replaces') ?? ''
  const communityId = c.req.query('community') ?? ''
  if (!isId(id) || !isId(communityId)) return undefined
  const { record } = await openRecord(c, { communityId, id })
  return record.personId === visitorOf(c).actor.personId ? record : undefined
}

async function newRecordPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const offerings = await offeringOptions(c)
  const paper = isPaper(c, values)
  // What was typed is not lost to a link: a form that comes back offers all.
  const every = c.req.query('every') === '1' || problem !== undefined
  const near = nearCommunities(await placesOf(c, paper), values.text('community'), every)
  const fields = { values, problem }
  return renderPage(
    c,
    {
      title: paper ? '录入纸质记录' : '登记一次服务',
      variant: paper ? 'console' : 'phone',
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={paper ? '录入纸质记录' : '登记一次服务'}
        lead={
          paper ? '替志愿者录入；由另一位社区工作者审核。' : '每次服务登记一条，审核后存入储蓄本。'
        }
        back={paper ? { href: '/inbox', label: '待审核' } : { href: '/service', label: '我的服务' }}
      />
      <FormProblems c={c} problem={problem} />
      {values.text('replacesId') && (
        <Note>
          <p>重新登记一条，代替原来的记录；原记录保留可查。</p>
        </Note>
      )}
      <FormWithKey action="/service/new" hidden={hiddenOf(values, paper)}>
        {paper && <PersonField {...fields} name="personLabel" label="志愿者" required />}
        <TimeFields {...fields} />
        <PlaceFields
          {...fields}
          offerings={offerings}
          communities={near.communities}
          everyHref={near.isPart ? everyHref(c) : undefined}
        />
        <RecipientFields {...fields} named={paper ? 'byStaff' : 'exactly'} />
        <ContentFields {...fields} />
        <LateReasonField {...fields} />
        <ButtonRow>
          <SubmitButton name="act" value="submit">
            提交审核
          </SubmitButton>
          {!paper && (
            <SubmitButton kind="default" name="act" value="draft">
              先存草稿
            </SubmitButton>
          )}
        </ButtonRow>
      </FormWithKey>
    </>,
  )
}

function everyHref(c: AppContext): string {
  return `/service/new?${new URLSearchParams({ ...c.req.query(), every: '1' }).toString()}`
}

function hiddenOf(values: FormValues, paper: boolean): Record<string, string> {
  const replacesId = values.text('replacesId')
  return { ...(replacesId ? { replacesId } : {}), ...(paper ? { paper: '1' } : {}) }
}
