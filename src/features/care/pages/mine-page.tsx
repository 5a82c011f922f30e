import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { DateText, DateTime, PersonName } from '../../../http/components/values.tsx'
import { commitSealed, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { decodeCursor } from '../../../kernel/paging.ts'
import { formKeyOf, readForm } from '../../person/pages/form-parts.tsx'
import { listOpenings, type FamilyOpening } from '../list-openings.ts'
import { listOwnItems, type OwnItem } from '../list-own-items.ts'
import { itemNames, reasonNames } from '../messages/notes.ts'
import { openOwnFile } from '../open-own-file.ts'
import { at, communityOf } from './parts.ts'

const LINES = 30

export function minePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care/mine', minePage)
  router.post('/care/mine/open', async (c) => {
    const values = await readForm(c)
    const communityId = communityOf(c)
    const { openingId } = await commitSealed(c, openOwnFile, communityId, {}, formKeyOf(values))
    return c.redirect(at(`/care/openings/${openingId}`, communityId), 303)
  })
  return router
}

const columns: readonly Column<FamilyOpening>[] = [
  {
    key: 'who',
    header: '谁',
    rowHeader: true,
    phone: 'title',
    cell: ({ openedBy }) => <PersonName name={openedBy} />,
  },
  {
    key: 'at',
    header: '什么时候',
    phone: 'corner',
    cell: ({ openedAt }) => <DateTime at={openedAt} form="long" />,
  },
  {
    key: 'why',
    header: '为什么',
    cell: ({ reasonKind, reason }) => [reasonNames[reasonKind], reason].filter(Boolean).join('：'),
  },
  {
    key: 'what',
    header: '看了',
    cell: ({ items }) =>
      items.map(({ name, item }, index) => (
        <>
          {index > 0 && '，'}
          <PersonName name={name} /> {itemNames[item]}
        </>
      )),
  },
]

async function minePage(c: AppContext): Promise<Response> {
  const { personId } = visitorOf(c).actor
  const { ctx } = c.get('services')
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['id']) ? sent : null
  const { items, nextCursor } = await listOpenings(ctx, { personId, cursor, limit: LINES })
  const own = await listOwnItems(ctx, personId)
  const next = new URLSearchParams({ cursor: nextCursor ?? '' })
  return renderPage(
    c,
    { title: '谁看过我家的档案', variant: variantOf(c.get('visitor')) },
    <>
      <PageHeader
        title="谁看过我家的档案"
        lead="每次打开都在这里：谁、什么时候、为什么、看了哪几项。有疑问请打 365，或到服务站。"
      />
      <Section title="查看记录" bare>
        <DataTable
          caption="查看记录"
          captionHidden
          columns={columns}
          rows={items}
          empty={<EmptyState text="没有人看过" icon="document" />}
        />
      </Section>
      <CursorNav nextHref={nextCursor ? `/care/mine?${next.toString()}` : undefined} />
      <OwnItems items={own} />
    </>,
  )
}

const itemColumns: readonly Column<OwnItem>[] = [
  {
    key: 'item',
    header: '项目',
    rowHeader: true,
    phone: 'title',
    cell: ({ item }) => itemNames[item],
  },
  {
    key: 'until',
    header: '同意到',
    phone: 'value',
    cell: ({ expiresOn }) => (expiresOn ? <DateText on={expiresOn} form="long" /> : '已过期'),
  },
  { key: 'at', header: '写于', cell: ({ recordedAt }) => <DateTime at={recordedAt} form="long" /> },
]

function OwnItems({ items }: { items: readonly OwnItem[] }) {
  const communities = [...new Set(items.map(({ communityId }) => communityId))]
  return (
    <Section
      title="关于我写了什么"
      lead="可以看、可以要一份、可以更正；撤回同意就删去。到服务站办理，不用说理由。"
      bare
    >
      <DataTable
        caption="关于我写了什么"
        captionHidden
        columns={itemColumns}
        rows={items}
        empty={<EmptyState text="没有写过" icon="document" />}
      />
      {communities.map((communityId) => (
        <FormWithKey action={at('/care/mine/open', communityId)} inline>
          <SubmitButton kind="default">打开关于我的内容</SubmitButton>
        </FormWithKey>
      ))}
    </Section>
  )
}
