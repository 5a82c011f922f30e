import type { Env, Hono } from 'hono'
import { raw } from 'hono/html'
import { assetUrl } from './assets.ts'
import { Mark } from './components/icons.tsx'

export const DOCS_PATH = '/docs'

/** The interface description as a page, from this server alone and under the policy of all pages. */
export function mountDocs<E extends Env>(app: Hono<E>, specUrl = '/openapi.json'): void {
  app.get(DOCS_PATH, (c) => c.html(<DocsPage specUrl={specUrl} />))
}

export function DocsPage({ specUrl }: { specUrl: string }) {
  return (
    <>
      {raw('<!DOCTYPE html>')}
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light" />
          <title>接口文档 · 爱心储蓄</title>
          <link rel="icon" type="image/svg+xml" href={assetUrl('icon.svg')} />
          <link rel="stylesheet" href={assetUrl('swagger/swagger-ui.css')} />
          <link rel="stylesheet" href={assetUrl('docs.css')} />
          <script src={assetUrl('swagger/swagger-ui-bundle.js')} defer></script>
          <script src={assetUrl('docs-init.js')} defer></script>
        </head>
        <body>
          <header class="docs-head">
            <a href="/">
              <Mark />
              爱心储蓄
            </a>
            <a href={specUrl}>OpenAPI 3.1</a>
          </header>
          <main id="swagger-ui" data-spec-url={specUrl}></main>
          <noscript>
            <p class="docs-plain">
              这一页需要 JavaScript。接口描述本身在 <a href={specUrl}>{specUrl}</a>。
            </p>
          </noscript>
        </body>
      </html>
    </>
  )
}
