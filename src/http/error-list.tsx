import type { OpenAPIHono } from '@hono/zod-openapi'
import { allErrors, refuse } from '../kernel/errors.ts'
import { DataTable } from './components/data-table.tsx'
import { PageHeader } from './components/blocks.tsx'
import type { AppEnv } from './env.ts'
import { renderPage } from './page.tsx'
import { statusOf } from './problem.ts'

/** Where the `type` of every problem leads: the codes, what they mean and what to do. */
export function mountErrorList(app: OpenAPIHono<AppEnv>): void {
  app.get('/docs/errors', (c) =>
    renderPage(
      c,
      { title: '出错提示', variant: 'console' },
      <>
        <PageHeader title="出错提示" lead="每个提示的代码不会改变，报给社区工作者时请念代码。" />
        <DataTable
          caption="代码、含义和下一步"
          rows={allErrors()}
          columns={[
            {
              key: 'code',
              header: '代码',
              cell: (error) => <code id={error.code}>{error.code}</code>,
            },
            { key: 'status', header: '状态', cell: (error) => String(statusOf(refuse(error))) },
            { key: 'title', header: '含义', cell: (error) => error.title },
            { key: 'advice', header: '怎么办', cell: (error) => error.advice },
          ]}
        />
      </>,
    ),
  )
}
