import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { PageHeader, Section } from '../../../http/components/blocks.tsx'
import { LinkList } from '../../../http/components/navigation.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Option } from '../../../http/components/fields.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { requestKindNames } from '../../desk/messages.ts'
import { requestKinds, type RequestKind } from '../../desk/model/requests.ts'
import { requestHref } from '../../desk/pages/parts.tsx'
import { registerRequest } from '../../desk/register-request.ts'
import { getBalance } from '../../ledger/get-balance.ts'
import { listCoordinators } from '../../person/list-coordinators.ts'
import { loadProfile } from '../../person/load-profile.ts'
import {
  communitiesWithRole,
  everyCommunity,
  nearCommunities,
} from '../../person/pages/communities.tsx'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  readForm,
  valuesInAddress,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { offeringOptions } from '../../service/pages/parts.tsx'
import { askWithSavings } from '../ask-with-savings.ts'
import { listPayers } from '../list-payers.ts'
import { ConfirmAsk } from './ask-confirm.tsx'
import { AskForm, Emergency, type AskFormData } from './ask-form.tsx'
import { askHref, isForCaller, kindIn, readAsk } from './ask-input.ts'
import { quoteOfAsk } from './ask-quote.ts'

export function askPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/ask', kindsPage)
  router.get('/ask/:kind', (c) => formPage(c, kindOf(c), valuesInAddress(c)))
  router.post('/ask/confirm', (c) => orFormAgain(c, confirmPage))
  router.post('/ask', (c) => orFormAgain(c, ask))
  return router
}

const kindHints: Readonly<Record<RequestKind, string>> = {
  help: '请人上门帮忙：跑腿、陪同、家务、修理等',
  appointment: '约好时间请人上门',
  consultation: '问政策、问办事',
  report: '反映身边的问题',
  complaint: '对服务不满意',
}

function kindsPage(c: AppContext): Response | Promise<Response> {
  visitorOf(c)
  const values = valuesInAddress(c)
  const forCaller = isForCaller(c, values)
  return renderPage(
    c,
    { title: '求助', variant: forCaller ? 'console' : 'phone' },
    <>
      <PageHeader
        title={forCaller ? '替来电的人登记' : '求助'}
        lead="没有储蓄也一样帮忙；登记以后马上知道最迟什么时候来。"
      />
      <Emergency />
      <Section title="您要办什么" bare>
        <LinkList
          cells={(['help', ...requestKinds.filter((kind) => kind !== 'help')] as const).map(
            (kind) => ({
              href: askHref(values, kind),
              label: requestKindNames[kind],
              description: kindHints[kind],
            }),
          )}
        />
      </Section>
      {!forCaller && (
        <Section title="已经登记的" bare>
          <LinkList
            cells={[{ href: '/requests', label: '我的事项', description: '进度、谁来、评价' }]}
          />
        </Section>
      )}
    </>,
  )
}

function kindOf(c: AppContext): RequestKind {
  const kind = kindIn(c.req.param('kind') ?? '')
  if (!kind) throw new DomainError(httpErrors['not-found'])
  return kind
}

async function orFormAgain(
  c: AppContext,
  act: (c: AppContext, values: FormValues) => Promise<Response>,
): Promise<Response> {
  visitorOf(c)
  const values = await readForm(c)
  const kind = kindIn(values.text('kind'))
  if (!kind) throw new DomainError(httpErrors['not-found'])
  try {
    return await act(c, values)
  } catch (error) {
    return formPage(c, kind, values, formProblemOf(error))
  }
}

/** Registers it, with savings or without; what came of it stands on the request's page. */
async function ask(c: AppContext, values: FormValues): Promise<Response> {
  const { communityId, ask: input, withSavings } = await readAsk(c, values)
  const key = formKeyOf(values)
  if (withSavings) {
    const asked = await commit(c, askWithSavings, communityId, input, key)
    const done = asked.savingsUsed ? 'savings' : 'plain'
    return c.redirect(`${requestHref(asked)}&done=${done}`, 303)
  }
  const { payer: _, expectedMinutes: __, agreedMoreMinutes: ___, ...plain } = input
  const filed = await commit(c, registerRequest, communityId, plain, key)
  return c.redirect(`${requestHref(filed)}&done=asked`, 303)
}

async function confirmPage(c: AppContext, values: FormValues): Promise<Response> {
  const read = await readAsk(c, values)
  const quoted = await quoteOfAsk(c, read)
  const forCaller = isForCaller(c, values)
  const { requesterId } = read.ask
  const caller = requesterId ? await loadProfile(c.get('services').ctx, requesterId) : undefined
  return renderPage(
    c,
    { title: requestKindNames[read.ask.kind], variant: forCaller ? 'console' : 'phone' },
    <>
      <PageHeader
        title={requestKindNames[read.ask.kind]}
        lead="还没有登记；看清楚再提交。"
        back={{ href: askHref(values, read.ask.kind), label: '重新填' }}
      />
      <ConfirmAsk read={read} caller={caller} quote={quoted} values={values} />
    </>,
  )
}

async function formPage(
  c: AppContext,
  kind: RequestKind,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const data = await formDataOf(c, kind, values, problem)
  return renderPage(
    c,
    {
      title: requestKindNames[kind],
      variant: data.forCaller ? 'console' : 'phone',
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={
          data.forCaller ? `替来电的人登记：${requestKindNames[kind]}` : requestKindNames[kind]
        }
        back={{ href: askHref(values), label: '求助' }}
      />
      <FormProblems c={c} problem={problem} />
      <AskForm data={data} />
    </>,
  )
}

function everyHref(values: FormValues, kind: RequestKind): string {
  const href = askHref(values, kind)
  return `${href}${href.includes('?') ? '&' : '?'}every=1`
}

async function formDataOf(
  c: AppContext,
  kind: RequestKind,
  values: FormValues,
  problem: FormProblem | undefined,
): Promise<AskFormData> {
  const { ctx } = c.get('services')
  const { actor, booksCommunityId } = visitorOf(c)
  const forCaller = isForCaller(c, values)
  const { memberships, relations } = await loadProfile(ctx, actor.personId)
  const home = memberships.find((one) => one.kind === 'home' && one.untilOn === null)
  const payers = forCaller ? [] : await listPayers(ctx, actor.personId)
  const account = { communityId: booksCommunityId, personId: actor.personId }
  const community = values.text('community') || (home?.communityId ?? booksCommunityId)
  const options = forCaller
    ? await communitiesWithRole(c, ['coordinator'])
    : await everyCommunity(c)
  return {
    kind,
    forCaller,
    ...nearCommunities(options, community, c.req.query('every') === '1'),
    everyHref: everyHref(values, kind),
    community,
    offerings: await offeringOptions(c),
    recipients: relations.map(({ relativeId, relativeName }) => ({
      value: relativeId,
      label: relativeName,
    })),
    staff: kind === 'complaint' && !forCaller ? await staffOptions(c, community) : [],
    payers: payers.map(({ personId, name }) => ({ value: personId, label: `${name} 的` })),
    availableMinutes: (await getBalance(ctx, account)).availableMinutes,
    values,
    problem,
  }
}

async function staffOptions(c: AppContext, communityId: Id): Promise<readonly Option[]> {
  const staff = await listCoordinators(c.get('services').ctx, communityId)
  return staff.map(({ id, name }) => ({ value: id, label: name }))
}
