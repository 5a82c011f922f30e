import { visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader } from '../../../http/components/blocks.tsx'
import { Field, Select } from '../../../http/components/fields.tsx'
import { ButtonRow, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { AppContext } from '../../../http/env.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { cleanText } from '../../../kernel/text.ts'
import {
  formProblemOf,
  FormProblems,
  optionsOf,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { checkImport } from '../check-import.ts'
import { importErrors } from '../errors.ts'
import { getImport } from '../get-import.ts'
import { importKindNames } from '../messages.ts'
import { importKinds, type ImportKind } from '../model.ts'
import { columnsOf } from '../preview-import.ts'
import { readFile } from '../read-file.ts'
import { uploadImport } from '../upload-import.ts'
import { requireImporter } from './access.ts'

const undecided = { skipBad: false, duplicates: null, decisions: {} } as const

export async function uploadPage(
  c: AppContext,
  kind: string,
  problem?: FormProblem,
): Promise<Response> {
  requireImporter(c)
  return renderPage(
    c,
    { title: '上传文件', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="上传文件"
        lead="上传以后先核对，什么也不写；看过结果再交入。"
        back={{ href: '/imports', label: '导入' }}
      />
      <FormProblems c={c} problem={problem} />
      <Note>
        <p>
          文件用 .csv（UTF-8 或 GB18030）或 .xlsx，最多 32 MB、20 万行。只读第一张可见的工作表；
          公式和合并单元格要先改成数值、取消合并。
        </p>
      </Note>
      <FormWithKey action="/imports/upload" upload>
        <Select
          name="kind"
          label="种类"
          placeholder="看表头"
          options={optionsOf(importKindNames)}
          value={kind}
        />
        <Field
          name="file"
          type="file"
          label="文件"
          required
          accept=".csv,.xlsx,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        />
        <ButtonRow>
          <SubmitButton>上传并核对</SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </>,
  )
}

/** Reads and keeps the file, checks it, and goes to its page; the same file goes to the first. */
export async function receiveFile(c: AppContext): Promise<Response> {
  requireImporter(c)
  const body = await c.req.parseBody()
  const word = typeof body.kind === 'string' ? body.kind : ''
  const kind = importKinds.find((each) => each === word) ?? null
  try {
    const importId = await keepFile(c, body.file, kind)
    return c.redirect(`/imports/${importId}`, 303)
  } catch (error) {
    return uploadPage(c, word, formProblemOf(error))
  }
}

async function keepFile(c: AppContext, sent: unknown, kind: ImportKind | null): Promise<string> {
  if (!(sent instanceof File) || sent.name === '') {
    throw new DomainError(importErrors['file-missing'])
  }
  const { ctx } = c.get('services')
  const { actor } = visitorOf(c)
  const file = await readFile(Buffer.from(await sent.arrayBuffer()), kind)
  const columns = columnsOf(file, [])
  const { importId, isNew } = await uploadImport(ctx, {
    ...{ actor, file, columns, judged: null, options: undecided },
    fileName: cleanText(sent.name, 200) ?? '没有名字的文件',
  })
  const { state } = await getImport(ctx, importId)
  if (isNew || state === 'uploaded') await check(c, importId)
  return importId
}

/** A file with missing columns is kept: its page asks which ones they are. */
async function check(c: AppContext, importId: string): Promise<void> {
  const { ctx } = c.get('services')
  const { columns, options } = await getImport(ctx, importId)
  const { personId } = visitorOf(c).actor
  try {
    await checkImport(ctx, { importId, personId, columns, options })
  } catch (error) {
    const isMissing =
      error instanceof DomainError && error.refusal.error === importErrors['columns-missing']
    if (!isMissing) throw error
  }
}
