import { visitorOf } from '../../../http/commit.ts'
import { Select, type Option } from '../../../http/components/fields.tsx'
import { FilterForm } from '../../../http/components/forms.tsx'
import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { personErrors } from '../errors.ts'
import { loadTree, oncePerTree, type Tree } from '../load-tree.ts'

/** 街道 · 社区, in the order of the tree; `within` leaves out what is not below those nodes. */
export function communityOptions(tree: Tree, within?: readonly Id[]): readonly Option[] {
  const every = everyOption(tree)
  return within
    ? every.filter(({ value }) => within.some((id) => tree.get(value)?.ancestorIds.includes(id)))
    : every
}

/** Made once: a collator for each comparison would cost more than the list. */
const inChinese = new Intl.Collator('zh-CN')

const everyOption = oncePerTree((tree): readonly Option[] =>
  [...tree.values()]
    .filter((node) => node.kind === 'community')
    .map((node) => {
      const group = tree.get(node.parentId ?? '')?.name ?? ''
      return { value: node.id, label: `${group} · ${node.name}`, group, short: node.name }
    })
    .sort((a, b) => inChinese.compare(a.label, b.label)),
)

/** Every community, to live in, to serve in, to ask. @throws `person.no-communities` */
export async function everyCommunity(c: AppContext): Promise<readonly Option[]> {
  return orNone(communityOptions(await loadTree(c.get('services').ctx)))
}

/** More in one list are looked through in vain. */
const MOST_AT_ONCE = 40

export type NearCommunities = {
  readonly communities: readonly Option[]
  /** True: only those of the chosen one's subdistrict. */
  readonly isPart: boolean
}

/** Of a long list those near the chosen one; the page then links to itself with `every=1`. */
export function nearCommunities(
  options: readonly Option[],
  chosen: string,
  every: boolean,
): NearCommunities {
  const group = options.find(({ value }) => value === chosen)?.group
  if (every || group === undefined || options.length <= MOST_AT_ONCE) {
    return { communities: options, isPart: false }
  }
  return { communities: options.filter((one) => one.group === group), isPart: true }
}

/** Below the select of a part. Before anything is typed, since the form begins anew. */
export function EveryLink({ href }: { href: string }) {
  return (
    <p>
      <a href={href}>找别的街道的社区</a>
    </p>
  )
}

/**
 * The communities where the visitor holds one of `roles`, by grant there or above.
 * @throws `request.not-found` without such a grant, `person.no-communities`
 */
export async function communitiesWithRole(
  c: AppContext,
  roles: readonly string[],
): Promise<readonly Option[]> {
  const nodes = visitorOf(c)
    .roleGrants.filter(({ role }) => roles.includes(role))
    .map(({ nodeId }): Id => nodeId)
  if (nodes.length === 0) throw new DomainError(httpErrors['not-found'])
  return orNone(communityOptions(await loadTree(c.get('services').ctx), nodes))
}

function orNone(options: readonly Option[]): readonly Option[] {
  if (options.length === 0) throw new DomainError(personErrors['no-communities'])
  return options
}

/** The one asked for in the address or the form, else the first. @throws `request.not-found` */
export function chosenOf(options: readonly Option[], asked: string | undefined): Option {
  const chosen = asked ? options.find(({ value }) => value === asked) : options[0]
  if (!chosen) throw new DomainError(httpErrors['not-found'])
  return chosen
}

export type ChosenCommunity = NearCommunities & { readonly chosen: Option }

/** The community in view, of those where the visitor holds one of `roles`. */
export async function chosenCommunity(
  c: AppContext,
  roles: readonly string[],
  asked: string | undefined,
): Promise<ChosenCommunity> {
  const communities = await communitiesWithRole(c, roles)
  const chosen = chosenOf(communities, asked)
  return { ...nearCommunities(communities, chosen.value, c.req.query('every') === '1'), chosen }
}

type FilterProps = { action: string; place: ChosenCommunity }

/** For those who work in several: the page of another one. */
export function CommunityFilter({ action, place: { communities, isPart, chosen } }: FilterProps) {
  if (communities.length < 2 && !isPart) return null
  return (
    <>
      <FilterForm action={action} submitLabel="切换">
        <Select name="community" label="社区" required options={communities} value={chosen.value} />
      </FilterForm>
      {isPart && <EveryLink href={`${action}?community=${chosen.value}&every=1`} />}
    </>
  )
}
