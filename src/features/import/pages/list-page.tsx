import {
  DefinitionList,
  EmptyState,
  Note,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ButtonLink, DownloadLinks } from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { DateTime, PersonName } from '../../../http/components/values.tsx'
import type { AppContext } from '../../../http/env.ts'
import { renderPage } from '../../../http/page.tsx'
import { isId } from '../../../kernel/ids.ts'
import { listImports, type ListedImport } from '../list-imports.ts'
import { importKindNames } from '../messages.ts'
import { importKinds } from '../model.ts'
import { maySee, requireImporter } from './access.ts'
import { ImportStateChip, progressText } from './import-parts.tsx'

const AT_ONCE = 30

const columns: readonly Column<ListedImport>[] = [
  {
    key: 'file',
    header: '文件',
    rowHeader: true,
    phone: 'title',
    cell: ({ id, fileName }) => (
      <a href={`/imports/${id}`}>
        <bdi>{fileName}</bdi>
      </a>
    ),
  },
  { key: 'kind', header: '种类', cell: ({ kind }) => importKindNames[kind] },
  { key: 'rows', header: '进度', cell: (one) => progressText(one) },
  {
    key: 'who',
    header: '上传',
    cell: ({ uploadedByName, uploadedAt }) => (
      <>
        <PersonName name={uploadedByName} /> <DateTime at={uploadedAt} />
      </>
    ),
  },
  {
    key: 'state',
    header: '状态',
    phone: 'plain',
    cell: ({ state }) => <ImportStateChip state={state} />,
  },
]

/** The imports that the visitor may see, the newest first, and templates to begin with. */
export async function listPage(c: AppContext): Promise<Response> {
  requireImporter(c)
  const before = c.req.query('before') ?? ''
  const all = await listImports(c.get('services').ctx, {
    before: isId(before) ? before : null,
    limit: AT_ONCE + 1,
  })
  const shown: ListedImport[] = []
  for (const one of all.slice(0, AT_ONCE)) if (await maySee(c, one)) shown.push(one)
  const next = all.length > AT_ONCE ? all[AT_ONCE - 1]?.id : undefined
  return renderPage(
    c,
    { title: '导入', variant: 'console' },
    <>
      <PageHeader title="导入" lead="把名册、归属、以前的服务记录和期初余额从表格写进来。">
        <ButtonLink href="/imports/new" kind="primary" icon="plus">
          上传文件
        </ButtonLink>
      </PageHeader>
      <Note>
        <p>
          先核对，后写入：每一行都按平时的规则核对，有一行要改就一行也不写。一位交入，另一位批准。
        </p>
      </Note>
      <Section title="各次导入" bare>
        <DataTable
          caption="各次导入"
          captionHidden
          columns={columns}
          rows={shown}
          empty={<EmptyState text="还没有导入过" hint="可以先下载模板，填好再上传。" />}
        />
        <CursorNav nextHref={next === undefined ? undefined : `/imports?before=${next}`} />
      </Section>
      <Section title="模板" lead="表头不必与模板一样，常用的写法都认得；栏目的次序随意。">
        <DefinitionList
          items={importKinds.map((kind) => ({
            term: importKindNames[kind],
            detail: (
              <DownloadLinks
                href={`/imports/templates/${kind}`}
                what={`${importKindNames[kind]}模板`}
              />
            ),
          }))}
        />
      </Section>
    </>,
  )
}
