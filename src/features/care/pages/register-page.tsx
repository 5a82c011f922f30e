import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { formProblemOf, FormProblems, noValues, readForm } from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import {
  listRegister,
  type RegisterCounts,
  type RegisterLine,
  type RegisterState,
} from '../list-register.ts'
import { careRoles } from '../require-resident.ts'
import { at, pageStatus, type PageState } from './parts.ts'

const LINES = 50

export function registerPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care', (c) => registerPage(c, c.req.query('community'), { values: noValues }))
  router.post('/care/find', async (c) => {
    const values = await readForm(c)
    const asked = values.text('community')
    const { chosen } = await chosenCommunity(c, careRoles, asked)
    try {
      const personId = await pickPerson(c, chosen.value, values, 'who')
      return c.redirect(at(`/care/people/${personId}`, chosen.value), 303)
    } catch (error) {
      return registerPage(c, asked, { values, problem: formProblemOf(error) })
    }
  })
  return router
}

const states: Readonly<Record<RegisterState, { readonly tone: Tone; readonly text: string }>> = {
  current: { tone: 'green', text: '重点保障' },
  past: { tone: 'grey', text: '已到结束日期' },
  closed: { tone: 'yellow', text: '同意已过期' },
  unreadable: { tone: 'red', text: '封存内容不符' },
}

const columnsAt = (communityId: Id): readonly Column<RegisterLine>[] => [
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: ({ personId, maskedName }) => (
      <a href={at(`/care/people/${personId}`, communityId)}>
        <PersonName name={maskedName} />
      </a>
    ),
  },
  {
    key: 'state',
    header: '现在',
    phone: 'corner',
    cell: ({ state }) => <StatusChip {...states[state]} />,
  },
  {
    key: 'review',
    header: '复核',
    phone: 'plain',
    cell: ({ reviewDue }) => (reviewDue ? <StatusChip tone="yellow" text="该复核了" /> : ''),
  },
]

async function registerPage(
  c: AppContext,
  asked: string | undefined,
  state: PageState,
): Promise<Response> {
  const place = await chosenCommunity(c, careRoles, asked)
  const communityId = place.chosen.value
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['id']) ? sent : null
  const { ctx } = c.get('services')
  const { counts, items, nextCursor } = await listRegister(ctx, {
    ...{ communityId, cursor, limit: LINES },
  })
  const next = new URLSearchParams({ community: communityId, cursor: nextCursor ?? '' })
  return renderPage(
    c,
    { title: '帮扶', variant: 'console', ...pageStatus(state) },
    <>
      <PageHeader
        title="帮扶"
        lead={`${place.chosen.label}：弱势群体情况登记表。姓名遮盖，情况要说明原因才打开。`}
      >
        <a href={at('/care/pairings', communityId)}>结对帮扶</a>{' '}
        <a href={at('/care/fixes', communityId)}>民生实事</a>
      </PageHeader>
      <FormProblems c={c} problem={state.problem} />
      <CommunityFilter action="/care" place={place} />
      <Section title="打开一户，或登记一个人">
        <FormWithKey action="/care/find" hidden={{ community: communityId }}>
          <PersonField
            values={state.values}
            problem={state.problem}
            name="who"
            label="哪一位"
            required
          />
          <SubmitButton icon="search">查找</SubmitButton>
        </FormWithKey>
      </Section>
      <Counts counts={counts} />
      <Section title="登记表" bare>
        <DataTable
          caption="登记表"
          captionHidden
          columns={columnsAt(communityId)}
          rows={items}
          empty={
            <EmptyState text="登记表还是空的" hint="先查找要登记的人，再登记同意。" icon="people" />
          }
        />
      </Section>
      <CursorNav nextHref={nextCursor ? `/care?${next.toString()}` : undefined} />
    </>,
  )
}

function Counts({ counts }: { counts: RegisterCounts }) {
  const groups = counts.byGroup.map(({ group, people }) => `${group} ${people}`).join('，')
  return (
    <Section title="人数">
      <DefinitionList
        items={[
          { term: '重点保障', detail: `${counts.people} 人` },
          { term: '长期', detail: `${counts.byKind.standing} 人` },
          { term: '临时困难', detail: `${counts.byKind.temporary} 人` },
          { term: '按群体（一人可属几类）', detail: groups || '没有' },
          { term: '该复核', detail: `${counts.reviewsDue} 人` },
        ]}
      />
    </Section>
  )
}
