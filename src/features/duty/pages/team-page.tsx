import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { EmptyState, Fold, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { formKeyOf, FormProblems, mistakeAt } from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import { reasonField } from '../api/parts.ts'
import { dissolveTeam, joinTeam, leadTeam, leaveTeam } from '../join-team.ts'
import { getTeam, type TeamView } from '../list-teams.ts'
import { teamKindNames } from '../messages.ts'
import type { NamedTeamMember } from '../model/teams.ts'
import { communityOf, fresh, mountActs, parsed, pathId, statusIn } from './act-parts.tsx'
import type { PageState } from './act-parts.tsx'

const reasonSchema = z.object(reasonField)

export function teamPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/teams/:id', (c) => teamPage(c, fresh))
  const back = (c: AppContext, communityId: string) =>
    `/teams/${pathId(c)}?community=${communityId}`
  mountActs(router, teamPage, {
    '/teams/:id/members': async (c, values) => {
      const communityId = await communityOf(c)
      const personId = await pickPerson(c, communityId, values, 'person')
      const input = { teamId: pathId(c), who: [personId] }
      await commit(c, joinTeam, communityId, input, formKeyOf(values))
      return back(c, communityId)
    },
    '/teams/:id/members/:personId/leave': async (c, values) => {
      const communityId = await communityOf(c)
      const input = { teamId: pathId(c), personId: pathId(c, 'personId') }
      await commit(c, leaveTeam, communityId, input, formKeyOf(values))
      return back(c, communityId)
    },
    '/teams/:id/members/:personId/lead': async (c, values) => {
      const communityId = await communityOf(c)
      const leads = values.text('leads') === 'yes'
      const input = { teamId: pathId(c), personId: pathId(c, 'personId'), leads }
      await commit(c, leadTeam, communityId, input, formKeyOf(values))
      return back(c, communityId)
    },
    '/teams/:id/dissolve': async (c, values) => {
      const communityId = await communityOf(c)
      const { reason } = parsed(reasonSchema, { reason: values.text('reason') })
      const input = { teamId: pathId(c), reason }
      await commit(c, dissolveTeam, communityId, input, formKeyOf(values))
      return `/teams?community=${communityId}`
    },
  })
  return router
}

async function teamPage(c: AppContext, state: PageState): Promise<Response> {
  const communityId = await communityOf(c)
  const team = await getTeam(c.get('services').ctx, { communityId, teamId: pathId(c) })
  const kind = teamKindNames[team.kind]
  return renderPage(
    c,
    { title: team.name, variant: 'console', ...statusIn(state) },
    <>
      <PageHeader
        title={team.name}
        lead={[kind, team.mark580 && '“580”标识', team.dissolvedAt && '已解散']
          .filter(Boolean)
          .join('，')}
        back={{ href: `/teams?community=${communityId}`, label: '服务队' }}
      />
      <FormProblems c={c} problem={state.problem} />
      <Section title="现在和以前的队员" bare>
        <DataTable
          caption="现在和以前的队员"
          captionHidden
          columns={columnsFor(team)}
          rows={team.members}
          empty={<EmptyState text="还没有队员" icon="people" />}
        />
      </Section>
      {team.dissolvedAt === null && <Forms team={team} state={state} />}
    </>,
  )
}

const columnsFor = (team: TeamView): readonly Column<NamedTeamMember>[] => [
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: ({ name }) => <PersonName name={name} />,
  },
  {
    key: 'leads',
    header: '带队',
    phone: 'value',
    cell: ({ leads }) => (leads ? <StatusChip tone="green" text="带队" /> : '—'),
  },
  { key: 'since', header: '加入', cell: ({ sinceOn }) => sinceOn },
  { key: 'until', header: '退出', cell: ({ untilOn }) => untilOn ?? '—' },
  {
    key: 'act',
    header: '办理',
    phone: 'actions',
    cell: (member) => member.untilOn === null && <MemberForms team={team} member={member} />,
  },
]

function MemberForms({ team, member }: { team: TeamView; member: NamedTeamMember }) {
  const { leads, name, personId } = member
  const base = `/teams/${team.id}/members/${personId}`
  const at = `?community=${team.communityId}`
  const word = leads ? '不再带队' : '带队'
  return (
    <>
      <FormWithKey action={`${base}/lead${at}`} hidden={{ leads: leads ? 'no' : 'yes' }} inline>
        <SubmitButton kind="default" label={`${word}：${name}`}>
          {word}
        </SubmitButton>
      </FormWithKey>
      <FormWithKey action={`${base}/leave${at}`} inline>
        <SubmitButton kind="default" label={`退出：${name}`}>
          退出
        </SubmitButton>
      </FormWithKey>
    </>
  )
}

function Forms({ team, state }: { team: TeamView; state: PageState }) {
  const at = `?community=${team.communityId}`
  return (
    <>
      <Section title="加入队员">
        <FormWithKey action={`/teams/${team.id}/members${at}`}>
          <PersonField name="person" label="队员" required {...state} />
          <SubmitButton icon="plus">加入</SubmitButton>
        </FormWithKey>
      </Section>
      <Fold title="解散这支队">
        <FormWithKey action={`/teams/${team.id}/dissolve${at}`}>
          <Field
            name="reason"
            label="解散原因"
            hint="队员一并退出；解散了不能恢复，要再成立一支新的。"
            error={mistakeAt(state.problem, 'reason')}
            required
            maxlength={200}
          />
          <SubmitButton kind="danger">解散</SubmitButton>
        </FormWithKey>
      </Fold>
    </>
  )
}
