import type { Option } from '../../../http/components/fields.tsx'
import type { Id } from '../../../kernel/ids.ts'
import type { Node } from '../../person/model.ts'
import { byName } from './overview-words.ts'

const INDENT = '　'

type Place = Pick<Node, 'id' | 'name' | 'kind' | 'parentId'>

/** The district, all subdistricts, and the communities of the one in view. */
export function placeOptions(
  node: { readonly id: Id; readonly kind: Node['kind'] },
  nodes: readonly Place[],
): readonly Option[] {
  const inView =
    node.kind === 'community' ? nodes.find(({ id }) => id === node.id)?.parentId : node.id
  const sorted = (some: readonly Place[]) => [...some].sort((a, b) => byName(a.name, b.name))
  const district = nodes.filter(({ kind }) => kind === 'district')
  const subdistricts = sorted(nodes.filter(({ kind }) => kind === 'subdistrict'))
  return [
    ...district.map(({ id, name }) => ({ value: id, label: name })),
    ...subdistricts.flatMap(({ id, name }) => [
      { value: id, label: INDENT + name },
      ...(id === inView
        ? sorted(nodes.filter((one) => one.kind === 'community' && one.parentId === id)).map(
            (one) => ({ value: one.id, label: INDENT + INDENT + one.name }),
          )
        : []),
    ]),
  ]
}
