import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppContext } from './env.ts'

const COOKIE = 'back'
const MINUTES_10 = 600

/** Only a path of this site: `//elsewhere`, `/\elsewhere` and whole addresses lead nowhere. */
export function ownPath(text: unknown): string | undefined {
  return typeof text === 'string' && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(text) ? text : undefined
}

/** The address of the page in view with its query; of a form that came back, the page it stood on. */
export function pathInView(c: AppContext): string {
  const { pathname, search } = new URL(addressInView(c))
  // A number in the address of the sign-in page is not repeated on it.
  return ownPath(pathname === '/sign-in' ? pathname : `${pathname}${search}`) ?? '/'
}

function addressInView(c: AppContext): string {
  const from = c.req.method === 'GET' ? c.req.url : (c.req.header('referer') ?? '')
  return URL.canParse(from) ? from : new URL('/', c.req.url).href
}

/** Whoever has to sign in first comes to the page they wanted afterwards. */
export function rememberWanted(c: AppContext): void {
  if (c.req.method !== 'GET') return
  setCookie(c, COOKIE, pathInView(c), {
    ...{ path: '/', httpOnly: true, sameSite: 'Lax', maxAge: MINUTES_10 },
    secure: c.get('services').secureCookies,
  })
}

/** The page that was wanted before signing in, once. */
export function takeWanted(c: AppContext): string | undefined {
  const wanted = ownPath(getCookie(c, COOKIE))
  if (wanted !== undefined) deleteCookie(c, COOKIE, { path: '/' })
  return wanted
}
