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

/** Where people of several communities stand in one list. */
function communityColumn(options: readonly Option[]): Column<ListedPerson> {
  const names = new Map(options.map(({ value, label }) => [value, label]))
  return {
    key: 'community',
    header: '社区',
    cell: ({ booksCommunityId }) => names.get(booksCommunityId) ?? '—',
  }
}

export function peopleList(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/people', async (c) => {
    const { ctx } = c.get('services')
    const tree = await loadTree(ctx)
    const options = communityOptions(tree, keptNodes(c))
    const asked = c.req.query('community')
    const view: View = {
      options,
      every: communityOptions(tree),
      community: options.length === 1 ? options[0] : options.find(({ value }) => value === asked),
      query: Array.from((c.req.query('q') ?? '').trim())
        .slice(0, LONGEST)
        .join(''),
    }
    return renderPage(
      c,
      { title: '人员', variant: 'console' },
      <PeopleTable {...view} page={await pageIn(c, view)} />,
    )
  })
  return router
}

const LONGEST = 60

type View = {
  /** The communities whose people the visitor keeps, and those of the whole district. */
  readonly options: readonly Option[]
  readonly every: readonly Option[]
  /** Undefined: all of them. */
  readonly community: Option | undefined
  readonly query: string
}

/** Null before anything is looked for: a list of everybody in many communities helps nobody. */
async function pageIn(c: AppContext, view: View): Promise<Page<ListedPerson> | null> {
  const { options, every, community, query } = view
  if (!community && query === '') return null
  return searchPeople(c.get('services').ctx, {
    communityIds: community ? [community.value] : idsOf(options, every),
    query,
    cursor: cursorOf(c),
    limit: 30,
  })
}

/** Null where all of the district's are kept. */
function idsOf(options: readonly Option[], every: readonly Option[]): readonly Id[] | null {
  return options.length === every.length ? null : options.map(({ value }) => value)
}

function cursorOf(c: AppContext): string | null {
  const sent = c.req.query('cursor')
  return sent && decodeCursor(sent, ['string', 'id']) ? sent : null
}

type PeopleTableProps = View & { page: Page<ListedPerson> | null }

function PeopleTable({ options, every, community, query, page }: PeopleTableProps) {
  const next = new URLSearchParams({
    community: community?.value ?? '',
    q: query,
    cursor: page?.nextCursor ?? '',
  })
  const lead = options.length === 0 ? '还没有社区' : `${options.length} 个社区`
  return (
    <>
      <PageHeader title="人员" lead={community?.label ?? lead}>
        {options.length > 0 && (
          <ButtonLink
            href={community ? `/people/new?homeId=${community.value}` : '/people/new'}
            kind="primary"
            icon="plus"
          >
            登记新人
          </ButtonLink>
        )}
      </PageHeader>
      <SearchForm options={options} community={community} query={query} />
      {page ? (
        <DataTable
          caption="找到的人"
          captionHidden
          columns={community ? columns : [...columns, communityColumn(every)]}
          rows={page.items}
          empty={<Nobody asked={query !== ''} everywhere={!community} />}
        />
      ) : (
        <NotAskedYet hasCommunity={options.length > 0} />
      )}
      {community && (
        <DownloadLinks
          href={`/exports/people?community=${community.value}`}
          what="本社区人员名册"
        />
      )}
      <CursorNav nextHref={page?.nextCursor ? `/people?${next.toString()}` : undefined} />
    </>
  )
}

function SearchForm({ options, community, query }: Pick<View, 'options' | 'community' | 'query'>) {
  return (
    <FilterForm action="/people" submitLabel="查找">
      <Field
        name="q"
        label="姓名、拼音、卡号或电话"
        hint="例如 张三、zs、zhangsan、卡号末几位、电话后四位"
        type="search"
        value={query}
        maxlength={LONGEST}
        autocomplete="off"
      />
      {options.length > 1 && (
        <Select
          name="community"
          label="社区"
          options={options}
          value={community?.value}
          placeholder={`全部 ${options.length} 个社区`}
        />
      )}
    </FilterForm>
  )
}

function NotAskedYet({ hasCommunity }: { hasCommunity: boolean }) {
  if (!hasCommunity) {
    const action = { href: '/nodes', label: '街道和社区' }
    return <EmptyState text="还没有社区" hint="先增加街道和社区，再登记人。" action={action} />
  }
  return (
    <EmptyState text="查找一个人" hint="填姓名、拼音、卡号或电话；或先选一个社区。" icon="people" />
  )
}

function Nobody({ asked, everywhere }: { asked: boolean; everywhere: boolean }) {
  if (!asked) return <EmptyState text="还没有登记的人" icon="people" />
  return (
    <EmptyState
      text="没有找到"
      hint={
        everywhere ? '换个写法再试；还没有登记的，先登记新人。' : '换个写法，或在全部社区里找。'
      }
      action={{ href: '/people/new', label: '登记新人' }}
    />
  )
}
