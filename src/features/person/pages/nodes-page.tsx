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
import { loadTree, type Tree } from '../load-tree.ts'
import { nodeKindNames } from '../messages.ts'
import { nodeKindBelow, type Node } from '../model.ts'
import { FirstSteps } from './first-steps.tsx'
import { addHref, coordinatorHref, growsTree } from './node-links.ts'

/** As few subdistricts as fit on a screen stand open. */
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
  const peopleAt = grows ? await loadNodePeople(ctx) : undefined
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
      {peopleAt && <FirstSteps tree={tree} peopleAt={peopleAt} />}
      <Subdistricts tree={tree} peopleAt={peopleAt} added={added} />
    </>,
  )
}

type TreeProps = {
  tree: Tree
  /** Of administrators only. */
  peopleAt: ((nodeId: Id) => NodePeople) | undefined
}

function childrenOf(tree: Tree, id: Id): readonly Node[] {
  return [...tree.values()]
    .filter(({ parentId }) => parentId === id)
    .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'))
}

function Subdistricts({ added, ...props }: TreeProps & { added: Node | undefined }) {
  const district = [...props.tree.values()].find(({ kind }) => kind === 'district')
  const subdistricts = district ? childrenOf(props.tree, district.id) : []
  if (subdistricts.length === 0) {
    return <EmptyState text="还没有街道" hint="街道下面是社区，社区下面是服务站。" icon="tree" />
  }
  return (
    <Section title={`${subdistricts.length} 个街道`} bare>
      {subdistricts.map((node) => (
        <Subdistrict
          {...props}
          node={node}
          open={subdistricts.length <= MOST_OPEN || (added?.ancestorIds.includes(node.id) ?? false)}
        />
      ))}
    </Section>
  )
}

function Subdistrict({ node, open, ...props }: TreeProps & { node: Node; open: boolean }) {
  const communities = childrenOf(props.tree, node.id)
  return (
    <details class="branch" id={`node-${node.id}`} open={open}>
      <summary>
        <span class="branch__name">{node.name}</span>
        <span class="branch__note">
          {communities.length === 0 ? '还没有社区' : `${communities.length} 个社区`}
        </span>
      </summary>
      <div class="branch__body">
        {props.peopleAt && (
          <>
            <Coordinators names={props.peopleAt(node.id).coordinators} />
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

function Community({ node, tree, peopleAt }: TreeProps & { node: Node }) {
  const stations = childrenOf(tree, node.id)
  const names = peopleAt?.(node.id).coordinators ?? []
  const covered = node.ancestorIds.some((id) => (peopleAt?.(id).coordinators.length ?? 0) > 0)
  return (
    <li class="facts__row" id={`node-${node.id}`}>
      <div>
        <p class="facts__label">
          {peopleAt ? <a href={`/people?community=${node.id}`}>{node.name}</a> : node.name}
        </p>
        {peopleAt && (
          <p class="facts__note">
            <a href={`/overview/${node.id}`} aria-label={`${node.name}概览`}>
              概览
            </a>
          </p>
        )}
        {peopleAt && (covered ? <Coordinators names={names} /> : <NoCoordinator />)}
        {stations.length > 0 && (
          <ul class="branch__leaves">
            {stations.map((station) => (
              <li id={`node-${station.id}`}>{station.name}</li>
            ))}
          </ul>
        )}
      </div>
      {peopleAt && (
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
