import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader } from '../../../http/components/blocks.tsx'
import { TextArea } from '../../../http/components/fields.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import type { AppContext } from '../../../http/env.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { cleanText } from '../../../kernel/text.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { openedToken } from '../../service/approve-records.ts'
import { approveImport } from '../approve-import.ts'
import { importErrors } from '../errors.ts'
import type { ImportView } from '../get-import.ts'
import { handInImport } from '../hand-in-import.ts'
import { importKindNames } from '../messages.ts'
import { rejectImport } from '../reject-import.ts'
import { runImport } from '../run-import.ts'
import { openedImport, ownImport } from './access.ts'

/** So long the one who approves waits for the first lines; a job goes on. */
const FIRST_MS = 2_000

type Confirming = {
  readonly act: 'hand-in' | 'approve' | 'reject'
  readonly title: string
  readonly question: string
  readonly consequence: string
  readonly label: string
  readonly hidden?: Readonly<Record<string, string>>
}

async function confirmPage(
  c: AppContext,
  found: ImportView,
  what: Confirming,
  problem?: FormProblem,
): Promise<Response> {
  const href = `/imports/${found.id}`
  const ready = found.summary?.counts.ready ?? 0
  return renderPage(
    c,
    { title: what.title, variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title={what.title}
        lead={importKindNames[found.kind]}
        back={{ href, label: '这次导入' }}
      />
      <FormProblems c={c} problem={problem} />
      <NotYours problem={problem} />
      <ConfirmPanel
        question={what.question}
        facts={[
          { term: '文件', detail: <bdi>{found.fileName}</bdi> },
          { term: '上传', detail: <bdi>{found.uploadedByName}</bdi> },
          { term: '将要写入', detail: `${ready} 行` },
          { term: '跳过', detail: `${found.rows - ready} 行` },
        ]}
        consequence={what.consequence}
        action={`${href}/${what.act}`}
        confirmLabel={what.label}
        cancelHref={href}
        danger={what.act === 'reject'}
        hidden={what.hidden}
      >
        {what.act === 'reject' && (
          <TextArea name="reason" label="原因" required maxlength={500} rows={3} />
        )}
      </ConfirmPanel>
    </>,
  )
}

/** Which communities stand in the way. */
function NotYours({ problem }: { problem: FormProblem | undefined }) {
  const communities = problem?.refusal?.details.communities
  return typeof communities === 'string' ? (
    <Note tone="red" title="不归您管的社区">
      <p>{communities}</p>
    </Note>
  ) : null
}

function handingIn({ summary, kind }: ImportView): Confirming {
  const consent =
    kind === 'people' ? '交入即表示：名册上的人都已同意记录姓名、联系方式和服务情况。' : ''
  return {
    act: 'hand-in',
    title: '交入',
    question: `交入这 ${summary?.counts.ready ?? 0} 行？`,
    consequence: `${consent}交入后要由另一位批准，批准前可以收回。`,
    label: '交入',
  }
}

/** Opening this page is what counts as having opened the file. */
function approving(c: AppContext, { id, summary, kind }: ImportView): Confirming {
  const { sealKeys } = c.get('services').ctx
  const posts = kind === 'records' || kind === 'openings' ? '并存入各人的储蓄本' : ''
  return {
    act: 'approve',
    title: '批准',
    question: `批准写入这 ${summary?.counts.ready ?? 0} 行？`,
    consequence: `批准后开始写入${posts}，不能中途取消；有误只能逐条更正。`,
    label: '批准并写入',
    hidden: { opened: openedToken(sealKeys, visitorOf(c).actor.personId, id) },
  }
}

function rejecting(c: AppContext, { uploadedById }: ImportView): Confirming {
  const isOwn = uploadedById === visitorOf(c).actor.personId
  const word = isOwn ? '收回' : '退回'
  return {
    act: 'reject',
    title: word,
    question: `${word}这个文件？`,
    consequence: '文件的内容会清除，一行也不写；改好以后可以重新上传。',
    label: word,
  }
}

export async function handInPage(c: AppContext): Promise<Response> {
  const found = await ownImport(c)
  return confirmPage(c, found, handingIn(found))
}

export async function approvePage(c: AppContext): Promise<Response> {
  const found = await openedImport(c)
  return confirmPage(c, found, approving(c, found))
}

export async function rejectPage(c: AppContext): Promise<Response> {
  const found = await openedImport(c)
  return confirmPage(c, found, rejecting(c, found))
}

export async function handIn(c: AppContext): Promise<Response> {
  const found = await ownImport(c)
  const form = await readForm(c)
  try {
    await commitToDistrict(c, handInImport, { importId: found.id }, formKeyOf(form))
    return c.redirect(`/imports/${found.id}?done=handedIn`, 303)
  } catch (error) {
    return confirmPage(c, found, handingIn(found), formProblemOf(error))
  }
}

export async function approve(c: AppContext): Promise<Response> {
  const found = await openedImport(c)
  const form = await readForm(c)
  const importId = found.id
  try {
    const input = { importId, opened: form.text('opened') }
    await commitToDistrict(c, approveImport, input, formKeyOf(form))
    await runImport(c.get('services').ctx, { importId, forMs: FIRST_MS })
    return c.redirect(`/imports/${importId}?done=approved`, 303)
  } catch (error) {
    return confirmPage(c, found, approving(c, found), formProblemOf(error))
  }
}

export async function reject(c: AppContext): Promise<Response> {
  const found = await openedImport(c)
  const form = await readForm(c)
  try {
    const reason = cleanText(form.text('reason'), 500, { lines: true })
    if (reason === undefined) throw new DomainError(importErrors['reason-missing'])
    const input = { importId: found.id, reason }
    await commitToDistrict(c, rejectImport, input, formKeyOf(form))
    return c.redirect(`/imports/${found.id}?done=rejected`, 303)
  } catch (error) {
    return confirmPage(c, found, rejecting(c, found), formProblemOf(error))
  }
}
