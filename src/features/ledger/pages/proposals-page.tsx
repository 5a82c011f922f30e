import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ButtonLink } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { DateTime, Minutes, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { hasAnyRole } from '../../../http/session.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { clerks, keepers } from '../api/access.ts'
import { listProposals, type ListedProposal } from '../list-proposals.ts'
import { proposalKindNames, proposalStateNames } from '../messages.ts'
import type { ProposalState } from '../model.ts'
import { renderSavings } from './parts.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  proposed: '已提出，请另一位工作人员确认。',
  confirmed: '已确认并记账。',
  declined: '已了结，没有记账。',
}

const tones: Readonly<Record<ProposalState, Tone>> = {
  proposed: 'yellow',
  confirmed: 'green',
  declined: 'grey',
}

const columns: readonly Column<ListedProposal>[] = [
  {
    key: 'kind',
    header: '事项',
    rowHeader: true,
    phone: 'title',
    cell: (proposal) => (
      <a href={proposalHref(proposal)}>
        {proposalKindNames[proposal.payload.kind]}
        <span class="hidden">，{proposal.reason.slice(0, 40)}</span>
      </a>
    ),
  },
  { key: 'who', header: '谁的储蓄', cell: (proposal) => <About proposal={proposal} /> },
  {
    key: 'amount',
    header: '数额',
    align: 'end',
    phone: 'value',
    cell: (proposal) => <Amount proposal={proposal} />,
  },
  { key: 'reason', header: '理由', cell: ({ reason }) => reason },
  {
    key: 'proposed',
    header: '提出',
    cell: ({ proposedByName, proposedAt }) => (
      <>
        <PersonName name={proposedByName ?? '—'} /> <DateTime at={proposedAt} />
      </>
    ),
  },
  {
    key: 'state',
    header: '状态',
    phone: 'plain',
    cell: ({ state }) => <StatusChip tone={tones[state]} text={proposalStateNames[state]} />,
  },
]

export function proposalHref({ communityId, id }: ListedProposal): string {
  return `/proposals/${id}?community=${communityId}`
}

export function About({ proposal }: { proposal: ListedProposal }) {
  if (proposal.payload.kind === 'reversal') return <>一笔已记的账</>
  return proposal.personName === null ? <>公益时间库</> : <PersonName name={proposal.personName} />
}

export function Amount({ proposal: { payload } }: { proposal: ListedProposal }) {
  if (payload.kind === 'reversal') return <>按原账</>
  const word = payload.kind === 'adjustment' ? { add: '增加 ', take: '减少 ' } : undefined
  return (
    <>
      {payload.kind === 'adjustment' && word ? word[payload.direction] : ''}
      <Minutes minutes={payload.amountMinutes} />
    </>
  )
}

export function proposalsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/proposals', proposalsPage)
  return router
}

async function proposalsPage(c: AppContext): Promise<Response> {
  const place = await chosenCommunity(c, keepers, c.req.query('community'))
  const { chosen } = place
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['id']) ? sent : null
  const asked = { communityId: chosen.value, state: null, cursor, limit: 30 }
  const page = await listProposals(c.get('services').ctx, asked)
  const done = doneTexts[c.req.query('done') ?? '']
  const mayPropose = hasAnyRole(visitorOf(c), clerks)
  return renderSavings(
    c,
    {
      title: '双人办理',
      variant: 'console',
      ...(done ? { flash: { tone: 'green', text: done } as const } : {}),
    },
    <>
      <PageHeader title="双人办理" lead="一人提出、另一人确认后才记账；不办理自己的储蓄。">
        {mayPropose && (
          <ButtonLink href={`/proposals/new?community=${chosen.value}`} kind="primary" icon="plus">
            提出一项
          </ButtonLink>
        )}
      </PageHeader>
      <CommunityFilter action="/proposals" place={place} />
      <Section title={chosen.label} bare>
        <DataTable
          caption="双人办理的事项"
          captionHidden
          columns={columns}
          rows={page.items}
          tone={({ state }) => tones[state]}
          empty={<EmptyState text="没有要双人办理的事项" />}
        />
      </Section>
      <CursorNav
        nextHref={
          page.nextCursor
            ? `/proposals?community=${chosen.value}&cursor=${page.nextCursor}`
            : undefined
        }
      />
    </>,
  )
}
