import type { OpenAPIHono } from '@hono/zod-openapi'
import { EmptyState, Fold, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateText, PersonName } from '../../../http/components/values.tsx'
import { commitSealed } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { civilDateOf } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { requireCareRole } from '../api/access.ts'
import { consentSchema, noteSchema, openingSchema, registerSchema } from '../api/schemas.ts'
import { listFile, type MaskedFile, type MaskedItem, type MaskedPerson } from '../list-file.ts'
import { consentNotice, giverNames, itemNames } from '../messages/notes.ts'
import { consentItems, fileItems } from '../model/notes.ts'
import { openFile } from '../open-file.ts'
import { recordConsent } from '../record-consent.ts'
import { withdrawConsent } from '../withdraw-consent.ts'
import { writeNote } from '../write-note.ts'
import { ConsentForm, NeedForm, NoteForm, OpenForm } from './file-forms.tsx'
import { at, communityOf, orNull, pageStatus, pathId, type PageState } from './parts.ts'

export function filePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care/people/:id', (c) => filePage(c, { values: noValues }))
  router.post('/care/people/:id/open', (c) => post(c, openWish))
  router.post('/care/people/:id/consents', (c) => post(c, consentWish))
  router.post('/care/people/:id/register', (c) => post(c, registerWish))
  router.post('/care/people/:id/notes', (c) => post(c, noteWish))
  router.get('/care/people/:id/withdraw', withdrawPage)
  router.post('/care/people/:id/withdraw', withdrawPost)
  return router
}

type Key = { readonly communityId: Id; readonly personId: Id }
type Done = (c: AppContext, values: FormValues, key: Key) => Promise<string | PageState>

/** The form's act, then the page that `done` names; or the form again. */
async function post(c: AppContext, done: Done): Promise<Response> {
  const key = { communityId: communityOf(c), personId: pathId(c) }
  await requireCareRole(c, key.communityId)
  const values = await readForm(c)
  try {
    const next = await done(c, values, key)
    return typeof next === 'string' ? c.redirect(next, 303) : await filePage(c, next)
  } catch (error) {
    return filePage(c, { values, problem: formProblemOf(error) })
  }
}

const pageAt = ({ communityId, personId }: Key) => at(`/care/people/${personId}`, communityId)

const openWish: Done = async (c, values, { communityId, personId }) => {
  const parsed = openingSchema.safeParse({
    ...{ personId, reasonKind: values.text('reasonKind'), reason: values.text('reason') },
  })
  if (!parsed.success) return { values, problem: { mistakes: mistakesOf(parsed.error, {}) } }
  const { openingId } = await commitSealed(c, openFile, communityId, parsed.data, formKeyOf(values))
  return at(`/care/openings/${openingId}`, communityId)
}

const consentWish: Done = async (c, values, key) => {
  const parsed = consentSchema.safeParse({
    ...{ personId: values.text('about'), items: values.all('items') },
    ...{ givenBy: values.text('givenBy'), form: values.text('form') },
    ...{ giver: values.text('giver'), evidence: values.text('evidence') },
    ...{ givenOn: values.text('givenOn'), expiresOn: values.text('expiresOn') },
  })
  if (!parsed.success) {
    return { values, problem: { mistakes: mistakesOf(parsed.error, { personId: 'about' }) } }
  }
  await commitSealed(c, recordConsent, key.communityId, parsed.data, formKeyOf(values))
  return pageAt(key)
}

const registerWish: Done = async (c, values, key) => {
  const need = {
    ...{ kind: values.text('kind'), groups: values.all('groups'), needs: values.text('needs') },
    ...{ sinceOn: values.text('sinceOn'), untilOn: orNull(values.text('untilOn')) },
    reviewOn: values.text('reviewOn'),
  }
  const replacesId = orNull(values.text('replacesId'))
  const parsed = registerSchema.safeParse({ personId: key.personId, replacesId, need })
  if (!parsed.success) {
    return { values, problem: { mistakes: mistakesOf(parsed.error, needFields) } }
  }
  const input = { ...parsed.data, item: 'need' as const }
  await commitSealed(c, writeNote, key.communityId, input, formKeyOf(values))
  return pageAt(key)
}

const needFields = Object.fromEntries(
  ['kind', 'groups', 'needs', 'sinceOn', 'untilOn', 'reviewOn'].map((name) => [
    `need.${name}`,
    name,
  ]),
)

const noteWish: Done = async (c, values, key) => {
  const parsed = noteSchema.safeParse({
    ...{ personId: key.personId, replacesId: orNull(values.text('replacesId')) },
    ...{ item: values.text('item'), text: values.text('text') },
  })
  if (!parsed.success) return { values, problem: { mistakes: mistakesOf(parsed.error, {}) } }
  await commitSealed(c, writeNote, key.communityId, parsed.data, formKeyOf(values))
  return pageAt(key)
}

async function filePage(c: AppContext, state: PageState): Promise<Response> {
  const key = { communityId: communityOf(c), personId: pathId(c) }
  await requireCareRole(c, key.communityId)
  const file = await listFile(c.get('services').ctx, key)
  const written = file.people.flatMap(({ items }) => items.filter(({ note }) => note !== null))
  const forms = { ...state, problem: state.problem, where: key }
  return renderPage(
    c,
    { title: '帮扶档案', variant: 'console', ...pageStatus(state) },
    <>
      <PageHeader
        title="帮扶档案"
        lead="合着的：只看得到写了哪几项。打开要说明原因，家里看得到谁看过。"
        back={{ href: at('/care', key.communityId), label: '登记表' }}
      />
      <FormProblems c={c} problem={state.problem} />
      {file.people.map((person) => (
        <PersonItems person={person} where={key} />
      ))}
      <Section title="打开">
        {written.length > 0 ? (
          <OpenForm {...forms} />
        ) : (
          <EmptyState text="还没有写过" hint="先登记同意，再写。" icon="document" />
        )}
      </Section>
      <Section title="登记同意" lead={consentNotice}>
        <Fold title="登记或续签" open={state.values.text('givenBy') !== ''}>
          <ConsentForm {...forms} people={file.people} />
        </Fold>
      </Section>
      <WriteForms file={file} state={state} where={key} />
    </>,
  )
}

type WriteProps = { file: MaskedFile; state: PageState; where: Key }

/** Of the person in the address: what has a consent and is not written yet. */
function WriteForms({ file, state, where }: WriteProps) {
  const own = file.people.find(({ personId }) => personId === where.personId)
  const isFree = ({ note, consent }: MaskedItem) => note === null && consent !== null
  const free = own?.items.filter(isFree).map(({ item }) => item) ?? []
  const items = fileItems.filter((item) => free.includes(item))
  const forms = { ...state, problem: state.problem, where }
  return (
    <>
      {free.includes('need') && (
        <Section title="登记表">
          <Fold title="登记为重点保障" open={state.values.text('needs') !== ''}>
            <NeedForm {...forms} groups={file.needGroups} />
          </Fold>
        </Section>
      )}
      {items.length > 0 && (
        <Section title="写一项">
          <Fold title="写档案" open={state.values.text('text') !== ''}>
            <NoteForm {...forms} items={items} />
          </Fold>
        </Section>
      )}
      {free.length === 0 && (
        <Note>
          <p>要更正已经写的，先打开档案。没有同意的项目不能写。</p>
        </Note>
      )}
    </>
  )
}

const itemColumns = (person: MaskedPerson, where: Key): readonly Column<MaskedItem>[] => [
  {
    key: 'item',
    header: '项目',
    rowHeader: true,
    phone: 'title',
    cell: ({ item }) => itemNames[item],
  },
  {
    key: 'note',
    header: '内容',
    phone: 'corner',
    cell: ({ note }) =>
      note ? (
        <>
          已写 <DateText on={civilDateOf(note.recordedAt)} form="long" />
        </>
      ) : (
        '没有'
      ),
  },
  {
    key: 'consent',
    header: '同意',
    cell: ({ consent }) =>
      consent ? (
        <>
          {giverNames[consent.givenBy]}，到 <DateText on={consent.expiresOn} form="long" />
        </>
      ) : (
        <StatusChip tone="grey" text="没有，或已过期" />
      ),
  },
  {
    key: 'act',
    header: '办理',
    phone: 'actions',
    cell: ({ item, consent }) =>
      consent && (
        <a
          href={`${at(`/care/people/${person.personId}/withdraw`, where.communityId)}&item=${item}`}
        >
          撤回同意
        </a>
      ),
  },
]

function PersonItems({ person, where }: { person: MaskedPerson; where: Key }) {
  const isOwn = person.personId === where.personId
  return (
    <Section
      title={person.maskedName}
      bare
      aside={!isOwn && <a href={pageAt({ ...where, personId: person.personId })}>写此人的</a>}
    >
      <DataTable
        caption={`${person.maskedName} 的各项`}
        captionHidden
        columns={itemColumns(person, where)}
        rows={person.items}
      />
    </Section>
  )
}

const itemSchema = consentSchema.shape.items.element

async function withdrawPage(c: AppContext): Promise<Response> {
  const key = { communityId: communityOf(c), personId: pathId(c) }
  await requireCareRole(c, key.communityId)
  const item = itemSchema.safeParse(c.req.query('item') ?? consentItems[0])
  if (!item.success) throw new DomainError(httpErrors['not-found'])
  const file = await listFile(c.get('services').ctx, key)
  const person = file.people.find(({ personId }) => personId === key.personId)
  return renderPage(
    c,
    { title: '撤回同意', variant: 'console' },
    <>
      <PageHeader title="撤回同意" back={{ href: pageAt(key), label: '帮扶档案' }} />
      <ConfirmPanel
        question={`撤回对“${itemNames[item.data]}”的同意？`}
        facts={[{ term: '关于', detail: <PersonName name={person?.maskedName ?? ''} /> }]}
        consequence="这一项写过的内容立即删去，不能恢复；只留下有过一条、何时删去。"
        action={at(`/care/people/${key.personId}/withdraw`, key.communityId)}
        hidden={{ item: item.data }}
        confirmLabel="撤回并删去"
        cancelHref={pageAt(key)}
        danger
      />
    </>,
  )
}

async function withdrawPost(c: AppContext): Promise<Response> {
  return post(c, async (_, values, key) => {
    const item = itemSchema.safeParse(values.text('item'))
    if (!item.success) throw new DomainError(httpErrors['not-found'])
    const input = { personId: key.personId, item: item.data }
    await commitSealed(c, withdrawConsent, key.communityId, input, formKeyOf(values))
    return pageAt(key)
  })
}
