import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Context, Env, Hono } from 'hono'

/** Several sources are served as one file, in their order. */
type AssetFile = { sources: readonly (URL | string)[]; type: string }

type LoadedAsset = { type: string; version: string; plain: Uint8Array; gzip: Uint8Array }

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const SVG = 'image/svg+xml; charset=utf-8'

const resolve = createRequire(import.meta.url).resolve
const own = (name: string) => new URL(`./static/${name}`, import.meta.url)

const styleSheets = [
  'base.css',
  'frame.css',
  'blocks.css',
  'figures.css',
  'forms.css',
  'tables.css',
  'navigation.css',
  'tree.css',
  'console.css',
  'print.css',
]

/** Every file that is served: a name that is not here does not exist, whatever the path says. */
const files = {
  'app.css': { sources: styleSheets.map(own), type: CSS },
  'app.js': { sources: [own('app.js')], type: SCRIPT },
  'docs.css': { sources: [own('docs.css')], type: CSS },
  'docs-init.js': { sources: [own('docs-init.js')], type: SCRIPT },
  'icon.svg': { sources: [own('icon.svg')], type: SVG },
  'weui.css': { sources: [resolve('weui/dist/style/weui.min.css')], type: CSS },
  'swagger/swagger-ui.css': { sources: [resolve('swagger-ui-dist/swagger-ui.css')], type: CSS },
  'swagger/swagger-ui-bundle.js': {
    sources: [resolve('swagger-ui-dist/swagger-ui-bundle.js')],
    type: SCRIPT,
  },
} satisfies Record<string, AssetFile>

export type AssetName = keyof typeof files

const loaded = new Map<AssetName, LoadedAsset>()

function load(name: AssetName): LoadedAsset {
  const known = loaded.get(name)
  if (known) return known
  const plain = Buffer.concat(files[name].sources.map((source) => readFileSync(source)))
  const version = createHash('sha256').update(plain).digest('hex').slice(0, 16)
  const asset = { type: files[name].type, version, plain, gzip: gzipSync(plain) }
  loaded.set(name, asset)
  return asset
}

/** `/assets/app.css?v=…`: the address changes with the content, so a cache may keep it for ever. */
export function assetUrl(name: AssetName): string {
  return `/assets/${name}?v=${load(name).version}`
}

/** GET and HEAD `/assets/…` for the files above, with ETag, gzip, and long caching when `v` fits. */
export function mountAssets<E extends Env>(app: Hono<E>): void {
  for (const name of Object.keys(files) as AssetName[]) {
    app.get(`/assets/${name}`, (c) => serve(c, load(name)))
  }
  app.get('/favicon.ico', (c) => serve(c, load('icon.svg')))
}

function serve(c: Context, asset: LoadedAsset): Response {
  const gzip = acceptsGzip(c.req.header('accept-encoding'))
  const etag = `"${asset.version}${gzip ? '-gz' : ''}"`
  c.header('ETag', etag)
  c.header('Vary', 'Accept-Encoding')
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Cache-Control', cacheControl(c.req.query('v') === asset.version))
  if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304)
  c.header('Content-Type', asset.type)
  if (gzip) c.header('Content-Encoding', 'gzip')
  return c.body(new Uint8Array(gzip ? asset.gzip : asset.plain))
}

function cacheControl(versioned: boolean): string {
  return versioned ? 'public, max-age=31536000, immutable' : 'public, no-cache'
}

function acceptsGzip(header: string | undefined): boolean {
  const offers = (header ?? '').split(',').map((offer) => offer.replace(/\s/g, '').toLowerCase())
  return offers.some((offer) => /^gzip(;q=(1(\.0*)?|0\.\d*[1-9]\d*))?$/.test(offer))
}

function matches(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}
