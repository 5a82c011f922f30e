import { NOT_A_PAGE, type Site } from './site.ts'

/** One page of a kind that a reader comes to by clicks. */
export type Found = { readonly route: string; readonly path: string; readonly rows: number }

/** Of each kind so many are looked at, so that a full page is compared with a full one. */
const LOOKED_AT = 4

const MOST_READ = 1200
/** They are asked for by forms, and nobody links to them. */
const ASKED = ['/people?q=zs', '/people?q=0001', '/people?q=%E6%9D%8E']

/**
 * Follows links from the home page on, a few pages of each kind: the route with the names of its
 * query. Key → the one with the most rows. `asks`: may look for people. Pages that are refused are
 * told to `onRefused`.
 */
export async function walkSite(
  site: Site,
  cookie: string,
  asks: boolean,
  onRefused: (path: string, status: number) => void,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>()
  const waiting = ['/', '/more', ...(asks ? ASKED : [])]
  const seen = new Set(waiting)
  const kinds = new Map<string, number>()
  for (let read = 0; read < MOST_READ; read += 1) {
    const path = waiting.shift()
    if (path === undefined) break
    const { status, text, location } = await site.read(path, cookie)
    const next = location === null ? linksOf(text) : [location]
    const kind = kindOf(site.routes, path)
    if (status === 200 && kind) keepFullest(found, { ...kind, path, text })
    if (status >= 400 && cookie) onRefused(path, status)
    for (const link of next) {
      const linked = kindOf(site.routes, link)
      const known = linked ? (kinds.get(linked.key) ?? 0) : LOOKED_AT
      if (!linked || seen.has(link) || known >= LOOKED_AT) continue
      seen.add(link)
      kinds.set(linked.key, known + 1)
      waiting.push(link)
    }
  }
  return found
}

function keepFullest(
  found: Map<string, Found>,
  { key, route, path, text }: Kind & { readonly path: string; readonly text: string },
): void {
  const rows = text.split('<tr role="row"').length - 1
  if (rows > (found.get(key)?.rows ?? -1)) found.set(key, { route, path, rows })
}

function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/<a [^>]*?href="(\/[^"#]*)/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  )
}

type Kind = { readonly key: string; readonly route: string }

function kindOf(routes: readonly string[], link: string): Kind | undefined {
  const [path = '', query = ''] = link.split('?', 2)
  if (NOT_A_PAGE.test(path)) return undefined
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
