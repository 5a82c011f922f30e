import type { Context, Env, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { ownPath } from './way-back.ts'

/** 长辈模式: larger text and targets. A preference of the device, so a cookie and no account. */
export const CARE_MODE_PATH = '/care-mode'

const COOKIE = 'care'
const YEAR_SECONDS = 365 * 24 * 3600

export function isCareMode(c: Context): boolean {
  return getCookie(c, COOKIE) === '1'
}

/** POST form `care` = 1 | 0, `back` = a path of ours; works without script. */
export function mountCareMode<E extends Env>(app: Hono<E>): void {
  app.post(CARE_MODE_PATH, async (c) => {
    const form = await c.req.parseBody()
    setCookie(c, COOKIE, form['care'] === '1' ? '1' : '0', {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: new URL(c.req.url).protocol === 'https:',
      maxAge: YEAR_SECONDS,
    })
    return c.redirect(ownPath(form['back']) ?? '/', 303)
  })
}
