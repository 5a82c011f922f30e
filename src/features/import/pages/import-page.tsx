import { visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ButtonLink, ButtonRow, DownloadLinks } from '../../../http/components/forms.tsx'
import type { AppContext } from '../../../http/env.ts'
import type { Flash } from '../../../http/layout.tsx'
import { renderPage } from '../../../http/page.tsx'
import type { ImportView } from '../get-import.ts'
import { listFields } from '../list-fields.ts'
import { listRows } from '../list-rows.ts'
import { importKindNames, importStateNames } from '../messages.ts'
import type { FileRow } from '../model.ts'
import { openedImport } from './access.ts'
import {
  Communities,
  Counts,
  ImportFacts,
  ImportStateChip,
  Problems,
  progressText,
} from './import-parts.tsx'
import { uploadedPage } from './uploaded-page.tsx'

const SAMPLES = 5
const SAMPLE_COLUMNS = 9
const MOST_LEFT = 200
const REFRESH_SECONDS = '5'

const doneTexts: Readonly<Record<string, string>> = {
  handedIn: '已交入，请另一位工作人员批准。',
  approved: '已批准，正在写入。',
  rejected: '已退回，文件内容已清除。',
}

/** One import, as far as it has come. */
export async function importPage(c: AppContext): Promise<Response> {
  const found = await openedImport(c)
  if (found.state === 'uploaded') return uploadedPage(c, found)
  // asked for again by the browser itself: nothing has to be pressed, and no script is needed
  if (found.state === 'running') c.header('Refresh', REFRESH_SECONDS)
  const text = doneTexts[c.req.query('done') ?? '']
  const flash: Flash | undefined = text === undefined ? undefined : { tone: 'green', text }
  const samples = found.state === 'handedIn' ? await samplesOf(c, found) : []
  return renderPage(
    c,
    { title: '导入', variant: 'console', ...(flash ? { flash } : {}) },
    <>
      <PageHeader
        title={`导入${importKindNames[found.kind]}`}
        lead={<ImportStateChip state={found.state} />}
        back={{ href: '/imports', label: '导入' }}
      />
      <State found={found} isOwn={found.uploadedById === visitorOf(c).actor.personId} />
      <Section title="文件">
        <ImportFacts found={found} />
      </Section>
      <Section title="核对结果">
        <Counts found={found} />
        {found.summary && <Communities communities={found.summary.communities} />}
      </Section>
      {samples.length > 0 && <Samples found={found} rows={samples} />}
      {found.left.length > 0 && (
        <Section
          title={`没有写入的 ${found.progress.left} 行`}
          lead="交入以后账上有了变动，轮到这些行时已经不能写。请核对后另行办理。"
          bare
        >
          <Problems problems={found.left.slice(0, MOST_LEFT)} caption="没有写入的行" />
        </Section>
      )}
    </>,
  )
}

function State({ found, isOwn }: { found: ImportView; isOwn: boolean }) {
  const { id, state, summary, options } = found
  if (state === 'running') {
    return (
      <Note tone="yellow" title={progressText(found)}>
        <p>
          每 {REFRESH_SECONDS} 秒自动更新；可以离开，写入会自己进行。
          <a href={`/imports/${id}`}>现在更新</a>
        </p>
      </Note>
    )
  }
  if (state !== 'handedIn') {
    return (
      <Note tone={state === 'done' ? 'green' : 'red'} title={importStateNames[state]}>
        <p>{state === 'done' ? progressText(found) : (found.reason ?? '')}</p>
      </Note>
    )
  }
  const bad = summary?.counts.bad ?? 0
  return (
    <Section title="批准">
      {bad > 0 && options.skipBad && (
        <Note tone="yellow">
          <p>{`有 ${bad} 行出错，交入的人选择跳过；这些行不会写入。`}</p>
        </Note>
      )}
      {isOwn ? (
        <>
          <Note>
            <p>等另一位管理这些社区的社区工作者批准。</p>
          </Note>
          <ButtonRow>
            <ButtonLink href={`/imports/${id}/reject`}>收回</ButtonLink>
          </ButtonRow>
        </>
      ) : (
        <ButtonRow>
          <ButtonLink kind="primary" href={`/imports/${id}/approve`}>
            批准
          </ButtonLink>
          <ButtonLink href={`/imports/${id}/reject`}>退回</ButtonLink>
        </ButtonRow>
      )}
    </Section>
  )
}

async function samplesOf(c: AppContext, found: ImportView): Promise<readonly FileRow[]> {
  return listRows(c.get('services').ctx, found.id, SAMPLES)
}

function Samples({ found, rows }: { found: ImportView; rows: readonly FileRow[] }) {
  const columns: readonly Column<FileRow>[] = [
    {
      key: 'line',
      header: '行',
      rowHeader: true,
      phone: 'title',
      cell: ({ line }) => `第 ${line} 行`,
    },
    ...listFields(found.kind)
      .flatMap(({ field }) => found.columns[field] ?? [])
      .slice(0, SAMPLE_COLUMNS)
      .map((at): Column<FileRow> => ({
        key: String(at),
        header: found.headers[at] ?? '',
        cell: ({ cells }) => <bdi>{cells[at] ?? ''}</bdi>,
      })),
  ]
  return (
    <Section title="抽看" lead={`前 ${rows.length} 行；全部行可以下载。`} bare>
      <DataTable caption="文件的前几行" captionHidden columns={columns} rows={rows} />
      <DownloadLinks href={`/imports/${found.id}/rows?what=all`} what="全部行" />
    </Section>
  )
}
