import { visitorOf } from '../../../http/commit.ts'
import { Fold, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow, RadioGroup } from '../../../http/components/choices.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Select } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  DownloadLinks,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import type { AppContext } from '../../../http/env.ts'
import { renderPage } from '../../../http/page.tsx'
import {
  formProblemOf,
  FormProblems,
  optionsOf,
  readForm,
  type FormProblem,
  type FormValues,
  type NamedValues,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { checkImport } from '../check-import.ts'
import type { ImportView } from '../get-import.ts'
import { listVerdicts, type ToldRow } from '../walk-verdicts.ts'
import { duplicateChoiceNames, importKindNames } from '../messages.ts'
import { duplicateChoices, type DuplicateChoice, type ImportOptions } from '../model.ts'
import { listFields, listMissing } from '../list-fields.ts'
import { ownImport } from './access.ts'
import { Communities, Counts, ImportFacts, Problems } from './import-parts.tsx'

const MOST_SHOWN = 100
/** The choices of the table belong to the form below it. */
const FORM = 'check'

/** What the check found, for the uploader: what to put right, to decide, to hand in. */
export async function uploadedPage(
  c: AppContext,
  found: ImportView,
  problem?: FormProblem,
): Promise<Response> {
  const { ctx } = c.get('services')
  const told = await listVerdicts(ctx, found.id, ['bad', 'undecided'], MOST_SHOWN)
  const bad = told.filter(({ verdict }) => verdict.fate === 'bad')
  const undecided = told.filter(({ verdict }) => verdict.fate === 'undecided')
  const lacking = listMissing(found)
  return renderPage(
    c,
    { title: '核对结果', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title="核对结果"
        lead={`${importKindNames[found.kind]}，还没有写入。`}
        back={{ href: '/imports', label: '导入' }}
      />
      <FormProblems c={c} problem={problem} />
      <Section title="文件">
        <ImportFacts found={found} />
      </Section>
      <Outcome found={found} lacking={lacking} />
      {bad.length > 0 && <Bad found={found} rows={bad} />}
      {undecided.length > 0 && <Undecided rows={undecided} />}
      <FormWithKey action={`/imports/${found.id}/check`} id={FORM} label="核对的选项">
        <Columns found={found} open={lacking.length > 0} />
        {found.kind === 'people' && <Duplicates options={found.options} />}
        <CheckboxRow
          name="skipBad"
          label="跳过要改的行，只写其余的"
          hint="不勾时，有一行要改就一行也不写"
          checked={found.options.skipBad}
        />
        <ButtonRow>
          <SubmitButton kind="default">按这些选项重新核对</SubmitButton>
        </ButtonRow>
      </FormWithKey>
      <ButtonRow>
        <ButtonLink href={`/imports/${found.id}/reject`}>不要了，清除内容</ButtonLink>
      </ButtonRow>
    </>,
  )
}

function Outcome({ found, lacking }: { found: ImportView; lacking: readonly string[] }) {
  const { summary, options, id } = found
  if (lacking.length > 0) {
    return (
      <Note tone="red" title="少了必需的栏目">
        <p>{`${lacking.join('、')}。请在下面“栏目”里指明，再重新核对。`}</p>
      </Note>
    )
  }
  if (!summary) {
    return (
      <Note tone="yellow">
        <p>还没有核对完；请按“重新核对”。</p>
      </Note>
    )
  }
  const { bad, undecided, ready } = summary.counts
  const isReady = (bad === 0 || options.skipBad) && undecided === 0 && ready > 0
  return (
    <Section title="结果">
      <Counts found={found} />
      {summary.communities.length > 0 && <Communities communities={summary.communities} />}
      {isReady ? (
        <ButtonRow>
          <ButtonLink kind="primary" href={`/imports/${id}/hand-in`}>
            {`交入 ${ready} 行`}
          </ButtonLink>
        </ButtonRow>
      ) : (
        <Note tone={bad > 0 ? 'red' : 'yellow'}>
          <p>{whatIsMissing(found)}</p>
        </Note>
      )}
    </Section>
  )
}

function whatIsMissing({ summary, options }: ImportView): string {
  const counts = summary?.counts
  if (!counts) return ''
  if (counts.bad > 0 && !options.skipBad) {
    return `有 ${counts.bad} 行要改，一行也没有写。下载出错的行，改好后重新上传。`
  }
  if (counts.undecided > 0) {
    return `有 ${counts.undecided} 行可能是已登记的人，请在下面选择，再重新核对。`
  }
  return '没有要写入的行：都已经在账上，或都被跳过。'
}

function Bad({ found, rows }: { found: ImportView; rows: readonly ToldRow[] }) {
  const count = found.summary?.counts.bad ?? rows.length
  return (
    <Section title={`要改的 ${count} 行`} bare>
      <DownloadLinks href={`/imports/${found.id}/rows`} what="要改的行和原因" />
      <Problems problems={rows.flatMap(({ verdict }) => verdict.problems)} caption="要改的行" />
      {count > rows.length && <p>{`这里列出前 ${rows.length} 行，其余见下载的文件。`}</p>}
    </Section>
  )
}

const undecidedColumns: readonly Column<ToldRow>[] = [
  {
    key: 'line',
    header: '行',
    rowHeader: true,
    phone: 'title',
    cell: ({ row }) => `第 ${row.line} 行`,
  },
  { key: 'cells', header: '文件里写的', cell: ({ row }) => <bdi>{row.cells.join(' ')}</bdi> },
  {
    key: 'likely',
    header: '可能是',
    cell: ({ verdict }) =>
      verdict.likely.map(({ personId, name, bornOn, communityName }) => (
        <a href={`/people/${personId}`}>
          <bdi>{`${name}（${communityName}${bornOn ? `，${bornOn}` : ''}）`}</bdi>
        </a>
      )),
  },
  {
    key: 'choice',
    header: '您的判断',
    phone: 'plain',
    cell: ({ row }) => (
      <Select
        name={`decision-${row.line}`}
        label={`第 ${row.line} 行`}
        placeholder="请选择"
        form={FORM}
        options={optionsOf(duplicateChoiceNames)}
      />
    ),
  },
]

function Undecided({ rows }: { rows: readonly ToldRow[] }) {
  return (
    <Section
      title="可能已登记的人"
      lead="同一人：只补上缺的归属和志愿者登记；另一人：照样登记；跳过：不写这一行。"
      bare
    >
      <DataTable
        caption="可能已登记的人"
        captionHidden
        columns={undecidedColumns}
        rows={rows}
        tone={() => 'yellow'}
      />
    </Section>
  )
}

function Duplicates({ options }: { options: ImportOptions }) {
  return (
    <RadioGroup
      name="duplicates"
      label="没有逐行选择的，一律当作"
      inline
      value={options.duplicates ?? ''}
      choices={[
        { value: '', label: '逐行判断' },
        ...duplicateChoices.map((value) => ({ value, label: duplicateChoiceNames[value] })),
      ]}
    />
  )
}

function Columns({ found, open }: { found: ImportView; open: boolean }) {
  const { headers, columns } = found
  const options = headers.flatMap((label, at) =>
    label === '' ? [] : [{ value: String(at), label }],
  )
  return (
    <Fold title="栏目" open={open}>
      <p>每一栏用文件里的哪一列；认错了可以改。</p>
      <div class="form">
        {listFields(found.kind).map(({ field, label, isNeeded }) => (
          <Select
            name={`column-${field}`}
            label={label}
            placeholder="没有这一列"
            required={isNeeded}
            options={options}
            value={columns[field] === undefined ? undefined : String(columns[field])}
          />
        ))}
      </div>
    </Fold>
  )
}

/** The choices of the page are taken over, and every line is judged anew. */
export async function checkAgain(c: AppContext): Promise<Response> {
  const found = await ownImport(c)
  const form = await readForm(c)
  const { personId } = visitorOf(c).actor
  const columns = columnsIn(form, found)
  const options = optionsIn(form, found.options)
  try {
    await checkImport(c.get('services').ctx, { importId: found.id, personId, columns, options })
    return c.redirect(`/imports/${found.id}`, 303)
  } catch (error) {
    return uploadedPage(c, await ownImport(c), formProblemOf(error))
  }
}

function columnsIn(form: FormValues, { kind, headers }: ImportView): Record<string, number> {
  const columns: Record<string, number> = {}
  for (const { field } of listFields(kind)) {
    const text = form.text(`column-${field}`)
    const at = /^\d{1,3}$/.test(text) ? Number(text) : -1
    if (at >= 0 && at < headers.length) columns[field] = at
  }
  return columns
}

function optionsIn(form: NamedValues, before: ImportOptions): ImportOptions {
  const choiceOf = (text: string): DuplicateChoice | null =>
    duplicateChoices.find((each) => each === text) ?? null
  const decisions: Record<string, DuplicateChoice> = { ...before.decisions }
  for (const name of form.names) {
    const line = /^decision-(\d{1,7})$/.exec(name)?.[1]
    const choice = line === undefined ? null : choiceOf(form.text(name))
    if (line !== undefined && choice) decisions[line] = choice
  }
  return {
    skipBad: form.text('skipBad') === 'yes',
    duplicates: choiceOf(form.text('duplicates')),
    decisions,
  }
}
