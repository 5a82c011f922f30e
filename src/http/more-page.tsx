import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from './commit.ts'
import { PageHeader, Section } from './components/blocks.tsx'
import { LinkList } from './components/navigation.tsx'
import type { AppEnv } from './env.ts'
import { placesOf, variantOf } from './nav.ts'
import { renderPage } from './page.tsx'

/** Behind the last item of the navigation: every page that the visitor may go to. */
export function mountMore(app: OpenAPIHono<AppEnv>): void {
  app.get('/more', (c) => {
    const visitor = visitorOf(c)
    return renderPage(
      c,
      { title: '全部页面', variant: variantOf(visitor) },
      <>
        <PageHeader title="全部页面" />
        {placesOf(visitor).map(({ title, places }) => (
          <Section title={title} bare>
            <LinkList cells={places} />
          </Section>
        ))}
      </>,
    )
  })
}
