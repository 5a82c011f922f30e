import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import { EmptyState, PageHeader } from '../../../http/components/blocks.tsx'
import { RadioGroup } from '../../../http/components/choices.tsx'
import { Select, TextArea } from '../../../http/components/fields.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { Minutes, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { cleanText } from '../../../kernel/text.ts'
import type { Profile } from '../../person/load-profile.ts'
import {
  fieldOf,
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistake,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { getBalance } from '../get-balance.ts'
import { leaveBooks, type Rest } from '../leave-books.ts'
import { moveBooks, type HasPending } from '../move-books.ts'
import { renderSavings } from './parts.tsx'
import { keptSavings, savingsHref } from './person-savings-page.tsx'

/** What ends a person's account in these books: moving to others, and leaving. */
export function personBooksPages(hasPending: HasPending): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const moving = moveBooks(hasPending)
  router.get('/people/:personId/savings/move', (c) => movePage(c, noValues))
  router.get('/people/:personId/savings/leave', (c) => leavePage(c, noValues))
  router.post('/people/:personId/savings/move', (c) =>
    orAgain(c, movePage, async ({ id, booksCommunityId }, values) => {
      const toCommunityId = values.text('toCommunityId')
      if (!isId(toCommunityId)) throw mistake('toCommunityId', '请选择社区')
      const input = { personId: id, toCommunityId, reason: reasonIn(values) }
      await commit(c, moving, booksCommunityId, input, formKeyOf(values))
      return `/people/${id}?done=moved`
    }),
  )
  router.post('/people/:personId/savings/leave', (c) =>
    orAgain(c, leavePage, async ({ id, booksCommunityId }, values) => {
      const input = { personId: id, rest: restIn(values), reason: reasonIn(values) }
      await commit(c, leaveBooks, booksCommunityId, input, formKeyOf(values))
      return `${savingsHref(id)}?done=left`
    }),
  )
  return router
}

type ShowPage = (c: AppContext, values: FormValues, problem?: FormProblem) => Promise<Response>

/** `act` says where to go afterwards; a refused form comes back filled in. */
async function orAgain(
  c: AppContext,
  show: ShowPage,
  act: (profile: Profile, values: FormValues) => Promise<string>,
): Promise<Response> {
  const { profile } = await keptSavings(c)
  const values = await readForm(c)
  try {
    return c.redirect(await act(profile, values), 303)
  } catch (error) {
    return show(c, values, formProblemOf(error))
  }
}

/** @throws FormMistakes without a reason */
function reasonIn(values: FormValues): string {
  const reason = cleanText(values.text('reason'), 500, { lines: true })
  if (reason === undefined) throw mistake('reason', '请写明原因')
  return reason
}

/** @throws FormMistakes when nothing was chosen */
function restIn(values: FormValues): Rest {
  const rest = values.text('rest')
  if (rest === 'commons' || rest === 'kept') return { kind: rest }
  if (!isId(rest)) throw mistake('rest', '请选余下的储蓄归谁')
  return { kind: 'relative', personId: rest }
}

async function actingOn(c: AppContext) {
  const { profile, acts } = await keptSavings(c)
  if (!acts || profile.hasLeft) throw new DomainError(httpErrors['not-found'])
  const account = { communityId: profile.booksCommunityId, personId: profile.id }
  const { balanceMinutes } = await getBalance(c.get('services').ctx, account)
  const facts = [
    { term: '谁的储蓄本', detail: <PersonName name={profile.name} /> },
    { term: '结余', detail: <Minutes minutes={balanceMinutes} /> },
  ]
  return { profile, facts, back: { href: savingsHref(profile.id), label: '储蓄本' } }
}

const movePage: ShowPage = async (c, values, problem) => {
  const { profile, facts, back } = await actingOn(c)
  const field = fieldOf({ values, problem })
  const options = profile.memberships
    .filter(({ kind, untilOn }) => kind !== 'serving' && untilOn === null)
    .filter(({ communityId }) => communityId !== profile.booksCommunityId)
    .map(({ communityId, communityName }) => ({ value: communityId, label: communityName }))
  return renderSavings(
    c,
    { title: '转移储蓄本', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader title="转移储蓄本" back={back} />
      <FormProblems c={c} problem={problem} />
      {options.length === 0 ? (
        <EmptyState
          text="此人不在别的社区居住或报到"
          hint="先登记到那个社区的归属，再转移储蓄本。"
          icon="swap"
          action={{
            href: `/people/${profile.id}?open=membership#form-membership`,
            label: '登记归属',
          }}
        />
      ) : (
        <ConfirmPanel
          question="把储蓄本转到另一个社区？"
          facts={facts}
          consequence="全部结余一次转过去，以后在那个社区记账；还有预留或没办完的记录时不能转。"
          action={savingsHref(profile.id, 'move')}
          confirmLabel="转移"
          cancelHref={back.href}
        >
          <Select {...field('toCommunityId')} label="转到哪个社区" required options={options} />
          <TextArea {...field('reason')} label="原因" required rows={2} maxlength={500} />
        </ConfirmPanel>
      )}
    </>,
  )
}

const leavePage: ShowPage = async (c, values, problem) => {
  const { profile, facts, back } = await actingOn(c)
  const field = fieldOf({ values, problem })
  const relatives = profile.relations.map(({ relativeId, relativeName }) => ({
    value: relativeId,
    label: (
      <>
        转给亲属 <PersonName name={relativeName} />
      </>
    ),
  }))
  return renderSavings(
    c,
    { title: '停用储蓄本', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader title="停用储蓄本" lead="退出志愿服务，或去世。" back={back} />
      <FormProblems c={c} problem={problem} />
      <ConfirmPanel
        question="停用这本储蓄本？"
        facts={facts}
        consequence="停用后不再记账，此人的登录和角色同时结束；记录都保留。不能撤回。"
        action={savingsHref(profile.id, 'leave')}
        confirmLabel="停用"
        cancelHref={back.href}
        danger
      >
        <RadioGroup
          {...field('rest')}
          label="余下的储蓄"
          required
          choices={[
            ...relatives,
            { value: 'commons', label: '归公益时间库', hint: '用来帮助有困难的邻居' },
            {
              value: 'kept',
              label: '保留在本人名下',
              hint: '停用后不能再用；以后要删除个人信息的，不要选这项',
            },
          ]}
        />
        <TextArea {...field('reason')} label="原因" required rows={2} maxlength={500} />
      </ConfirmPanel>
    </>,
  )
}
