import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import {
  DefinitionList,
  EmptyState,
  Fold,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateTime, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { formKeyOf, FormProblems, mistakeAt } from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import { domainNames } from '../../service/messages.ts'
import { reasonField } from '../api/parts.ts'
import { claimPost } from '../claim-post.ts'
import { closePost } from '../close-post.ts'
import { getPost, type PostWithClaims } from '../list-posts.ts'
import { claimStateNames, postKindNames } from '../messages.ts'
import type { NamedClaim } from '../model/posts.ts'
import { declineClaim, releasePost } from '../release-post.ts'
import { communityOf, fresh, mountActs, parsed, pathId, statusIn } from './act-parts.tsx'
import type { PageState } from './act-parts.tsx'
import { Needs } from './posts-page.tsx'

const reasonSchema = z.object(reasonField)

export function postPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/posts/:id', (c) => postPage(c, fresh))
  const back = (c: AppContext, communityId: Id) => `/posts/${pathId(c)}?community=${communityId}`
  mountActs(router, postPage, {
    '/posts/:id/claims': async (c, values) => {
      const communityId = await communityOf(c)
      const personId = await pickPerson(c, communityId, values, 'person')
      const input = { postId: pathId(c), personId }
      await commit(c, claimPost, communityId, input, formKeyOf(values))
      return back(c, communityId)
    },
    '/posts/:id/claims/:claimId/end': async (c, values) => {
      const communityId = await communityOf(c)
      const { reason } = parsed(reasonSchema, { reason: values.text('reason') })
      const input = { postId: pathId(c), claimId: pathId(c, 'claimId'), reason }
      const useCase = values.text('how') === 'decline' ? declineClaim : releasePost
      await commit(c, useCase, communityId, input, formKeyOf(values))
      return back(c, communityId)
    },
    '/posts/:id/close': async (c, values) => {
      const communityId = await communityOf(c)
      const { reason } = parsed(reasonSchema, { reason: values.text('reason') })
      const input = { postId: pathId(c), reason }
      await commit(c, closePost, communityId, input, formKeyOf(values))
      return `/posts?community=${communityId}`
    },
  })
  return router
}

async function postPage(c: AppContext, state: PageState): Promise<Response> {
  const communityId = await communityOf(c)
  const post = await getPost(c.get('services').ctx, { communityId, postId: pathId(c) })
  const { type } = post
  return renderPage(
    c,
    { title: type.name, variant: 'console', ...statusIn(state) },
    <>
      <PageHeader
        title={type.name}
        lead={post.closedAt ? '已停岗' : `在岗 ${post.taken} 人，共 ${post.places} 人`}
        back={{ href: `/posts?community=${communityId}`, label: '岗位' }}
      />
      <FormProblems c={c} problem={state.problem} />
      <div class="panel">
        <DefinitionList
          items={[
            { term: '类别', detail: `${postKindNames[post.kind]}，${domainNames[type.domain]}` },
            { term: '地点', detail: [post.stationName, post.place].filter(Boolean).join(' · ') },
            { term: '要求', detail: <Needs type={type} /> },
            { term: '合适的特长', detail: type.skills.join('、') },
            { term: '来历', detail: type.fromSeed ? '试点文件列出的岗位' : '按服务项目增设' },
          ]}
        />
      </div>
      <Section title="在岗和以前在岗的人" bare>
        <DataTable
          caption="在岗和以前在岗的人"
          captionHidden
          columns={columnsFor(post)}
          rows={post.claims}
          empty={<EmptyState text="还没有人认领" icon="people" />}
        />
      </Section>
      {post.closedAt === null && <Forms post={post} state={state} />}
    </>,
  )
}

const columnsFor = (post: PostWithClaims): readonly Column<NamedClaim>[] => [
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: ({ name }) => <PersonName name={name} />,
  },
  { key: 'card', header: '工号', cell: ({ cardNumber }) => cardNumber ?? '—' },
  { key: 'since', header: '认领', cell: ({ claimedAt }) => <DateTime at={claimedAt} /> },
  {
    key: 'state',
    header: '状态',
    phone: 'value',
    cell: ({ state, endedReason }) => (
      <>
        <StatusChip tone={tones[state]} text={claimStateNames[state]} /> {endedReason}
      </>
    ),
  },
  {
    key: 'act',
    header: '办理',
    phone: 'actions',
    cell: (claim) => claim.endedAt === null && <EndForm post={post} claim={claim} />,
  },
]

const tones = { waiting: 'yellow', onDuty: 'green', declined: 'grey', released: 'grey' } as const

function EndForm({ post, claim }: { post: PostWithClaims; claim: NamedClaim }) {
  const declines = claim.state === 'waiting'
  const word = declines ? '不同意' : '退出'
  return (
    <Fold title={word}>
      <FormWithKey
        action={`/posts/${post.id}/claims/${claim.id}/end?community=${post.communityId}`}
        hidden={{ how: declines ? 'decline' : 'release' }}
      >
        <Field name="reason" id={`reason-${claim.id}`} label="原因" required maxlength={200} />
        <SubmitButton kind="default" label={`${word}：${claim.name}`}>
          {word}
        </SubmitButton>
      </FormWithKey>
    </Fold>
  )
}

function Forms({ post, state }: { post: PostWithClaims; state: PageState }) {
  const at = `?community=${post.communityId}`
  return (
    <>
      <Section title="替志愿者认领" lead="要先有服务卡；有风险的岗位还要培训、保险和风险确认。">
        <FormWithKey action={`/posts/${post.id}/claims${at}`}>
          <PersonField name="person" label="志愿者" required {...state} />
          <SubmitButton icon="plus">认领</SubmitButton>
        </FormWithKey>
      </Section>
      <Fold title="停这个岗位">
        <FormWithKey action={`/posts/${post.id}/close${at}`}>
          <Field
            name="reason"
            label="停岗原因"
            hint="在岗的人一并退出；停了不能再开，要再设一个新的。"
            error={mistakeAt(state.problem, 'reason')}
            required
            maxlength={200}
          />
          <SubmitButton kind="danger">停岗</SubmitButton>
        </FormWithKey>
      </Fold>
    </>
  )
}
