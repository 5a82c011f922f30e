import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, Fold, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DateTimeField, Field } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { fieldOf, formKeyOf, FormProblems, mistake } from '../../person/pages/form-parts.tsx'
import { acceptRisk } from '../accept-risk.ts'
import { promiseFields } from '../api/promises.ts'
import { claimPost } from '../claim-post.ts'
import { getOwnDuty } from '../get-own-duty.ts'
import { listFittingPosts, type FittingPost } from '../list-fitting-posts.ts'
import { makePromise } from '../make-promise.ts'
import { claimStateNames, promiseOutcomeNames, riskWording } from '../messages.ts'
import type { DutyPromise } from '../model/promises.ts'
import { releasePost } from '../release-post.ts'
import { fresh, mountActs, parsed, pathId, statusIn, type PageState } from './act-parts.tsx'

const promiseSchema = z.object(promiseFields)

/** The volunteer's own posts, in the community that keeps their books. */
export function myPostsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/me/posts', (c) => myPostsPage(c, fresh))
  mountActs(router, myPostsPage, {
    '/me/posts/:id/claim': async (c, values) => {
      const { personId, communityId } = ownOf(c)
      await commit(c, claimPost, communityId, { postId: pathId(c), personId }, formKeyOf(values))
      return '/me/posts'
    },
    '/me/posts/:id/release/:claimId': async (c, values) => {
      const { communityId } = ownOf(c)
      const input = { postId: pathId(c), claimId: pathId(c, 'claimId'), reason: null }
      await commit(c, releasePost, communityId, input, formKeyOf(values))
      return '/me/posts'
    },
    '/me/posts/risk': async (c, values) => {
      const { personId, communityId } = ownOf(c)
      const typeCode = values.text('typeCode')
      if (values.text('agreed') !== 'yes') throw mistake(`agreed-${typeCode}`, '请先阅读并勾选')
      await commit(c, acceptRisk, communityId, { personId, typeCode }, formKeyOf(values))
      return '/me/posts'
    },
    '/me/posts/promise': async (c, values) => {
      const { personId, communityId } = ownOf(c)
      const promise = parsed(promiseSchema, {
        text: values.text('text'),
        dueOn: values.text('dueOn'),
      })
      await commit(c, makePromise, communityId, { personId, ...promise }, formKeyOf(values))
      return '/me/posts'
    },
  })
  return router
}

function ownOf(c: AppContext) {
  const { actor, booksCommunityId } = visitorOf(c)
  return { personId: actor.personId, communityId: booksCommunityId }
}

async function myPostsPage(c: AppContext, state: PageState): Promise<Response> {
  const own = ownOf(c)
  const { ctx } = c.get('services')
  const posts = await listFittingPosts(ctx, own)
  const { promises, teams } = await getOwnDuty(ctx, own.personId)
  const mine = posts.filter(({ claim }) => claim !== null)
  const others = posts.filter(({ claim }) => claim === null)
  return renderPage(
    c,
    { title: '我的岗位', ...statusIn(state) },
    <>
      <PageHeader title="我的岗位" lead="认领岗位、退出岗位、作出服务承诺。" />
      <FormProblems c={c} problem={state.problem} />
      <Section title="我认领的" bare>
        {mine.length === 0 && <EmptyState text="还没有认领岗位" icon="people" />}
        {mine.map((post) => (
          <Card post={post} />
        ))}
      </Section>
      {teams.length > 0 && (
        <Section title="我的服务队">
          <p>{teams.map(({ name, leads }) => (leads ? `${name}（带队）` : name)).join('、')}</p>
        </Section>
      )}
      <Section title="可以认领的岗位" lead="合您特长的在前面。" bare>
        {others.length === 0 && <EmptyState text="社区还没有设别的岗位" icon="list" />}
        {others.map((post) => (
          <Card post={post} />
        ))}
      </Section>
      <Promises promises={promises} state={state} />
    </>,
  )
}

function Card({ post }: { post: FittingPost }) {
  const { type, claim, matched } = post
  return (
    <div class="panel">
      <h3>{type.name}</h3>
      <p>
        {post.stationName ?? post.place}；在岗 {post.taken} 人，共 {post.places} 人
        {matched.length > 0 && `；合您的特长：${matched.join('、')}`}
      </p>
      {claim ? <Claimed post={post} /> : <Claimable post={post} />}
    </div>
  )
}

function Claimed({ post: { id, type, claim } }: { post: FittingPost }) {
  if (!claim) return null
  return (
    <>
      <p>
        <StatusChip
          tone={claim.state === 'waiting' ? 'yellow' : 'green'}
          text={claimStateNames[claim.state]}
        />
      </p>
      <Fold title="退出岗位">
        <FormWithKey action={`/me/posts/${id}/release/${claim.id}`}>
          <p>退出以后，别人可以认领这个岗位。</p>
          <SubmitButton kind="default" label={`退出 ${type.name}`}>
            确认退出
          </SubmitButton>
        </FormWithKey>
      </Fold>
    </>
  )
}

function Claimable({ post }: { post: FittingPost }) {
  const { id, type, refusal, free } = post
  if (!free) return <StatusChip tone="grey" text="已认满" />
  if (refusal?.error.code === 'duty.risk-not-accepted') return <RiskForm post={post} />
  if (refusal) {
    return (
      <p>
        <StatusChip tone="grey" text={refusal.error.title} /> {refusal.error.advice}
      </p>
    )
  }
  return (
    <FormWithKey action={`/me/posts/${id}/claim`} inline>
      <SubmitButton label={`认领 ${type.name}`}>认领</SubmitButton>
    </FormWithKey>
  )
}

function RiskForm({ post: { type } }: { post: FittingPost }) {
  return (
    <Fold title="有风险：先看风险告知">
      <FormWithKey action="/me/posts/risk" hidden={{ typeCode: type.code }}>
        <CheckboxRow
          name="agreed"
          id={`agreed-${type.code}`}
          label={riskWording(type.name)}
          required
        />
        <SubmitButton>确认风险告知</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}

function Promises({ promises, state }: { promises: readonly DutyPromise[]; state: PageState }) {
  const field = fieldOf(state)
  return (
    <Section title="我的服务承诺">
      <ul>
        {promises.map(({ text, dueOn, outcome }) => (
          <li>
            {text}（{dueOn}）{outcome && promiseOutcomeNames[outcome]}
          </li>
        ))}
      </ul>
      <FormWithKey action="/me/posts/promise">
        <Field {...field('text')} label="承诺什么" required maxlength={200} />
        <DateTimeField {...field('dueOn')} kind="date" label="到哪一天" required />
        <SubmitButton kind="default">作出承诺</SubmitButton>
      </FormWithKey>
    </Section>
  )
}
