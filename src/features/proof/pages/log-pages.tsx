import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import { ButtonLink, ButtonRow, SubmitButton } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { DateTime } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { keepers } from '../../ledger/api/access.ts'
import { loadTree } from '../../person/load-tree.ts'
import type { Node } from '../../person/model.ts'
import { compareCheckpoint } from '../compare-checkpoint.ts'
import { listCheckpoints } from '../list-checkpoints.ts'
import { listNewestCheckpoints } from '../list-newest-checkpoints.ts'
import { listVerifiers } from '../list-verifiers.ts'
import type { Checkpoint } from '../model.ts'
import { LOG_NAME, ShortRoot, Verbatim, Verdict } from './log-parts.tsx'

const AT_ONCE = 30

/** Anybody's, without signing in: sizes, hashes and signatures say nothing of anybody. */
export function logPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/log', listPage)
  router.get('/log/:communityId', communityPage)
  router.get('/log/:communityId/keys.txt', async (c) => {
    const communityId = c.req.param('communityId')
    if (!isId(communityId)) throw new DomainError(httpErrors['not-found'])
    const keys = await listVerifiers(c.get('services').ctx, { communityId })
    c.header('Content-Disposition', 'attachment; filename="aixin-keys.txt"')
    return c.text(keys.map((key) => `${key}\n`).join(''))
  })
  return router
}

type Row = Checkpoint & { readonly name: string; readonly subdistrict: string }

async function listPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const tree = await loadTree(ctx)
  const rows = (await listNewestCheckpoints(ctx)).map((checkpoint): Row => {
    const { name = '', parentId = null } = tree.get(checkpoint.communityId) ?? {}
    return { ...checkpoint, name, subdistrict: tree.get(parentId ?? '')?.name ?? '' }
  })
  rows.sort((a, b) => byName(a.subdistrict, b.subdistrict) || byName(a.name, b.name))
  return renderPage(
    c,
    { title: LOG_NAME, variant: variantOf(c.get('visitor')) },
    <>
      <PageHeader
        title={LOG_NAME}
        lead="每个社区的账，记完几秒钟就按全部内容算出一个“根”，签上名公布在这里。以前的账改动一个字，根就对不上。"
      />
      <Section title="各社区最新的校验点" bare>
        <DataTable
          caption="各社区最新的校验点"
          captionHidden
          columns={communityColumns}
          rows={rows}
          empty={<EmptyState text="还没有校验点" hint="有了第一笔账，几秒钟后就有。" />}
        />
      </Section>
      <Section title="手里有凭条">
        <p>每一笔储蓄都有凭条，在储蓄本的明细里下载。真不真，自己就能核对。</p>
        <ButtonRow>
          <ButtonLink href="/log/checker">打开凭条核对页</ButtonLink>
          <ButtonLink href="/log/checker?save">存下核对页</ButtonLink>
        </ButtonRow>
      </Section>
    </>,
  )
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'zh-CN')
}

const communityColumns: readonly Column<Row>[] = [
  {
    key: 'name',
    header: '社区',
    rowHeader: true,
    phone: 'title',
    cell: ({ communityId, name }) => <a href={`/log/${communityId}`}>{name}</a>,
  },
  { key: 'subdistrict', header: '街道', cell: ({ subdistrict }) => subdistrict },
  { key: 'size', header: '笔数', align: 'end', phone: 'value', cell: ({ size }) => `${size} 笔` },
  { key: 'root', header: '根（开头）', cell: ({ root }) => <ShortRoot root={root} /> },
  {
    key: 'at',
    header: '签名时间',
    cell: ({ signedAt }) => <DateTime at={signedAt} form="long" />,
  },
]

/** @throws `request.not-found` for what is no community */
async function communityPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const node = (await loadTree(ctx)).get(c.req.param('communityId') ?? '')
  if (node?.kind !== 'community') throw new DomainError(httpErrors['not-found'])
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['number']) ? sent : null
  const history = { communityId: node.id, cursor, limit: AT_ONCE }
  const visitor = c.get('visitor')
  const isKeeper = visitor !== null && (await holdsRole(c, visitor, keepers, node.id))
  const [newest] = (await listCheckpoints(ctx, { ...history, cursor: null, limit: 1 })).items
  return renderPage(
    c,
    { title: `${node.name}${LOG_NAME}`, variant: variantOf(c.get('visitor')) },
    <>
      <PageHeader
        title={`${node.name}${LOG_NAME}`}
        lead="抄下来、拍下来或打印出来；以后拿它来比，就知道账改没改过。"
        back={{ href: '/log', label: '全部社区' }}
      />
      {newest ? (
        <>
          <Newest checkpoint={newest} />
          {isKeeper && (
            <ButtonRow>
              <ButtonLink href={`/log/${node.id}/verify`}>核对全部的账</ButtonLink>
            </ButtonRow>
          )}
          <Compare c={c} node={node} />
          <Keys c={c} node={node} />
          <History c={c} asked={history} />
        </>
      ) : (
        <EmptyState text="这个社区还没有校验点" hint="有了第一笔账，几秒钟后就有。" />
      )}
    </>,
  )
}

function Newest({ checkpoint: { size, signedAt, root, note } }: { checkpoint: Checkpoint }) {
  const items = [
    { term: '账本共有', detail: `${size} 笔` },
    { term: '签名时间', detail: <DateTime at={signedAt} form="long" /> },
    { term: '根', detail: <code class="breaks">{root}</code> },
  ]
  return (
    <Section
      title="最新的校验点"
      lead="四部分：哪个社区的账、共有几笔、全部账算出来的根、签名。整段留存才有用。"
    >
      <DefinitionList items={items} />
      <Verbatim label="校验点全文" text={note} />
    </Section>
  )
}

type PartProps = { readonly c: AppContext; readonly node: Node }

/** GET: what was asked has an address, and nothing is written. */
async function Compare({ c, node }: PartProps) {
  const note = (c.req.query('note') ?? '').slice(0, 4_000)
  const asked = { communityId: node.id, note }
  const verdict =
    note.trim() === '' ? undefined : await compareCheckpoint(c.get('services').ctx, asked)
  return (
    <Section
      id="compare"
      title="核对以前留存的校验点"
      lead="每隔一段时间留存一份，放在别处。过些日子贴到这里，看那时的账是不是原样都在。"
    >
      {verdict && <Verdict verdict={verdict} />}
      <form method="get" action={`/log/${node.id}`} class="form" aria-label="核对校验点">
        <TextArea
          name="note"
          label="以前的校验点"
          hint="从“aixin/”那一行起，到最后一行签名，全部贴上。"
          required
          rows={7}
          maxlength={4_000}
          value={note}
        />
        <ButtonRow>
          <SubmitButton>核对</SubmitButton>
        </ButtonRow>
      </form>
      <p>
        不想靠这个网站来比，可以按公开的算法（RFC 6962）自己算：
        <a href="/docs">接口文档</a> 的“账本校验”给出证明。
      </p>
    </Section>
  )
}

async function Keys({ c, node }: PartProps) {
  const keys = await listVerifiers(c.get('services').ctx, { communityId: node.id })
  return (
    <Section
      id="keys"
      title="公钥"
      lead="核对凭条和校验点用。第一次从这里拿，以后用自己留存的；最新的在前，旧的也一直有效。"
    >
      <Verbatim label="公钥" text={keys.map((key) => `${key}\n`).join('')} />
      <ButtonRow>
        <ButtonLink href={`/log/${node.id}/keys.txt`}>下载公钥</ButtonLink>
      </ButtonRow>
    </Section>
  )
}

const historyColumns: readonly Column<Checkpoint>[] = [
  {
    key: 'size',
    header: '笔数',
    rowHeader: true,
    phone: 'title',
    cell: ({ size }) => `${size} 笔`,
  },
  { key: 'root', header: '根（开头）', cell: ({ root }) => <ShortRoot root={root} /> },
  {
    key: 'at',
    header: '签名时间',
    phone: 'corner',
    cell: ({ signedAt }) => <DateTime at={signedAt} form="long" />,
  },
]

type HistoryProps = {
  readonly c: AppContext
  readonly asked: Parameters<typeof listCheckpoints>[1]
}

async function History({ c, asked }: HistoryProps) {
  const { items, nextCursor } = await listCheckpoints(c.get('services').ctx, asked)
  const href = `/log/${asked.communityId}`
  return (
    <>
      <Section title="签过的校验点" lead="最近的在前，永远保留。" bare>
        <DataTable
          caption="签过的校验点"
          captionHidden
          columns={historyColumns}
          rows={items}
          empty={<EmptyState text="后面没有了" />}
        />
      </Section>
      <CursorNav nextHref={nextCursor ? `${href}?cursor=${nextCursor}` : undefined} />
    </>
  )
}
