import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field, Select, type Option } from '../../../http/components/fields.tsx'
import { ButtonLink, DownloadLinks, FilterForm } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { decodeCursor, type Page } from '../../../kernel/paging.ts'
import { loadTree } from '../load-tree.ts'
import { politicalStatusNames } from '../messages.ts'
import { searchPeople, type ListedPerson } from '../search-people.ts'
import { communityOptions } from './communities.tsx'

/** The nodes whose people the visitor keeps. @throws `request.not-found` for everybody else */
export function keptNodes(c: AppContext): readonly Id[] {
  const nodes = visitorOf(c)
    .roleGrants.filter(({ role }) => role === 'coordinator' || role === 'districtAdministrator')
    .map(({ nodeId }) => nodeId)
  if (nodes.length === 0) throw new DomainError(httpErrors['not-found'])
  return nodes
}

const columns: readonly Column<ListedPerson>[] = [
  {
    key: 'name',
    header: '姓名',
    rowHeader: true,
    phone: 'title',
    cell: (person) => (
      <a href={`/people/${person.id}`}>
        <bdi>{person.name}</bdi>
      </a>
    ),
  },
  { key: 'phone', header: '电话', cell: (person) => person.phone ?? '—' },
  { key: 'card', header: '服务卡', cell: (person) => person.cardNumber ?? '—' },
  { key: 'certificate', header: '注册登记证', cell: (person) => person.certificateNumber ?? '—' },
  {
    key: 'status',
    header: '政治面貌',
    cell: (person) => (person.politicalStatus ? politicalStatusNames[person.politicalStatus] : '—'),
  },
  { key: 'born', header: '出生日期', cell: (person) => person.bornOn ?? '—' },
]

export function peopleList(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/people', async (c) => {
    const { ctx } = c.get('services')
    const options = communityOptions(await loadTree(ctx), keptNodes(c))
    const asked = c.req.query('community')
    const community = options.find(({ value }) => value === asked) ?? options[0]
    const query = (c.req.query('q') ?? '').slice(0, 60)
    const page = community
      ? await searchPeople(ctx, {
          communityId: community.value,
          query,
          cursor: cursorOf(c),
          limit: 30,
        })
      : { items: [], nextCursor: null }
    return renderPage(
      c,
      { title: '人员', variant: 'console' },
      <PeopleTable options={options} community={community} query={query} page={page} />,
    )
  })
  return router
}

function cursorOf(c: AppContext): string | null {
  const sent = c.req.query('cursor')
  return sent && decodeCursor(sent, ['string', 'id']) ? sent : null
}

type PeopleTableProps = {
  options: readonly Option[]
  community: Option | undefined
  query: string
  page: Page<ListedPerson>
}

function PeopleTable({ options, community, query, page }: PeopleTableProps) {
  const next = new URLSearchParams({
    community: community?.value ?? '',
    q: query,
    cursor: page.nextCursor ?? '',
  })
  return (
    <>
      <PageHeader title="人员" lead={community?.label ?? '还没有社区'}>
        {community && (
          <ButtonLink href={`/people/new?homeId=${community.value}`} kind="primary" icon="plus">
            登记新人
          </ButtonLink>
        )}
      </PageHeader>
      <FilterForm action="/people">
        {options.length > 1 && (
          <Select
            name="community"
            label="社区"
            options={options}
            value={community?.value}
            required
          />
        )}
        <Field
          name="q"
          label="姓名、服务卡号或完整电话"
          type="search"
          value={query}
          maxlength={60}
        />
      </FilterForm>
      <DataTable
        caption="本社区的人"
        captionHidden
        columns={columns}
        rows={page.items}
        empty={<Nobody hasCommunity={community !== undefined} asked={query !== ''} />}
      />
      {community && (
        <DownloadLinks
          href={`/exports/people?community=${community.value}`}
          what="本社区人员名册"
        />
      )}
      <CursorNav nextHref={page.nextCursor ? `/people?${next.toString()}` : undefined} />
    </>
  )
}

function Nobody({ hasCommunity, asked }: { hasCommunity: boolean; asked: boolean }) {
  if (!hasCommunity) {
    const action = { href: '/nodes', label: '街道和社区' }
    return <EmptyState text="还没有社区" hint="先增加街道和社区，再登记人。" action={action} />
  }
  return asked ? (
    <EmptyState text="没有找到" hint="换个写法再试；电话要填完整。" />
  ) : (
    <EmptyState text="还没有登记的人" icon="people" />
  )
}
