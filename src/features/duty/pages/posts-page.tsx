import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { EmptyState, Fold, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field, Select } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateTime, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { loadTree } from '../../person/load-tree.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { fieldOf, formKeyOf, FormProblems, optionsOf } from '../../person/pages/form-parts.tsx'
import { domainNames } from '../../service/messages.ts'
import { postFields } from '../api/posts.ts'
import { confirmClaim } from '../confirm-claim.ts'
import { listPosts, listPostTypes } from '../list-posts.ts'
import { postKindNames } from '../messages.ts'
import type { NamedClaim, PostType, PostView } from '../model/posts.ts'
import { openPost } from '../open-post.ts'
import {
  communityOf,
  fresh,
  mountActs,
  organisers,
  parsed,
  pathId,
  statusIn,
} from './act-parts.tsx'
import type { PageState } from './act-parts.tsx'

const schema = z.object(postFields)

export function postsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/posts', (c) => postsPage(c, fresh))
  mountActs(router, postsPage, {
    '/posts': async (c, values) => {
      const communityId = await communityOf(c)
      const input = parsed(schema, {
        typeCode: values.text('typeCode'),
        kind: values.text('kind') || null,
        place: values.text('place'),
        stationId: values.text('stationId') || null,
        places: Number(values.text('places')),
      })
      const { postId } = await commit(c, openPost, communityId, input, formKeyOf(values))
      return `/posts/${postId}?community=${communityId}`
    },
    '/posts/:id/claims/:claimId/confirm': async (c, values) => {
      const communityId = await communityOf(c)
      const input = { postId: pathId(c), claimId: pathId(c, 'claimId') }
      await commit(c, confirmClaim, communityId, input, formKeyOf(values))
      return `/posts?community=${communityId}`
    },
  })
  return router
}

async function postsPage(c: AppContext, state: PageState): Promise<Response> {
  const place = await chosenCommunity(c, organisers, c.req.query('community'))
  const communityId = place.chosen.value
  const { ctx } = c.get('services')
  const { posts, waiting } = await listPosts(ctx, communityId)
  return renderPage(
    c,
    { title: '岗位', variant: 'console', ...statusIn(state) },
    <>
      <PageHeader title="岗位" lead={`${place.chosen.label}：设岗、停岗、确认认领。`} />
      <FormProblems c={c} problem={state.problem} />
      <CommunityFilter action="/posts" place={place} />
      {waiting.length > 0 && (
        <Section title={`等确认的认领（${waiting.length}）`} bare>
          <DataTable
            caption="等确认的认领"
            captionHidden
            columns={waitingColumns(communityId, posts)}
            rows={waiting}
          />
        </Section>
      )}
      <Section title={`岗位（${posts.length}）`} bare>
        <DataTable
          caption="岗位"
          captionHidden
          columns={postColumns(communityId)}
          rows={posts}
          empty={<EmptyState text="还没有岗位" hint="在下面设第一个岗位。" icon="people" />}
        />
      </Section>
      <NewPost
        communityId={communityId}
        types={await listPostTypes(ctx)}
        stations={await stationsOf(c, communityId)}
        state={state}
      />
    </>,
  )
}

async function stationsOf(c: AppContext, communityId: Id) {
  const tree = await loadTree(c.get('services').ctx)
  return [...tree.values()]
    .filter(({ kind, parentId }) => kind === 'station' && parentId === communityId)
    .map(({ id, name }) => ({ value: id, label: name }))
}

const postColumns = (communityId: Id): readonly Column<PostView>[] => [
  {
    key: 'name',
    header: '岗位',
    rowHeader: true,
    phone: 'title',
    cell: ({ id, type }) => <a href={`/posts/${id}?community=${communityId}`}>{type.name}</a>,
  },
  { key: 'kind', header: '类别', cell: ({ kind }) => postKindNames[kind] },
  { key: 'domain', header: '领域', phone: 'hidden', cell: ({ type }) => domainNames[type.domain] },
  { key: 'place', header: '地点', cell: ({ place, stationName }) => stationName ?? place },
  {
    key: 'taken',
    header: '在岗 / 人数',
    align: 'end',
    phone: 'value',
    cell: ({ taken, places }) => `${taken} / ${places}`,
  },
  {
    key: 'needs',
    header: '要求',
    phone: 'plain',
    cell: ({ type }) => <Needs type={type} />,
  },
]

export function Needs({ type }: { type: PostType }) {
  const needs = [
    type.minimumAge > 14 && `${type.minimumAge} 岁以上`,
    type.needsTraining && '要培训',
    type.needsInsurance && '要保险',
  ].filter(Boolean)
  return (
    <>
      {type.risky && <StatusChip tone="yellow" text="有风险" />} {needs.join('、')}
    </>
  )
}

function waitingColumns(
  communityId: Id,
  posts: readonly PostView[],
): readonly Column<NamedClaim>[] {
  const nameOf = (postId: Id) => posts.find(({ id }) => id === postId)?.type.name ?? '岗位'
  return [
    {
      key: 'name',
      header: '姓名',
      rowHeader: true,
      phone: 'title',
      cell: ({ name }) => <PersonName name={name} />,
    },
    {
      key: 'post',
      header: '岗位',
      cell: ({ postId }) => (
        <a href={`/posts/${postId}?community=${communityId}`}>{nameOf(postId)}</a>
      ),
    },
    { key: 'at', header: '认领', cell: ({ claimedAt }) => <DateTime at={claimedAt} /> },
    {
      key: 'act',
      header: '确认',
      phone: 'actions',
      cell: ({ id, postId, name }) => (
        <FormWithKey
          action={`/posts/${postId}/claims/${id}/confirm?community=${communityId}`}
          inline
        >
          <SubmitButton kind="default" label={`确认 ${name} 上岗`}>
            确认上岗
          </SubmitButton>
        </FormWithKey>
      ),
    },
  ]
}

type NewPostProps = {
  communityId: Id
  types: readonly PostType[]
  stations: readonly { value: string; label: string }[]
  state: PageState
}

function NewPost({ communityId, types, stations, state }: NewPostProps) {
  const field = fieldOf(state)
  const typeOptions = types.map(({ code, name, fromSeed }) => ({
    value: code,
    label: fromSeed ? name : `${name}（增设）`,
  }))
  return (
    <Fold title="设一个岗位" open={state.problem !== undefined}>
      <FormWithKey action={`/posts?community=${communityId}`}>
        <Select {...field('typeCode')} label="岗位类型" required options={typeOptions} />
        <Select
          {...field('kind')}
          label="责任岗还是示范岗"
          placeholder="按岗位类型"
          options={optionsOf(postKindNames)}
        />
        {stations.length > 0 && (
          <Select
            {...field('stationId')}
            label="服务站"
            placeholder="不在服务站"
            options={stations}
          />
        )}
        <Field {...field('place')} label="地点" required maxlength={100} />
        <Field
          {...field('places')}
          label="要几个人"
          type="number"
          inputmode="numeric"
          width="short"
          unit="人"
          min={1}
          max={500}
          required
          value={state.values.text('places') || '2'}
        />
        <SubmitButton icon="plus">设岗</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}
