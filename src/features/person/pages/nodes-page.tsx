import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { ButtonLink, ButtonRow } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { loadNodePeople, type NodePeople } from '../load-node-people.ts'
import { loadTree, oncePerTree, type Tree } from '../load-tree.ts'
import { nodeKindNames } from '../messages.ts'
import { nodeKindBelow, type Node } from '../model.ts'
import { FirstSteps } from './first-steps.tsx'
import { addHref, coordinatorHref, growsTree } from './node-links.ts'

/** As few subdistricts as fit on a screen stand open; of more, the one that is asked for. */
const MOST_OPEN = 4

export function nodesPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/nodes', nodesPage)
  return router
}

/** The tree is everybody's to read; who works where, the administrators'. */
async function nodesPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const tree = await loadTree(ctx)
  const grows = growsTree(c)
  const people = grows ? await loadNodePeople(ctx) : undefined
  const added = tree.get(c.req.query('added') ?? '')
  const district = [...tree.values()].find(({ kind }) => kind === 'district')
  return renderPage(
    c,
    {
      title: '街道和社区',
      variant: variantOf(c.get('visitor')),
      ...(added ? { flash: { tone: 'green', text: `已增加：${added.name}。` } as const } : {}),
    },
    <>
      <PageHeader title="街道和社区" lead={district?.name ?? '还没有建立'}>
        {grows && district && <AddLink under={district} kind="primary" />}
      </PageHeader>
      {people && <FirstSteps tree={tree} people={people} />}
      <Subdistricts
        tree={tree}
        below={childrenByParent(tree)}
        people={people}
        shown={tree.get(c.req.query('open') ?? '') ?? added}
      />
    </>,
  )
}

type TreeProps = {
  tree: Tree
  below: ReadonlyMap<Id, readonly Node[]>
  /** Of administrators only. */
  people: NodePeople | undefined
}

const inChinese = new Intl.Collator('zh-CN', { numeric: true })

const childrenByParent = oncePerTree((tree): ReadonlyMap<Id, readonly Node[]> => {
  const below = new Map<Id, Node[]>()
  for (const node of [...tree.values()].sort((a, b) => inChinese.compare(a.name, b.name))) {
    const siblings = below.get(node.parentId ?? '')
    if (siblings) siblings.push(node)
    else below.set(node.parentId ?? '', [node])
  }
  return below
})

function Subdistricts({ shown, ...props }: TreeProps & { shown: Node | undefined }) {
  const district = [...props.tree.values()].find(({ kind }) => kind === 'district')
  const subdistricts = props.below.get(district?.id ?? '') ?? []
  if (subdistricts.length === 0) {
    return <EmptyState text="还没有街道" hint="街道下面是社区，社区下面是服务站。" icon="tree" />
  }
  return (
    <Section title={`${subdistricts.length} 个街道`} bare>
      {subdistricts.map((node) =>
        subdistricts.length <= MOST_OPEN || shown?.ancestorIds.includes(node.id) ? (
          <Subdistrict {...props} node={node} />
        ) : (
          <Closed {...props} node={node} />
        ),
      )}
    </Section>
  )
}

/** Of many, the rest is fetched when it is opened: a district has two hundred communities. */
function Closed({ node, below }: TreeProps & { node: Node }) {
  return (
    <a
      class="branch branch--closed"
      id={`node-${node.id}`}
      href={`/nodes?open=${node.id}#node-${node.id}`}
    >
      <span class="branch__name">{node.name}</span>
      <span class="branch__note">{countText(below.get(node.id) ?? [])}</span>
    </a>
  )
}

function countText(communities: readonly Node[]): string {
  return communities.length === 0 ? '还没有社区' : `${communities.length} 个社区`
}

function Subdistrict({ node, ...props }: TreeProps & { node: Node }) {
  const communities = props.below.get(node.id) ?? []
  return (
    <details class="branch" id={`node-${node.id}`} open>
      <summary>
        <span class="branch__name">{node.name}</span>
        <span class="branch__note">{countText(communities)}</span>
      </summary>
      <div class="branch__body">
        {props.people && (
          <>
            <Coordinators names={props.people.coordinatorsAt(node.id)} />
            <ButtonRow>
              <AddLink under={node} />
            </ButtonRow>
          </>
        )}
        <ul class="facts">
          {communities.map((community) => (
            <Community {...props} node={community} />
          ))}
        </ul>
      </div>
    </details>
  )
}

function Community({ node, below, people }: TreeProps & { node: Node }) {
  const stations = below.get(node.id) ?? []
  const names = people?.coordinatorsAt(node.id) ?? []
  const covered = node.ancestorIds.some((id) => people && people.coordinatorsAt(id).length > 0)
  return (
    <li class="facts__row" id={`node-${node.id}`}>
      <div>
        <p class="facts__label">
          {people ? <a href={`/people?community=${node.id}`}>{node.name}</a> : node.name}
        </p>
        {people && (
          <p class="facts__note">
            <a href={`/overview/${node.id}`} aria-label={`${node.name}概览`}>
              概览
            </a>
          </p>
        )}
        {people && (covered ? <Coordinators names={names} /> : <NoCoordinator />)}
        {stations.length > 0 && (
          <ul class="branch__leaves">
            {stations.map((station) => (
              <li id={`node-${station.id}`}>{station.name}</li>
            ))}
          </ul>
        )}
      </div>
      {people && (
        <div class="button-row">
          <ButtonLink href={coordinatorHref(node.id)} label={`为${node.name}登记社区工作者`}>
            登记社区工作者
          </ButtonLink>
          <AddLink under={node} />
        </div>
      )}
    </li>
  )
}

function Coordinators({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <p class="facts__note">
      社区工作者：
      {names.map((name, index) => (
        <>
          {index > 0 && '、'}
          <bdi>{name}</bdi>
        </>
      ))}
    </p>
  )
}

function NoCoordinator() {
  return (
    <p class="facts__note">
      <StatusChip tone="yellow" text="还没有社区工作者" />
    </p>
  )
}

type AddLinkProps = { under: Node; kind?: 'primary' | 'default' }

function AddLink({ under, kind = 'default' }: AddLinkProps) {
  const below = nodeKindBelow(under.kind)
  if (!below) return null
  const name = nodeKindNames[below]
  return (
    <ButtonLink href={addHref(under)} kind={kind} icon="plus" label={`在${under.name}增加${name}`}>
      增加{name}
    </ButtonLink>
  )
}
