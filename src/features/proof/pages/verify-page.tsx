import type { OpenAPIHono } from '@hono/zod-openapi'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ButtonRow, SubmitButton } from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { requireKeeper } from '../../ledger/api/access.ts'
import { loadTree } from '../../person/load-tree.ts'
import { getCheckpoint } from '../get-checkpoint.ts'
import { findingNames } from '../messages.ts'
import type { Finding } from '../model.ts'
import { verifyBooks, type VerifiedBooks } from '../verify-books.ts'

/** More takes longer than anybody waits for a page; the command has no limit. */
const MOST = 50_000

/** For those who keep or check the books: all of a community's made again from its transfers. */
export function verifyPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/log/:communityId/verify', verifyPage)
  return router
}

/** @throws `request.not-found` as for any community that one has no part in */
async function verifyPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const node = (await loadTree(ctx)).get(c.req.param('communityId') ?? '')
  if (node?.kind !== 'community') throw new DomainError(httpErrors['not-found'])
  await requireKeeper(c, node.id)
  const { size } = await getCheckpoint(ctx, { communityId: node.id })
  const isLong = size > MOST
  const input = { communityId: node.id, kept: [], progress: () => undefined }
  const isAsked = c.req.query('run') === 'yes' && !isLong
  const verified = isAsked ? await verifyBooks(ctx, input) : undefined
  return renderPage(
    c,
    { title: `核对${node.name}的账`, variant: variantOf(c.get('visitor')) },
    <>
      <PageHeader
        title={`核对${node.name}的账`}
        lead="从每一笔划转重新算起，与存着的分录、结余、预留、校验树和签过的校验点逐一比较。只看，不改。"
        back={{ href: `/log/${node.id}`, label: '校验点' }}
      />
      {verified && <Verified verified={verified} />}
      {isLong ? (
        <Note tone="yellow" title="账太多，页面等不及">
          <p>
            这个社区有 {size} 笔。请让机房运行 npm run verify -- --community {node.id}。
          </p>
        </Note>
      ) : (
        <form method="get" class="form" aria-label="核对账">
          <input type="hidden" name="run" value="yes" />
          <ButtonRow>
            <SubmitButton>{verified ? '再核对一次' : '现在核对'}</SubmitButton>
          </ButtonRow>
        </form>
      )}
    </>,
  )
}

const columns: readonly Column<Finding>[] = [
  {
    key: 'kind',
    header: '哪里不对',
    rowHeader: true,
    phone: 'title',
    cell: ({ kind }) => findingNames[kind],
  },
  { key: 'row', header: '第一处', cell: ({ row }) => <code class="breaks">{row}</code> },
]

function Verified({ verified: { transfers, findings } }: { verified: VerifiedBooks }) {
  if (findings.length === 0) {
    return (
      <Note tone="green" title="账目无误">
        <p>{transfers} 笔划转全部重新算过，存着的和签过的都一致。</p>
      </Note>
    )
  }
  return (
    <>
      <Note tone="red" title="账目有差错">
        <p>请不要改动任何数据，保留本页，向区里和审计反映。</p>
      </Note>
      <Section title="差错" lead="每一种只列第一处。" bare>
        <DataTable caption="差错" captionHidden columns={columns} rows={findings} />
      </Section>
    </>
  )
}
