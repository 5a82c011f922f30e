import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { DefinitionList, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import { ConfirmPanel, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { DateTime, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { cleanText } from '../../../kernel/text.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistake,
  mistakeAt,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { clerks, requireKeeper } from '../api/access.ts'
import { confirmProposal } from '../confirm-proposal.ts'
import { declineProposal } from '../decline-proposal.ts'
import { getProposal } from '../get-proposal.ts'
import type { ListedProposal } from '../list-proposals.ts'
import { proposalKindNames, proposalStateNames } from '../messages.ts'
import { renderSavings } from './parts.tsx'
import { savingsHref } from './person-savings-page.tsx'
import { About, Amount } from './proposals-page.tsx'

export function proposalPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/proposals/:id', (c) => proposalPage(c))
  router.post('/proposals/:id/confirm', (c) =>
    decide(c, async (key, values) => {
      const input = { proposalId: key.id }
      await commit(c, confirmProposal, key.communityId, input, formKeyOf(values))
      return 'confirmed'
    }),
  )
  router.post('/proposals/:id/decline', (c) =>
    decide(c, async (key, values) => {
      const reason = cleanText(values.text('reason'), 500, { lines: true })
      if (reason === undefined) throw mistake('reason', '请写明理由')
      const input = { proposalId: key.id, reason }
      await commit(c, declineProposal, key.communityId, input, formKeyOf(values))
      return 'declined'
    }),
  )
  return router
}

type Key = { readonly communityId: Id; readonly id: Id }

/** @throws `request.not-found` */
function keyInAddress(c: AppContext): Key {
  const id = c.req.param('id') ?? ''
  const communityId = c.req.query('community') ?? ''
  if (!isId(id) || !isId(communityId)) throw new DomainError(httpErrors['not-found'])
  return { communityId, id }
}

async function decide(
  c: AppContext,
  act: (key: Key, values: FormValues) => Promise<string>,
): Promise<Response> {
  visitorOf(c)
  const key = keyInAddress(c)
  const values = await readForm(c)
  try {
    const done = await act(key, values)
    return c.redirect(`/proposals?community=${key.communityId}&done=${done}`, 303)
  } catch (error) {
    return proposalPage(c, formProblemOf(error))
  }
}

async function proposalPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const key = keyInAddress(c)
  await requireKeeper(c, key.communityId)
  const visitor = visitorOf(c)
  const proposal = await getProposal(c.get('services').ctx, key)
  const isClerk = await holdsRole(c, visitor, clerks, key.communityId)
  const isOpen = isClerk && proposal.state === 'proposed'
  const isOwn = proposal.proposedById === visitor.actor.personId
  const title = proposalKindNames[proposal.payload.kind]
  return renderSavings(
    c,
    { title, variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title={title}
        lead={proposalStateNames[proposal.state]}
        back={{ href: `/proposals?community=${key.communityId}`, label: '双人办理' }}
      />
      <FormProblems c={c} problem={problem} />
      {isOpen && !isOwn ? (
        <Confirm proposal={proposal} />
      ) : (
        <Section title="内容">
          <DefinitionList items={factsOf(proposal)} />
        </Section>
      )}
      {isOpen && isOwn && (
        <Note tone="yellow">
          <p>这是您提出的，要由另一位工作人员确认；不办了可以收回。</p>
        </Note>
      )}
      {isOpen && <Decline proposal={proposal} isOwn={isOwn} problem={problem} />}
    </>,
  )
}

function factsOf(proposal: ListedProposal) {
  const { reason, proposedByName, proposedAt, decidedByName, decidedAt } = proposal
  return [
    { term: '谁的储蓄', detail: <Whose proposal={proposal} /> },
    { term: '数额', detail: <Amount proposal={proposal} /> },
    { term: '理由', detail: reason },
    { term: '提出', detail: <Hand name={proposedByName} at={proposedAt} /> },
    ...(decidedAt === null
      ? []
      : [{ term: '办理', detail: <Hand name={decidedByName} at={decidedAt} /> }]),
  ]
}

function Whose({ proposal }: { proposal: ListedProposal }) {
  const { payload } = proposal
  const about = <About proposal={proposal} />
  if (payload.kind === 'reversal' || payload.personId === null) return about
  return <a href={savingsHref(payload.personId)}>{about}</a>
}

function Hand({ name, at }: { name: string | null; at: ListedProposal['proposedAt'] }) {
  return (
    <>
      <PersonName name={name ?? '—'} /> <DateTime at={at} form="long" />
    </>
  )
}

function Confirm({ proposal }: { proposal: ListedProposal }) {
  const { communityId, id } = proposal
  return (
    <ConfirmPanel
      question="确认并记账？"
      facts={factsOf(proposal)}
      consequence="确认后立即记账；有误只能更正，不能修改。"
      action={`/proposals/${id}/confirm?community=${communityId}`}
      confirmLabel="确认并记账"
      cancelHref={`/proposals?community=${communityId}`}
    />
  )
}

type DeclineProps = {
  proposal: ListedProposal
  isOwn: boolean
  problem: FormProblem | undefined
}

function Decline({ proposal, isOwn, problem }: DeclineProps) {
  const { communityId, id } = proposal
  return (
    <Section title={isOwn ? '收回' : '不同意'}>
      <FormWithKey action={`/proposals/${id}/decline?community=${communityId}`}>
        <TextArea
          name="reason"
          label="理由"
          required
          rows={2}
          maxlength={500}
          error={mistakeAt(problem, 'reason')}
        />
        <SubmitButton kind="default">{isOwn ? '收回这一项' : '不同意，了结'}</SubmitButton>
      </FormWithKey>
    </Section>
  )
}
