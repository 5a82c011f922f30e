import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from './commit.ts'
import { PageHeader, Section } from './components/blocks.tsx'
import { type LinkCell, LinkList } from './components/navigation.tsx'
import { StatusChip } from './components/status-chip.tsx'
import type { AppEnv } from './env.ts'
import { type Place, placesOf, variantOf } from './nav.ts'
import { renderPage } from './page.tsx'

/** Behind the last item of the navigation: every page that the visitor may go to. */
export function mountMore(app: OpenAPIHono<AppEnv>): void {
  app.get('/more', async (c) => {
    const visitor = visitorOf(c)
    const unread = await c.get('services').countUnread(visitor.actor.personId)
    return renderPage(
      c,
      { title: '全部页面', variant: variantOf(visitor) },
      <>
        <PageHeader title="全部页面" />
        {placesOf(visitor).map(({ title, places }) => (
          <Section title={title} bare>
            <LinkList cells={places.map((place) => withUnread(place, unread))} />
          </Section>
        ))}
      </>,
    )
  })
}

function withUnread(place: Place, unread: number): LinkCell {
  if (place.href !== '/notices' || unread === 0) return place
  return {
    ...place,
    value: <StatusChip tone="yellow" text={`${unread > 99 ? '99+' : unread} 条未读`} />,
  }
}
