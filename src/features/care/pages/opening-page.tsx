import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  Fold,
  Note,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { dateText, DateTime } from '../../../http/components/values.tsx'
import { commitSealed } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { variantOf } from '../../../http/nav.ts'
import type { Id } from '../../../kernel/ids.ts'
import { formKeyOf, noValues, readForm, type FormValues } from '../../person/pages/form-parts.tsx'
import { readOpening, requireCareRole } from '../api/access.ts'
import { endNote } from '../end-note.ts'
import type { OpenedFile, OpenedFileItem, OpenedNote } from '../load-opening.ts'
import { itemNames, needKindNames, reasonNames } from '../messages/notes.ts'
import { actNames, detailNames } from '../messages/pairings.ts'
import type { NoteBody } from '../seal-body.ts'
import { listFile } from '../list-file.ts'
import { isFileItem, NeedForm, NoteForm } from './file-forms.tsx'
import { at, communityOf, pathId } from './parts.ts'

export function openingPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care/openings/:id', openingPage)
  router.get('/care/notes/:id/end', endPage)
  router.post('/care/notes/:id/end', async (c) => {
    const communityId = communityOf(c)
    await requireCareRole(c, communityId)
    const values = await readForm(c)
    await commitSealed(c, endNote, communityId, { noteId: pathId(c) }, formKeyOf(values))
    return c.redirect(at('/care', communityId), 303)
  })
  return router
}

async function openingPage(c: AppContext): Promise<Response> {
  const communityId = communityOf(c)
  const opened = await readOpening(c, communityId, pathId(c))
  const isOwn = opened.reasonKind === 'ownRequest'
  const { ctx } = c.get('services')
  const groups = isOwn ? [] : (await listFile(ctx, opened)).needGroups
  c.header('Cache-Control', 'no-store')
  return renderPage(
    c,
    { title: '打开的档案', variant: variantOf(c.get('visitor')) },
    <>
      <PageHeader
        title="打开的档案"
        back={
          isOwn
            ? { href: '/care/mine', label: '谁看过我家的档案' }
            : { href: at(`/care/people/${opened.personId}`, communityId), label: '帮扶档案' }
        }
      />
      <Note tone="yellow" title={`原因：${reasonNames[opened.reasonKind]}`}>
        <p>
          这次查看已经留痕。
          <DateTime at={opened.closesAt} /> 关上，之后要重新说明原因。
        </p>
      </Note>
      {opened.items.length + opened.acts.length === 0 && (
        <EmptyState text="没有可以看的内容" hint="同意已过期，或刚刚撤回。" icon="document" />
      )}
      {opened.items.map((item) => (
        <ItemSection opened={opened} item={item} groups={groups} />
      ))}
      {opened.acts.length > 0 && <Acts acts={opened.acts} />}
    </>,
  )
}

function Acts({ acts }: { acts: OpenedFile['acts'] }) {
  return (
    <Section title="走访和帮扶">
      {acts.map(({ kind, detail, doneBy, actedOn, body, quantity, outcome }) => (
        <p>
          {dateText(actedOn, true)} {doneBy} {detail ? detailNames[detail] : actNames[kind]}：
          {quantity !== null && `${body?.thing ?? ''} ${quantity} ${body?.unit ?? ''}，`}
          {body ? body.text : '封存内容不符'}
          {body?.next && `。下一步：${body.next}`}
          {outcome && `（${outcome}）`}
        </p>
      ))}
    </Section>
  )
}

type ItemProps = { opened: OpenedFile; item: OpenedFileItem; groups: readonly string[] }

function ItemSection({ opened, item, groups }: ItemProps) {
  const { communityId, reasonKind } = opened
  const until = item.expiresOn ? `同意到 ${dateText(item.expiresOn, true)}` : '同意已过期'
  return (
    <Section title={`${item.name}：${itemNames[item.item]}`} lead={until}>
      <Content note={item.current} />
      {item.former.length > 0 && (
        <Fold title={`更正以前的（${item.former.length}）`}>
          {item.former.map((note) => (
            <>
              <p>
                写于 <DateTime at={note.recordedAt} form="long" />
              </p>
              <Content note={note} />
            </>
          ))}
        </Fold>
      )}
      {reasonKind !== 'ownRequest' && (
        <>
          <Fold title="更正">
            <CorrectForm communityId={communityId} item={item} groups={groups} />
          </Fold>
          <p>
            <a href={at(`/care/notes/${item.current.noteId}/end`, communityId)}>
              {item.item === 'need' ? '不再是重点保障' : '这一项不再适用'}
            </a>
          </p>
        </>
      )}
    </Section>
  )
}

function Content({ note: { body } }: { note: OpenedNote }) {
  if (body === null) {
    return (
      <Note tone="red" title="封存内容不符">
        <p>这一条打不开：可能被移动或改动过，请告诉区管理员核对。</p>
      </Note>
    )
  }
  if ('text' in body) {
    return (
      <>
        {body.text.split('\n').map((line) => (
          <p>{line}</p>
        ))}
      </>
    )
  }
  return (
    <DefinitionList
      items={[
        { term: '类别', detail: needKindNames[body.kind] },
        { term: '群体', detail: body.groups.join('、') },
        { term: '需要什么帮助', detail: body.needs },
        { term: '从', detail: dateText(body.sinceOn, true) },
        { term: '到', detail: body.untilOn ? dateText(body.untilOn, true) : '长期' },
        { term: '复核', detail: dateText(body.reviewOn, true) },
      ]}
    />
  )
}

type CorrectProps = { communityId: Id; item: OpenedFileItem; groups: readonly string[] }

function CorrectForm({ communityId, item, groups }: CorrectProps) {
  const { current, personId } = item
  const shared = {
    ...{ where: { communityId, personId }, former: current },
    ...{ values: valuesOf(current.body), problem: undefined },
  }
  return isFileItem(item.item) ? (
    <NoteForm {...shared} items={[item.item]} />
  ) : (
    <NeedForm {...shared} groups={groups} />
  )
}

function valuesOf(body: NoteBody | null): FormValues {
  if (body === null) return noValues
  const texts: Readonly<Record<string, string | null | readonly string[]>> = { ...body }
  const all = (name: string) => [texts[name] ?? []].flat()
  return { key: '', text: (name) => all(name)[0] ?? '', all }
}

async function endPage(c: AppContext): Promise<Response> {
  const communityId = communityOf(c)
  await requireCareRole(c, communityId)
  const noteId = pathId(c)
  return renderPage(
    c,
    { title: '结束一项', variant: 'console' },
    <>
      <PageHeader title="结束一项" back={{ href: at('/care', communityId), label: '登记表' }} />
      <ConfirmPanel
        question="这一项不再适用？"
        facts={[]}
        consequence="结束以后不再打开，也不再算重点保障；内容封存到同意到期，然后删去。"
        action={at(`/care/notes/${noteId}/end`, communityId)}
        confirmLabel="结束"
        cancelHref={at('/care', communityId)}
      />
    </>,
  )
}
