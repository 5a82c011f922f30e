import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { assetUrl, mountAssets } from '../../src/http/assets.ts'

const app = new Hono()
mountAssets(app)

const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })

describe('assets', () => {
  it.each([
    ['app.css', 'text/css; charset=utf-8'],
    ['weui.css', 'text/css; charset=utf-8'],
    ['app.js', 'text/javascript; charset=utf-8'],
    ['icon.svg', 'image/svg+xml; charset=utf-8'],
    ['swagger/swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ] as const)('serves %s for ever under its own version', async (name, type) => {
    const answer = await get(assetUrl(name))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100)
  })

  it.each(['/assets/app.css', '/assets/app.css?v=old'])('is asked for again: %s', async (path) => {
    const answer = await get(path)
    expect(answer.headers.get('cache-control')).toBe('public, no-cache')
  })

  it('answers 304 when the caller has it already', async () => {
    const first = await get('/assets/app.css')
    const etag = first.headers.get('etag') ?? ''
    const second = await get('/assets/app.css', { 'if-none-match': `"other", W/${etag}` })
    expect(second.status).toBe(304)
    expect(await second.text()).toBe('')
  })

  it('sends it compressed only to those who ask, under another tag', async () => {
    const plain = await get('/assets/app.css', { 'accept-encoding': 'br, gzip;q=0' })
    const small = await get('/assets/app.css', { 'accept-encoding': 'br, gzip' })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(small.headers.get('content-encoding')).toBe('gzip')
    expect(small.headers.get('vary')).toBe('Accept-Encoding')
    expect(small.headers.get('etag')).not.toBe(plain.headers.get('etag'))
  })

  it.each([
    '/assets/base.css',
    '/assets/',
    '/assets/../layout.tsx',
    '/assets/%2e%2e/layout.tsx',
    '/assets/..%2flayout.tsx',
    '/assets/app.css%00.js',
    '/assets/swagger/package.json',
    '/assets/swagger/swagger-ui-bundle.js.map',
    '/assets/constructor',
  ])('has nothing but the listed files: %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })

  it('reaches nothing outside this server from its own style sheets', async () => {
    for (const name of ['app.css', 'weui.css', 'swagger/swagger-ui.css'] as const) {
      const css = await (await get(assetUrl(name))).text()
      expect(css).not.toMatch(/url\(\s*["']?(https?:)?\/\//)
      expect(css).not.toContain('@import')
    }
  })
})

describe('colours', () => {
  const css = readFileSync(new URL('../../src/http/static/base.css', import.meta.url), 'utf8')
  const [normal = '', care = ''] = css.split("body[data-weui-mode='care']")
  const token = (part: string, name: string) =>
    new RegExp(`--${name}: (#[0-9a-f]{3,6});`).exec(part)?.[1]
  const colourOf = (mode: string, name: string) =>
    name.startsWith('#') ? name : (mode === 'care' && token(care, name)) || token(normal, name)

  const texts = [
    ['ink', 'paper'],
    ['ink-soft', 'paper'],
    ['brand', 'paper'],
    ['brand', 'brand-tint'],
    ['#fff', 'brand'],
    ['#fff', 'seal'],
    ['green-ink', 'green-tint'],
    ['yellow-ink', 'yellow-tint'],
    ['red-ink', 'red-tint'],
    ['grey-ink', 'grey-tint'],
  ] as const
  const cases = ['normal', 'care'].flatMap((mode) => texts.map((pair) => [mode, ...pair] as const))

  it.each(cases)('%s: %s on %s reads at 4.5:1 or better', (mode, front, back) => {
    expect(contrast(colourOf(mode, front), colourOf(mode, back))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['normal', 'care'])('%s: the edge of an input stands out at 3:1 or better', (mode) => {
    expect(contrast(colourOf(mode, 'line-strong'), '#fff')).toBeGreaterThanOrEqual(3)
  })
})

/** WCAG 2.2 contrast ratio of two hex colours; 0 when one is missing. */
function contrast(one: string | undefined, other: string | undefined): number {
  if (!one || !other) return 0
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
