import type { Id } from '../../../kernel/ids.ts'
import type { Node } from '../../person/model.ts'
import type { Read } from './read-cells.ts'

export type Places = {
  /** The community of that name, in the subdistrict where one is given. */
  readonly find: (name: string, subdistrict: string | null) => Read<Id>
  readonly nameOf: (id: Id) => string
}

function plain(name: string): string {
  return name.normalize('NFKC').replace(/\s/g, '')
}

/** 月湖 and 月湖社区 are one; so are 月湖街道 and 月湖. */
function spellings(name: string, ending: RegExp): readonly string[] {
  const whole = plain(name)
  const short = whole.replace(ending, '')
  return short === '' || short === whole ? [whole] : [whole, short]
}

const COMMUNITY = /(社区居委会|居委会|社区)$/
const SUBDISTRICT = /(街道办事处|街道办|街道|镇|乡)$/

/** Communities by name or alias, with or without 社区; `街道·社区` in one cell too. */
export function makePlaces(nodes: readonly Node[]): Places {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const byName = new Map<string, Node[]>()
  const communities = nodes.filter(({ kind }) => kind === 'community')
  for (const node of communities) {
    const names = new Set(
      [node.name, ...node.aliases].flatMap((name) => spellings(name, COMMUNITY)),
    )
    for (const name of names) byName.set(name, [...(byName.get(name) ?? []), node])
  }
  const candidates = (name: string): readonly Node[] => {
    const [whole = '', short] = spellings(name, COMMUNITY)
    return byName.get(whole) ?? (short === undefined ? [] : (byName.get(short) ?? []))
  }
  const isIn = (node: Node, subdistrict: string) => {
    const parent = byId.get(node.parentId ?? '')
    const known = parent
      ? [parent.name, ...parent.aliases].flatMap((name) => spellings(name, SUBDISTRICT))
      : []
    return spellings(subdistrict, SUBDISTRICT).some((name) => known.includes(name))
  }
  return {
    nameOf: (id) => byId.get(id)?.name ?? '',
    find(name, subdistrict) {
      const [, before, after] = /^(.+?街道)[·・\-/\s]*(.+)$/.exec(plain(name)) ?? []
      const found = candidates(name).length > 0 ? candidates(name) : candidates(after ?? '')
      const within = subdistrict ?? (candidates(name).length > 0 ? null : (before ?? null))
      const left = within === null ? found : found.filter((node) => isIn(node, within))
      const [only, second] = left
      if (second) return { reason: `有几个社区叫“${name}”；请加一栏“街道”` }
      if (only) return { value: only.id }
      return {
        reason:
          found.length > 0
            ? `“${within ?? ''}”里没有社区“${name}”；请核对街道`
            : `没有社区“${name}”；请核对名称，或先增加社区`,
      }
    },
  }
}
