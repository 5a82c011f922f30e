import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { EmptyState, Fold, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field, Select, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { fieldOf, formKeyOf, FormProblems, optionsOf } from '../../person/pages/form-parts.tsx'
import { whoSchema } from '../api/parts.ts'
import { teamFields } from '../api/teams.ts'
import { foundTeam } from '../found-team.ts'
import { listTeams } from '../list-teams.ts'
import { teamKindNames } from '../messages.ts'
import type { ListedTeam } from '../model/teams.ts'
import { communityOf, fresh, linesOf, mountActs, organisers } from './act-parts.tsx'
import { parsed, statusIn, type PageState } from './act-parts.tsx'

const schema = z.object({ ...teamFields, who: whoSchema })

export function teamsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/teams', (c) => teamsPage(c, fresh))
  mountActs(router, teamsPage, {
    '/teams': async (c, values) => {
      const communityId = await communityOf(c)
      const team = parsed(schema, {
        kind: values.text('kind'),
        name: values.text('name'),
        mark580: values.text('mark580') === 'yes',
        who: linesOf(values.text('who')),
      })
      const input = { ...team, leaders: linesOf(values.text('leaders')) }
      const { teamId } = await commit(c, foundTeam, communityId, input, formKeyOf(values))
      return `/teams/${teamId}?community=${communityId}`
    },
  })
  return router
}

async function teamsPage(c: AppContext, state: PageState): Promise<Response> {
  const place = await chosenCommunity(c, organisers, c.req.query('community'))
  const communityId = place.chosen.value
  const teams = await listTeams(c.get('services').ctx, communityId)
  return renderPage(
    c,
    { title: '服务队', variant: 'console', ...statusIn(state) },
    <>
      <PageHeader title="服务队" lead={`${place.chosen.label}：队员、带队的人、“580”标识。`} />
      <FormProblems c={c} problem={state.problem} />
      <CommunityFilter action="/teams" place={place} />
      <Section title={`服务队（${teams.length}）`} bare>
        <DataTable
          caption="服务队"
          captionHidden
          columns={columnsIn(communityId)}
          rows={teams}
          empty={<EmptyState text="还没有服务队" hint="在下面成立第一支。" icon="people" />}
        />
      </Section>
      <NewTeam communityId={communityId} state={state} />
    </>,
  )
}

const columnsIn = (communityId: Id): readonly Column<ListedTeam>[] => [
  {
    key: 'name',
    header: '名称',
    rowHeader: true,
    phone: 'title',
    cell: ({ id, name }) => <a href={`/teams/${id}?community=${communityId}`}>{name}</a>,
  },
  { key: 'kind', header: '类别', cell: ({ kind }) => teamKindNames[kind] },
  { key: 'mark', header: '标识', cell: ({ mark580 }) => (mark580 ? '580' : '—') },
  { key: 'leaders', header: '带队', cell: ({ leaders }) => leaders.join('、') || '还没有' },
  { key: 'count', header: '队员', align: 'end', phone: 'value', cell: (team) => team.headcount },
]

function NewTeam({ communityId, state }: { communityId: Id; state: PageState }) {
  const field = fieldOf(state)
  return (
    <Fold title="成立一支服务队" open={state.problem !== undefined}>
      <FormWithKey action={`/teams?community=${communityId}`}>
        <Select {...field('kind')} label="类别" required options={optionsOf(teamKindNames)} />
        <Field {...field('name')} label="队名" required maxlength={40} />
        <TextArea
          {...field('who')}
          label="队员"
          hint="一行一位，写姓名或服务卡号；有同名的写卡号。"
          required
        />
        <Field
          {...field('leaders')}
          label="带队的人"
          hint="从上面的队员里写，写法一样；几位用顿号隔开。"
        />
        <CheckboxRow
          name="mark580"
          value="yes"
          label="佩带“580”标识"
          checked={state.values.text('mark580') === 'yes'}
        />
        <SubmitButton icon="plus">成立</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}
