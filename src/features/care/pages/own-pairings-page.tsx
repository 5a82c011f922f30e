import type { OpenAPIHono } from '@hono/zod-openapi'
import {
  DefinitionList,
  EmptyState,
  Fold,
  Note,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { DateTimeField, TextArea } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateText } from '../../../http/components/values.tsx'
import { commitSealed, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { holdsRole } from '../../../http/session.ts'
import type { Id } from '../../../kernel/ids.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistakesOf,
  noValues,
  readForm,
} from '../../person/pages/form-parts.tsx'
import { actWishSchema, finishSchema } from '../api/pairing-schemas.ts'
import { finishAssistance } from '../finish-assistance.ts'
import { listOwnPairings, type OwnPairing } from '../list-own-pairings.ts'
import { actNames, deedNames, detailNames } from '../messages/pairings.ts'
import { actKinds } from '../model/pairings.ts'
import type { OpenedAct } from '../open-act.ts'
import { recordPairingAct } from '../record-pairing-act.ts'
import { careRoles } from '../require-resident.ts'
import { actFields, actFrom, ActForm } from './act-form.tsx'
import { pairingPage } from './pairings-page.tsx'
import { at, communityOf, pageStatus, pathId, type PageState } from './parts.ts'

export function ownPairingsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/care/own-pairings', (c) => ownPage(c, { values: noValues }))
  router.post('/care/pairings/:id/acts', actPost)
  router.post('/care/acts/:id/finish', finishPost)
  return router
}

/** By the helper on their page, or by a coordinator on the pairing's. */
async function actPost(c: AppContext): Promise<Response> {
  const communityId = communityOf(c)
  const pairingId = pathId(c)
  const values = await readForm(c)
  const isClerk = await holdsRole(c, visitorOf(c), careRoles, communityId)
  const again = (state: PageState) => (isClerk ? pairingPage(c, state) : ownPage(c, state))
  const parsed = actWishSchema.safeParse(actFrom(values))
  if (!parsed.success) {
    const ids = actFields(values.text('kind'), pairingId)
    return again({ values, problem: { mistakes: mistakesOf(parsed.error, ids) } })
  }
  try {
    const input = { at: { pairingId }, ...parsed.data }
    await commitSealed(c, recordPairingAct, communityId, input, formKeyOf(values))
    const there = at(`/care/pairings/${pairingId}`, communityId)
    return c.redirect(isClerk ? there : '/care/own-pairings', 303)
  } catch (error) {
    return again({ values, problem: formProblemOf(error) })
  }
}

async function finishPost(c: AppContext): Promise<Response> {
  const values = await readForm(c)
  const parsed = finishSchema.safeParse({
    ...{ finishedOn: values.text('finishedOn'), outcome: values.text('outcome') },
  })
  if (!parsed.success) {
    return ownPage(c, { values, problem: { mistakes: mistakesOf(parsed.error, {}) } })
  }
  try {
    const input = { actId: pathId(c), ...parsed.data }
    await commitSealed(c, finishAssistance, communityOf(c), input, formKeyOf(values))
    return c.redirect('/care/own-pairings', 303)
  } catch (error) {
    return ownPage(c, { values, problem: formProblemOf(error) })
  }
}

async function ownPage(c: AppContext, state: PageState): Promise<Response> {
  const items = await listOwnPairings(c.get('services').ctx, visitorOf(c).actor.personId)
  return renderPage(
    c,
    { title: '我结对的户', variant: variantOf(c.get('visitor')), ...pageStatus(state) },
    <>
      <PageHeader title="我结对的户" lead="下一步做什么，先到的在前。内容只有您和社区看得到。" />
      <FormProblems c={c} problem={state.problem} />
      {items.length === 0 && (
        <EmptyState
          text="还没有结对"
          hint="由社区工作者登记；想结对，请告诉服务站。"
          icon="people"
        />
      )}
      {items.map((pairing) => (
        <Household pairing={pairing} state={state} />
      ))}
    </>,
  )
}

type Props = { pairing: OwnPairing; state: PageState }

function Household({ pairing, state }: Props) {
  const { id, communityId, consented, people, address, nextOn, acts } = pairing
  const forms = { ...state, problem: state.problem, communityId, pairingId: id }
  const done = pairing.deeds.filter((one) => one.done).length
  const newest = acts.find(({ kind }) => kind === 'homeVisit')
  if (!consented) {
    return (
      <Section title={pairing.household.join('、')}>
        <Note tone="yellow">
          <p>这一户的同意已过期，请社区续签后再上门。</p>
        </Note>
      </Section>
    )
  }
  return (
    <Section title={people.join('、')}>
      <DefinitionList
        items={[
          { term: '住址', detail: address ?? '没有登记' },
          { term: '下次走访', detail: nextOn ? dateText(nextOn, true) : '还没有定' },
          { term: '下一步', detail: newest?.body?.next ?? '还没有写' },
          { term: '六件事', detail: `做了 ${done} 件，还有 ${6 - done} 件` },
        ]}
      />
      <Fold title="六件事">
        <ul>
          {pairing.deeds.map((one) => (
            <li>
              {one.done ? '做了：' : '没有做：'}
              {deedNames[one.deed]}
            </li>
          ))}
        </ul>
      </Fold>
      {actKinds.map((kind) => (
        <Fold title={`记${actNames[kind]}`} open={state.values.text('kind') === kind}>
          <ActForm {...forms} kind={kind} />
        </Fold>
      ))}
      <Fold title={`做过的（${acts.length}）`}>
        {acts.map((act) => (
          <Act communityId={communityId} act={act} />
        ))}
      </Fold>
    </Section>
  )
}

function Act({ communityId, act }: { communityId: Id; act: OpenedAct }) {
  const { kind, detail, actedOn, body, quantity, outcome, finishedOn } = act
  const what = [actNames[kind], detail && detailNames[detail]].filter(Boolean).join('：')
  const things = quantity === null ? '' : `${body?.thing ?? ''} ${quantity} ${body?.unit ?? ''}，`
  return (
    <>
      <p>
        {dateText(actedOn, true)} {what}：{things}
        {body ? body.text : '封存内容不符'}
        {outcome && `（${outcome}）`}
      </p>
      {kind === 'assistance' && finishedOn === null && (
        <Fold title="办结">
          <FormWithKey action={at(`/care/acts/${act.id}/finish`, communityId)}>
            <DateTimeField
              name="finishedOn"
              id={`finishedOn-${act.id}`}
              label="哪天办结"
              kind="date"
              required
            />
            <TextArea
              name="outcome"
              id={`outcome-${act.id}`}
              label="结果"
              required
              rows={2}
              maxlength={1_000}
            />
            <SubmitButton>办结</SubmitButton>
          </FormWithKey>
        </Fold>
      )}
    </>
  )
}
