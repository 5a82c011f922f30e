import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Fold, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { DateTimeField } from '../../../http/components/fields.tsx'
import { ConfirmPanel, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateText, PersonName } from '../../../http/components/values.tsx'
import { commitSealed } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf, systemNow } from '../../../kernel/clock.ts'
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
} from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import { requireCareRole } from '../api/access.ts'
import { pairingEndSchema, pairSchema } from '../api/pairing-schemas.ts'
import { endPairing } from '../end-pairing.ts'
import { getPairing, type ActLine } from '../get-pairing.ts'
import { listPairings, type PairingLine } from '../list-pairings.ts'
import { actNames, detailNames } from '../messages/pairings.ts'
import { actKinds } from '../model/pairings.ts'
import { pairHousehold } from '../pair-household.ts'
import { careRoles } from '../require-resident.ts'
import { ActForm } from './act-form.tsx'
import { at, communityOf, pageStatus, pathId, type PageState } from './parts.ts'

export function pairingsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care/pairings', (c) =>
    pairingsPage(c, c.req.query('community'), { values: noValues }),
  )
  router.post('/care/pairings', pairPost)
  router.get('/care/pairings/:id', (c) => pairingPage(c, { values: noValues }))
  router.get('/care/pairings/:id/end', endPage)
  router.post('/care/pairings/:id/end', endPost)
  return router
}

async function pairPost(c: AppContext): Promise<Response> {
  const values = await readForm(c)
  const asked = values.text('community')
  const { chosen } = await chosenCommunity(c, careRoles, asked)
  const communityId = chosen.value
  try {
    const helperId = await pickPerson(c, communityId, values, 'helper')
    const personId = await pickPerson(c, communityId, values, 'person')
    const parsed = pairSchema.safeParse({ helperId, personId, sinceOn: values.text('sinceOn') })
    if (!parsed.success) {
      const problem = { mistakes: mistakesOf(parsed.error, {}) }
      return await pairingsPage(c, asked, { values, problem })
    }
    const key = formKeyOf(values)
    const { pairingId } = await commitSealed(c, pairHousehold, communityId, parsed.data, key)
    return c.redirect(at(`/care/pairings/${pairingId}`, communityId), 303)
  } catch (error) {
    return pairingsPage(c, asked, { values, problem: formProblemOf(error) })
  }
}

const columnsAt = (communityId: Id): readonly Column<PairingLine>[] => [
  {
    key: 'helper',
    header: '党员',
    rowHeader: true,
    phone: 'title',
    cell: ({ id, helperName }) => (
      <a href={at(`/care/pairings/${id}`, communityId)}>
        <PersonName name={helperName} />
      </a>
    ),
  },
  { key: 'home', header: '哪一户', phone: 'corner', cell: ({ household }) => household.join('、') },
  {
    key: 'days',
    header: '从–到',
    cell: ({ sinceOn, untilOn }) => (
      <>
        <DateText on={sinceOn} form="numeric" />
        {untilOn ? (
          <>
            –<DateText on={untilOn} form="numeric" />
          </>
        ) : (
          ' 起'
        )}
      </>
    ),
  },
  {
    key: 'counts',
    header: '做过',
    cell: ({ counts }) => actKinds.map((kind) => `${actNames[kind]} ${counts[kind]}`).join('，'),
  },
  {
    key: 'next',
    header: '下次走访',
    cell: ({ nextOn }) => nextOn && <DateText on={nextOn} form="numeric" />,
  },
  {
    key: 'state',
    header: '同意',
    phone: 'plain',
    cell: ({ consented, untilOn }) =>
      untilOn === null && !consented ? <StatusChip tone="yellow" text="要续签" /> : '',
  },
]

async function pairingsPage(
  c: AppContext,
  asked: string | undefined,
  state: PageState,
): Promise<Response> {
  const place = await chosenCommunity(c, careRoles, asked)
  const communityId = place.chosen.value
  const items = await listPairings(c.get('services').ctx, { communityId })
  const forms = { ...state, problem: state.problem }
  return renderPage(
    c,
    { title: '结对帮扶', variant: 'console', ...pageStatus(state) },
    <>
      <PageHeader
        title="结对帮扶"
        lead={`${place.chosen.label}：谁帮哪一户，一对一或一对多。`}
        back={{ href: at('/care', communityId), label: '帮扶' }}
      >
        <a href={at('/care/assessments', communityId)}>月绩</a>
      </PageHeader>
      <FormProblems c={c} problem={state.problem} />
      <CommunityFilter action="/care/pairings" place={place} />
      <Section title="结对情况登记表" bare>
        <DataTable
          caption="结对情况登记表"
          captionHidden
          columns={columnsAt(communityId)}
          rows={items}
          empty={<EmptyState text="还没有结对" hint="在下面登记第一对。" icon="people" />}
        />
      </Section>
      <Section title="登记一对" lead="先在帮扶档案里登记这一户对“结对和走访”的同意。">
        <FormWithKey action="/care/pairings" hidden={{ community: communityId }}>
          <PersonField {...forms} name="helper" label="党员" required />
          <PersonField {...forms} name="person" label="这一户的一位" required />
          <DateTimeField {...fieldOf(forms)('sinceOn')} label="从哪天起" kind="date" required />
          <SubmitButton icon="plus">结对</SubmitButton>
        </FormWithKey>
      </Section>
    </>,
  )
}

const actColumns: readonly Column<ActLine>[] = [
  {
    key: 'kind',
    header: '做了什么',
    rowHeader: true,
    phone: 'title',
    cell: ({ kind, detail }) =>
      [actNames[kind], detail && detailNames[detail]].filter(Boolean).join('：'),
  },
  {
    key: 'on',
    header: '哪天',
    phone: 'corner',
    cell: ({ actedOn }) => <DateText on={actedOn} form="long" />,
  },
  {
    key: 'state',
    header: '现在',
    phone: 'plain',
    cell: ({ kind, finishedOn }) =>
      kind === 'assistance' &&
      (finishedOn ? (
        <StatusChip tone="green" text="已办结" />
      ) : (
        <StatusChip tone="yellow" text="在办" />
      )),
  },
]

export async function pairingPage(c: AppContext, state: PageState): Promise<Response> {
  const communityId = communityOf(c)
  await requireCareRole(c, communityId)
  const pairing = await getPairing(c.get('services').ctx, { communityId, pairingId: pathId(c) })
  const shared = { ...state, problem: state.problem, communityId, pairingId: pairing.id }
  const isOpen = pairing.untilOn === null
  return renderPage(
    c,
    { title: '结对', variant: 'console', ...pageStatus(state) },
    <>
      <PageHeader
        title={`${pairing.helperName} 和 ${pairing.household.join('、')}`}
        back={{ href: at('/care/pairings', communityId), label: '结对帮扶' }}
      >
        {isOpen && <a href={at(`/care/pairings/${pairing.id}/end`, communityId)}>结束结对</a>}
      </PageHeader>
      <FormProblems c={c} problem={state.problem} />
      {!pairing.consented && isOpen && (
        <Note tone="yellow">
          <p>这一户的同意已过期：续签以前不能记，也不给党员看住址。</p>
        </Note>
      )}
      <Section title="做过的" lead="内容封存，在打开的档案里看。" bare>
        <DataTable
          caption="做过的"
          captionHidden
          columns={actColumns}
          rows={pairing.acts}
          empty={<EmptyState text="还没有记过" icon="list" />}
        />
      </Section>
      {isOpen && (
        <Section title="照纸上的补记">
          {actKinds.map((kind) => (
            <Fold title={`记${actNames[kind]}`} open={state.values.text('kind') === kind}>
              <ActForm {...shared} kind={kind} />
            </Fold>
          ))}
        </Section>
      )}
    </>,
  )
}

async function endPage(c: AppContext): Promise<Response> {
  const communityId = communityOf(c)
  await requireCareRole(c, communityId)
  const pairing = await getPairing(c.get('services').ctx, { communityId, pairingId: pathId(c) })
  const back = at(`/care/pairings/${pairing.id}`, communityId)
  const today = civilDateOf(c.get('services').ctx.fixedNow?.() ?? systemNow())
  return renderPage(
    c,
    { title: '结束结对', variant: 'console' },
    <>
      <PageHeader title="结束结对" back={{ href: back, label: '结对' }} />
      <ConfirmPanel
        question={`结束 ${pairing.helperName} 的这一对？`}
        facts={[{ term: '哪一户', detail: pairing.household.join('、') }]}
        consequence="结束以后不能再记；做过的留在历史里。"
        action={at(`/care/pairings/${pairing.id}/end`, communityId)}
        confirmLabel="结束"
        cancelHref={back}
      >
        <DateTimeField name="untilOn" label="到哪天" kind="date" value={today} required />
      </ConfirmPanel>
    </>,
  )
}

async function endPost(c: AppContext): Promise<Response> {
  const communityId = communityOf(c)
  await requireCareRole(c, communityId)
  const values = await readForm(c)
  const parsed = pairingEndSchema.safeParse({ untilOn: values.text('untilOn') })
  if (!parsed.success) {
    const problem = { mistakes: mistakesOf(parsed.error, {}) }
    return pairingPage(c, { values, problem })
  }
  try {
    const input = { pairingId: pathId(c), ...parsed.data }
    await commitSealed(c, endPairing, communityId, input, formKeyOf(values))
    return c.redirect(at('/care/pairings', communityId), 303)
  } catch (error) {
    return pairingPage(c, { values, problem: formProblemOf(error) })
  }
}
