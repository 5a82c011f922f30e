import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { accountNames, transferNames } from '../../ledger/messages.ts'

/** A page that needs no server: one file, nothing of it is fetched, also from a memory stick. */
export type CheckerPage = { readonly html: string; readonly policy: string }

const resolve = createRequire(import.meta.url).resolve
const own = (name: string) => readFileSync(new URL(`./checker/${name}`, import.meta.url), 'utf8')

export function makeCheckerPage(): CheckerPage {
  const style = own('checker.css')
  const script = [
    `'use strict'`,
    own('sha2.js'),
    signatures(),
    own('checker.js'),
    `const reasons = ${JSON.stringify(transferNames)}`,
    `const kinds = ${JSON.stringify(accountNames)}`,
    own('checker-form.js'),
  ].join('\n')
  const html = own('checker.html')
    .replace('<style></style>', () => `<style>\n${style}</style>`)
    .replace('<script></script>', () => `<script>\n${script}</script>`)
  const policy = [
    `default-src 'none'`,
    `script-src ${hashOf(html, 'script')}`,
    `style-src ${hashOf(html, 'style')}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
  return { html, policy }
}

/** Ed25519 of @noble/ed25519, as an object instead of a module: a saved page has nothing to import. */
function signatures(): string {
  const source = readFileSync(resolve('@noble/ed25519'), 'utf8')
  const text = source.replace(/^export \{[^}]*\};?\s*$/m, '')
  if (text === source || /^\s*(import|export)\b(?! \*)/m.test(withoutComments(text)))
    throw new Error('@noble/ed25519 is not the one file that it was')
  return `const ed25519 = (() => {\n${text}\nhashes.sha512 = sha2.sha512\nreturn { verify }\n})()`
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '')
}

/** Of what stands between the tags, as the browser takes it. */
function hashOf(html: string, tag: 'script' | 'style'): string {
  const inner = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? ''
  return `'sha256-${createHash('sha256').update(inner).digest('base64')}'`
}

export function checkerPages(): OpenAPIHono<AppEnv> {
  const { html, policy } = makeCheckerPage()
  const router = makeRouter()
  router.get('/log/checker', (c) => {
    c.header('Content-Security-Policy', policy)
    c.header('Cache-Control', 'public, no-cache')
    if (c.req.query('save') !== undefined)
      c.header('Content-Disposition', 'attachment; filename="aixin-checker.html"')
    return c.html(html)
  })
  return router
}
