import type { Site } from './site.ts'

/** One page of a kind that a reader comes to by clicks. */
export type Found = { readonly route: string; readonly path: string; readonly length: number }

const MOST_READ = 600
/** They are asked for by forms, and nobody links to them. */
const ASKED = ['/people?q=zs', '/people?q=0001', '/people?q=%E6%9D%8E']

/**
 * Follows every link from the home page on, one page of each kind: the route with the names of its
 * query. Key → the first such page. Pages that are refused are told to `onRefused`.
 */
export async function walkSite(
  site: Site,
  cookie: string,
  onRefused: (path: string, status: number) => void,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>()
  const waiting = ['/', '/more', ...(cookie ? ASKED : [])]
  const seen = new Set(waiting)
  const kinds = new Set<string>()
  for (let read = 0; read < MOST_READ; read += 1) {
    const path = waiting.shift()
    if (path === undefined) break
    const { status, text, location } = await site.read(path, cookie)
    const next = location === null ? linksOf(text) : [location]
    const kind = kindOf(site.routes, path)
    if (status === 200 && kind) found.set(kind.key, { ...kind, path, length: text.length })
    if (status >= 400 && cookie) onRefused(path, status)
    for (const link of next) {
      const linked = kindOf(site.routes, link)
      if (!linked || seen.has(link) || kinds.has(linked.key)) continue
      seen.add(link)
      kinds.add(linked.key)
      waiting.push(link)
    }
  }
  return found
}

function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/<a [^>]*?href="(\/[^"#]*)/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  )
}

type Kind = { readonly key: string; readonly route: string }

function kindOf(routes: readonly string[], link: string): Kind | undefined {
  const [path = '', query = ''] = link.split('?', 2)
  const route = routes.includes(path)
    ? path
    : routes.find((one) => new RegExp(`^${one.replace(/:\w+/g, '[^/]+')}$`).test(path))
  if (route === undefined) return undefined
  const names = [...new URLSearchParams(query)]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => (/^[a-z]{1,12}$/i.test(value) ? `${name}=${value}` : name))
    .sort()
  return { route, key: [route, ...names].join(' ') }
}
