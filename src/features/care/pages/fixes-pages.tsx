import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  Fold,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { Select } from '../../../http/components/fields.tsx'
import { FilterForm } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { dateText, DateText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { holdsRole } from '../../../http/session.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import {
  chosenOf,
  EveryLink,
  everyCommunity,
  nearCommunities,
} from '../../person/pages/communities.tsx'
import { listFixes, type FixEntryView, type FixView } from '../list-fixes.ts'
import { fixStateNames } from '../messages/pairings.ts'
import type { FixState } from '../model/fixes.ts'
import { careRoles } from '../require-resident.ts'
import { at } from './parts.ts'

const FIXES = 20

export function fixesPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/fixes', fixesPage)
  return router
}

const tones: Readonly<Record<FixState, Tone>> = {
  found: 'grey',
  raising: 'yellow',
  fixing: 'yellow',
  fixed: 'green',
}

/** 民生实事, open to everybody: what was found, what it cost and who gave, what it is like now. */
async function fixesPage(c: AppContext): Promise<Response> {
  const visitor = c.get('visitor')
  const options = await everyCommunity(c)
  const asked = c.req.query('community') ?? visitor?.booksCommunityId
  const known = options.some(({ value }) => value === asked)
  const chosen = chosenOf(options, known || c.req.query('community') ? asked : undefined)
  const near = nearCommunities(options, chosen.value, c.req.query('every') === '1')
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['id']) ? sent : null
  const communityId = chosen.value
  const { ctx } = c.get('services')
  const { items, nextCursor } = await listFixes(ctx, { communityId, cursor, limit: FIXES })
  const next = new URLSearchParams({ community: communityId, cursor: nextCursor ?? '' })
  const isClerk = visitor !== null && (await holdsRole(c, visitor, careRoles, communityId))
  return renderPage(
    c,
    { title: '民生实事', variant: variantOf(visitor) },
    <>
      <PageHeader title="民生实事" lead={`${chosen.label}：走访发现、筹措、解决；每一笔都在这里。`}>
        {isClerk && <a href={at('/care/fixes', communityId)}>办理</a>}
      </PageHeader>
      <FilterForm action="/fixes" submitLabel="切换">
        <Select
          name="community"
          label="社区"
          required
          options={near.communities}
          value={communityId}
        />
      </FilterForm>
      {near.isPart && <EveryLink href={`/fixes?community=${communityId}&every=1`} />}
      {items.length === 0 && <EmptyState text="还没有立过实事" icon="list" />}
      {items.map((fix) => (
        <FixSection fix={fix} />
      ))}
      <CursorNav nextHref={nextCursor ? `/fixes?${next.toString()}` : undefined} />
    </>,
  )
}

export function FixState({ state }: { state: FixState }) {
  return <StatusChip tone={tones[state]} text={fixStateNames[state]} />
}

function FixSection({ fix }: { fix: FixView }) {
  return (
    <Section title={fix.title} aside={<FixState state={fix.state} />}>
      <FixFacts fix={fix} />
    </Section>
  )
}

export function FixFacts({ fix }: { fix: FixView }) {
  const how = fix.fromVisit ? '走访发现' : '发现'
  return (
    <>
      <DefinitionList
        items={[
          { term: how, detail: `${dateText(fix.foundOn, true)}，${fix.place}` },
          { term: '原来', detail: fix.beforeText },
          { term: '现在', detail: fix.afterText ?? '还在办' },
          { term: '筹到', detail: `${fix.givenYuan} 元` },
          { term: '花掉', detail: `${fix.spentYuan} 元` },
          { term: '还剩', detail: `${fix.leftYuan} 元` },
        ]}
      />
      <Fold title={`每一笔（${fix.entries.length}）`} open={fix.entries.length < 6}>
        {fix.entries.map((entry) => (
          <p>
            <EntryText entry={entry} />
          </p>
        ))}
      </Fold>
    </>
  )
}

export function EntryText({ entry }: { entry: FixEntryView }) {
  const { kind, amountYuan, words, enteredOn, withdrawn } = entry
  const who = kind === 'given' ? `${words ?? '不具名'} 捐` : `花在：${words ?? ''}`
  const line = (
    <>
      <DateText on={enteredOn} form="long" /> {who} {amountYuan} 元
    </>
  )
  return withdrawn ? (
    <>
      <s>{line}</s>（记错，已收回）
    </>
  ) : (
    line
  )
}
