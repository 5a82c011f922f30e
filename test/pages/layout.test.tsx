import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { render } from '../support/render.ts'
import { isCareMode, mountCareMode } from '../../src/http/care-mode.ts'
import { DocsPage } from '../../src/http/docs-page.tsx'
import { currentHref, Layout, type LayoutProps } from '../../src/http/layout.tsx'
import { PersonName } from '../../src/http/components/values.tsx'

const nav = [
  { label: '储蓄本', href: '/savings' },
  { label: '待审核', href: '/inbox', count: 120 },
  { label: '服务单', href: '/inbox/sheets' },
]

function page(props: Partial<LayoutProps> = {}): string {
  return render(
    <Layout title="储蓄本" path="/savings" nav={nav} actor={{ name: '王秀英' }} {...props}>
      <p>正文</p>
    </Layout>,
  )
}

describe('the layout', () => {
  it('is a whole page in Chinese with its own title', () => {
    const html = page()
    expect(html).toMatch(/^<!DOCTYPE html><html lang="zh-CN">/)
    expect(html).toContain('<title>储蓄本 · 爱心储蓄</title>')
    expect(html).toContain('<main id="main"')
  })

  it.each([
    ['the layout', page({ care: true, csrf: 'token', flash: { tone: 'green', text: '好' } })],
    ['the docs page', render(<DocsPage specUrl="/openapi.json" />)],
  ])('has nothing inline and nothing from elsewhere: %s', (_name, html) => {
    expect(html).not.toMatch(/\sstyle=|<style|\son[a-z]+=|javascript:/i)
    expect(html).not.toMatch(/<script(?![^>]*\ssrc="\/)/)
    expect(html).not.toMatch(/(src|href|action)="(?!\/|#)/)
    expect(html).not.toMatch(/https?:\/\//)
  })

  it('offers the way past the navigation first', () => {
    const body = page().split('<body')[1] ?? ''
    expect(body.indexOf('href="#main"')).toBeLessThan(body.indexOf('<nav'))
    expect(body.indexOf('href="#main"')).toBeLessThan(body.indexOf('<header'))
  })

  it('says which nav item is the page and which only leads to it', () => {
    expect(page()).toMatch(/href="\/savings" aria-current="page"/)
    expect(page({ path: '/savings/2026' })).toMatch(/href="\/savings" aria-current="true"/)
    expect(page({ path: '/elsewhere' })).not.toContain('aria-current')
  })

  it('reads out how many things wait', () => {
    expect(page()).toContain('<span class="hidden">待办 </span>99+')
  })

  it('announces an outcome, and a bad one at once', () => {
    expect(page({ flash: { tone: 'green', text: '已提交' } })).toContain('role="status"')
    expect(page({ flash: { tone: 'red', text: '没有提交' } })).toContain('role="alert"')
  })

  it('carries the csrf value in the forms of the masthead', () => {
    const html = page({ csrf: 'token-1' })
    expect(html.match(/name="csrf" value="token-1"/g)).toHaveLength(2)
  })

  it('shows a hostile name as isolated text', () => {
    const name = '<img src=x onerror=alert(1)>'
    const escaped = '&lt;img src=x onerror=alert(1)&gt;'
    expect(render(<PersonName name={name} />)).toBe(`<bdi class="name">${escaped}</bdi>`)
    expect(page({ actor: { name } })).toContain(`<bdi class="menu__name">${escaped}</bdi>`)
  })

  it('has no account menu for one who is not signed in', () => {
    expect(page({ actor: undefined })).not.toContain('退出登录')
  })
})

describe('the current nav item', () => {
  it.each([
    ['/inbox', '/inbox'],
    ['/inbox/123', '/inbox'],
    ['/inbox/sheets/9', '/inbox/sheets'],
    ['/inboxes', undefined],
    ['/', undefined],
  ])('of %s is %s', (path, href) => {
    expect(currentHref(nav, path)).toBe(href)
  })

  it('is the front page only on the front page', () => {
    const withHome = [...nav, { label: '首页', href: '/' }]
    expect(currentHref(withHome, '/')).toBe('/')
    expect(currentHref(withHome, '/elsewhere')).toBeUndefined()
  })
})

describe('长辈模式', () => {
  const app = new Hono()
  mountCareMode(app)
  app.get('/mode', (c) => c.text(isCareMode(c) ? 'care' : 'plain'))

  const choose = (care: string, back: string) =>
    app.request('/care-mode', { method: 'POST', body: new URLSearchParams({ care, back }) })

  it('is said on the body, with the switch back beside it', () => {
    const html = page({ care: true })
    expect(html).toContain('data-weui-mode="care"')
    expect(html).toContain('name="care" value="0"')
    expect(page()).not.toContain('data-weui-mode')
    expect(page()).toContain('name="care" value="1"')
  })

  it('is kept in a cookie and leads back to where one was', async () => {
    const answer = await choose('1', '/savings?cursor=abc')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/savings?cursor=abc')
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^care=1; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
    const [pair = ''] = cookie.split(';')
    const mode = await app.request('/mode', { headers: { cookie: pair } })
    expect(await mode.text()).toBe('care')
  })

  it('is left again with 0', async () => {
    const answer = await choose('0', '/')
    expect(answer.headers.get('set-cookie')).toMatch(/^care=0;/)
  })

  it.each([
    '//elsewhere.example',
    '/\\elsewhere.example',
    'https://elsewhere.example',
    '',
    '/a\nb',
  ])('never leads to another site: %j', async (back) => {
    const answer = await choose('1', back)
    expect(answer.headers.get('location')).toBe('/')
  })
})
