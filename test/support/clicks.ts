import type { HttpWorld } from './http.ts'

/** What a person could follow on a page: addresses of this site, without their anchors. */
export function linksIn(html: string): readonly string[] {
  const found = [...html.matchAll(/<a\s[^>]*href="(\/[^"#]*)/g)]
  return [...new Set(found.map(([, href = '']) => href.replaceAll('&amp;', '&')))]
}

export type Visited = { readonly path: string; readonly status: number; readonly from: string }

/** Of one page with other queries, this many: a board has a page for every month. */
const MOST_ALIKE = 4

/** Follows every link from the front page on, as somebody who is signed in, or not. */
export async function crawl(
  http: HttpWorld,
  cookie: string | undefined,
): Promise<readonly Visited[]> {
  const visited = new Map<string, Visited>()
  const alike = new Map<string, number>()
  const waiting = [{ path: '/', from: 'the address bar' }]
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [page = ''] = next.path.split('?')
    const count = alike.get(page) ?? 0
    if (visited.has(next.path) || count >= MOST_ALIKE || page.startsWith('/assets/')) continue
    alike.set(page, count + 1)
    const { path, from } = next
    const { status, body, headers } = await http.call<string>(path, cookie ? { cookie } : {})
    visited.set(path, { path, status, from })
    const onward = headers.get('location')
    const links = onward ? [onward] : typeof body === 'string' ? linksIn(body) : []
    waiting.push(...links.map((link) => ({ path: link, from: path })))
  }
  return [...visited.values()]
}

export type FormFound = { readonly action: string; readonly values: Record<string, string> }

/** The form of a page that is sent to `action`, with what it holds before anybody types. */
export function formIn(html: string, action: string): FormFound {
  for (const [, attributes = '', inner = ''] of html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
    if (attributeOf(attributes, 'action').split('?')[0] !== action) continue
    return { action: attributeOf(attributes, 'action'), values: valuesIn(inner) }
  }
  throw new Error(`no form for ${action}`)
}

function valuesIn(form: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [, attributes = ''] of form.matchAll(/<input([^>]*)>/g)) {
    const type = attributeOf(attributes, 'type')
    const isOff = /^(radio|checkbox)$/.test(type) && !/\schecked/.test(attributes)
    if (!isOff) values[attributeOf(attributes, 'name')] = attributeOf(attributes, 'value')
  }
  for (const [, attributes = '', options = ''] of form.matchAll(
    /<select([^>]*)>([\s\S]*?)<\/select>/g,
  )) {
    const all = [...options.matchAll(/<option([^>]*)>/g)].map(([, option = '']) => option)
    const chosen = all.find((option) => /\sselected/.test(option)) ?? all[0] ?? ''
    values[attributeOf(attributes, 'name')] = attributeOf(chosen, 'value')
  }
  for (const [, attributes = '', text = ''] of form.matchAll(
    /<textarea([^>]*)>([\s\S]*?)<\/textarea>/g,
  )) {
    values[attributeOf(attributes, 'name')] = text
  }
  return values
}

function attributeOf(attributes: string, name: string): string {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
  return found.replaceAll('&amp;', '&')
}
