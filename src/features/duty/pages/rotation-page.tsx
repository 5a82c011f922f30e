import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { ConfirmPanel } from '../../../http/components/forms.tsx'
import { DateText, dateText, PersonName } from '../../../http/components/values.tsx'
import { commit } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import type { Id } from '../../../kernel/ids.ts'
import { formKeyOf, mistakesOf, readForm, type FormValues } from '../../person/pages/form-parts.tsx'
import { rotationFields } from '../api/roster-schemas.ts'
import type { RosterDay } from '../model/rosters.ts'
import type { PlannedRotation, RotationWish } from '../plan-rotation.ts'
import { previewRotation } from '../preview-rotation.ts'
import { saveRotation } from '../save-rotation.ts'
import { rosterHref, rosterPlaceOf, type RosterPlace } from './roster-place.ts'
import { rosterPage } from './roster-page.tsx'
import { weekdayText } from './roster-words.ts'

export function rotationPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.post('/rosters/preview', (c) => withWish(c, previewPage))
  router.post('/rosters/rotation', (c) =>
    withWish(c, async (_, view, wish, values) => {
      const communityId = view.place.chosen.value
      const dutyId = view.duty?.id ?? ''
      const input = { dutyId, ...wish, digest: values.text('digest') }
      await commit(c, saveRotation, communityId, input, formKeyOf(values))
      return c.redirect(rosterHref(communityId, view.duty, wish.fromOn.slice(0, 7)), 303)
    }),
  )
  return router
}

type Show = (
  c: AppContext,
  view: RosterPlace,
  wish: RotationWish,
  values: FormValues,
) => Promise<Response>

/** What does not fit leads back to the month, filled in. */
async function withWish(c: AppContext, show: Show): Promise<Response> {
  const values = await readForm(c)
  const asked = {
    community: values.text('community'),
    duty: values.text('duty'),
    month: values.text('month'),
  }
  const parsed = z.strictObject(rotationFields).safeParse({
    personIds: values.all('personIds'),
    fromOn: values.text('fromOn'),
    untilOn: values.text('untilOn'),
  })
  if (!parsed.success) {
    return rosterPage(c, asked, values, { mistakes: mistakesOf(parsed.error, {}) })
  }
  try {
    return await show(c, await rosterPlaceOf(c, asked), parsed.data, values)
  } catch (error) {
    return rosterPage(c, asked, values, { refusal: formRefusal(error) })
  }
}

async function previewPage(
  c: AppContext,
  view: RosterPlace,
  wish: RotationWish,
): Promise<Response> {
  const communityId = view.place.chosen.value
  const dutyId = view.duty?.id ?? ''
  const plan = await previewRotation(c.get('services').ctx, { communityId, dutyId, ...wish })
  const nameOf = namesOf(view)
  const back = rosterHref(communityId, view.duty, view.month.code)
  const { fromOn, untilOn, personIds } = wish
  return renderPage(
    c,
    { title: '轮流排班的预览', variant: 'console' },
    <>
      <PageHeader title="轮流排班的预览" back={{ href: back, label: '值班表' }} />
      {plan.uncovered.length > 0 && (
        <Note tone="red" title="这些天没有人能值班">
          <p>{plan.uncovered.map((day) => dateText(day)).join('、')}</p>
        </Note>
      )}
      <Section title="排出来是这样" bare>
        <DataTable
          caption="排出来是这样"
          captionHidden
          columns={columnsFor(nameOf)}
          rows={plan.days}
        />
      </Section>
      <ConfirmPanel
        question="按预览保存？"
        facts={factsOf(plan, wish, nameOf)}
        consequence={
          plan.replaced.length > 0
            ? `这段时间已排的 ${plan.replaced.length} 天会被换掉；原来的留在变动记录里。`
            : '保存后，每个人都会收到自己的值班日子。'
        }
        action="/rosters/rotation"
        confirmLabel="保存"
        cancelHref={back}
        hidden={{
          ...{ community: communityId, duty: dutyId, month: view.month.code },
          ...{ personIds, fromOn, untilOn, digest: plan.digest },
        }}
      />
    </>,
  )
}

type NameOf = (id: Id | null) => string

function namesOf({ roster }: RosterPlace): NameOf {
  const names = new Map(roster?.candidates.map(({ id, name }) => [id, name]))
  return (id) => (id === null ? '—' : (names.get(id) ?? '—'))
}

const columnsFor = (nameOf: NameOf): readonly Column<RosterDay>[] => [
  {
    key: 'on',
    header: '日期',
    rowHeader: true,
    phone: 'title',
    cell: ({ dutyOn }) => (
      <>
        <DateText on={dutyOn} /> {weekdayText(dutyOn)}
      </>
    ),
  },
  { key: 'a', header: 'A 角', cell: ({ aId }) => <PersonName name={nameOf(aId)} /> },
  { key: 'b', header: 'B 角', cell: ({ bId }) => <PersonName name={nameOf(bId)} /> },
]

function factsOf({ days }: PlannedRotation, { personIds }: RotationWish, nameOf: NameOf) {
  return personIds.map((id) => ({
    term: nameOf(id),
    detail: `A 角 ${days.filter(({ aId }) => aId === id).length} 天，B 角 ${
      days.filter(({ bId }) => bId === id).length
    } 天`,
  }))
}
