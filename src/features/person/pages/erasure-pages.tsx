import type { OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader } from '../../../http/components/blocks.tsx'
import { RadioGroup } from '../../../http/components/choices.tsx'
import {
  ButtonRow,
  ConfirmPanel,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { LinkList } from '../../../http/components/navigation.tsx'
import { DateTime, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { profileFor } from '../api/people-routes.ts'
import type { PersonParts } from '../api/parts.ts'
import { declineErasure } from '../decline-erasure.ts'
import { erasePerson } from '../erase-person.ts'
import type { Profile } from '../load-profile.ts'
import { erasureBasisNames } from '../messages.ts'
import { erasureBases, type Erasure } from '../model.ts'
import { proposeErasure } from '../propose-erasure.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistake,
  mistakeAt,
  readForm,
  type FormProblem,
  type FormValues,
} from './form-parts.tsx'
import { mustBeId } from './me-page.tsx'
import { statusOfProblem } from './register-pages.tsx'

/** 删除个人信息: proposed and confirmed on the same page, by two people. */
export function erasurePages({ erasers }: PersonParts): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const propose = proposeErasure(erasers)
  const erase = erasePerson(erasers)
  router.get('/people/:personId/erasure', (c) => erasurePage(c))
  router.post('/people/:personId/erasure', (c) =>
    orAgain(c, async (personId, values) => {
      const basis = erasureBases.find((one) => one === values.text('basis'))
      if (!basis) throw mistake('basis', '请选是谁要求的')
      await commitToDistrict(c, propose, { personId, basis }, formKeyOf(values))
      return `/people/${personId}/erasure?done=proposed`
    }),
  )
  router.post('/people/:personId/erasure/confirm', (c) =>
    orAgain(c, async (personId, values) => {
      const erasureId = mustBeId(values.text('erasureId'))
      await commitToDistrict(c, erase, { erasureId }, formKeyOf(values))
      return `/people/${personId}`
    }),
  )
  router.post('/people/:personId/erasure/decline', (c) =>
    orAgain(c, async (personId, values) => {
      const erasureId = mustBeId(values.text('erasureId'))
      await commitToDistrict(c, declineErasure, { erasureId }, formKeyOf(values))
      return `/people/${personId}?done=keptFile`
    }),
  )
  return router
}

async function orAgain(
  c: AppContext,
  act: (personId: Id, values: FormValues) => Promise<string>,
): Promise<Response> {
  visitorOf(c)
  const personId = mustBeId(c.req.param('personId') ?? '')
  const values = await readForm(c)
  try {
    return c.redirect(await act(personId, values), 303)
  } catch (error) {
    return erasurePage(c, formProblemOf(error))
  }
}

async function erasurePage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const { actor } = visitorOf(c)
  const profile = await profileFor(c, mustBeId(c.req.param('personId') ?? ''))
  if (actor.personId === profile.id) throw new DomainError(httpErrors['not-found'])
  const { erasure } = profile
  const isProposed = erasure?.state === 'proposed'
  const flash = { tone: 'green', text: '已提出，等另一位工作人员确认。' } as const
  return renderPage(
    c,
    {
      title: '删除个人信息',
      variant: 'console',
      ...(c.req.query('done') === 'proposed' && isProposed ? { flash } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title="删除个人信息"
        lead="退出以后，本人要求的，或去世后近亲属要求的，可以删除。要两个人办理。"
        back={{ href: `/people/${profile.id}`, label: '此人' }}
      />
      <FormProblems c={c} problem={problem} />
      <GoesAndStays />
      {profile.erasedAt ? (
        <Note>已经删除，不能恢复。</Note>
      ) : isProposed ? (
        <Decide
          profile={profile}
          erasure={erasure}
          isOwn={erasure.proposedById === actor.personId}
        />
      ) : (
        <Propose profile={profile} problem={problem} />
      )}
    </>,
  )
}

/** What both people read before they press. */
function GoesAndStays() {
  return (
    <>
      <Note tone="red" title="删除的">
        <p>
          姓名、性别、出生日期、电话、住址、工作单位、亲属和同户关系、服务卡号、特长、登录记录；为此人登记的事项和上门的内容；服务记录里写的活动、地点、内容和原因；别处写到的姓名、电话和住址。已开的服务时长记录单不再有效。
        </p>
      </Note>
      <Note title="保留的">
        <p>
          储蓄账目、服务的日期和时长、社区、服务项目、政治面貌和注册登记证号，用“已删除人员”加编号表示，合计和榜单都不变。备份里的到备份期满才没有。
        </p>
      </Note>
    </>
  )
}

function Propose({ profile, problem }: { profile: Profile; problem: FormProblem | undefined }) {
  if (!profile.hasLeft) {
    return (
      <>
        <Note tone="yellow">此人还没有退出。请先停用储蓄本，再来删除。</Note>
        <LinkList
          cells={[
            { href: `/people/${profile.id}/savings/leave`, label: '停用储蓄本', icon: 'book' },
          ]}
        />
      </>
    )
  }
  return (
    <ConfirmPanel
      question="提出删除此人的个人信息？"
      facts={[{ term: '谁', detail: <PersonName name={profile.name} /> }]}
      consequence="请先核对要求的人和证件。另一位工作人员确认后马上删除，不能恢复。"
      action={`/people/${profile.id}/erasure`}
      confirmLabel="提出"
      cancelHref={`/people/${profile.id}`}
      danger
    >
      <RadioGroup
        name="basis"
        label="谁要求的"
        required
        choices={erasureBases.map((value) => ({ value, label: erasureBasisNames[value] }))}
        error={mistakeAt(problem, 'basis')}
      />
    </ConfirmPanel>
  )
}

type DecideProps = { profile: Profile; erasure: Erasure; isOwn: boolean }

function Decide({ profile, erasure, isOwn }: DecideProps) {
  const base = `/people/${profile.id}/erasure`
  const hidden = { erasureId: erasure.id }
  const facts = [
    { term: '谁', detail: <PersonName name={profile.name} /> },
    { term: '谁要求的', detail: erasureBasisNames[erasure.basis] },
    { term: '提出', detail: <DateTime at={erasure.proposedAt} /> },
  ]
  return (
    <>
      {isOwn ? (
        <Note tone="yellow" title="等另一位工作人员确认">
          <p>
            提出的人不能自己确认。请另一位社区工作者或区管理员打开此人的页面，点“删除个人信息”。
          </p>
        </Note>
      ) : (
        <ConfirmPanel
          question="现在删除此人的个人信息？"
          facts={facts}
          consequence="马上删除，不能恢复，也不能撤回。"
          action={`${base}/confirm`}
          confirmLabel="确认删除"
          cancelHref={`/people/${profile.id}`}
          hidden={hidden}
          danger
        />
      )}
      <FormWithKey action={`${base}/decline`} hidden={hidden}>
        <ButtonRow>
          <SubmitButton kind="default">不删除，撤回这次提出</SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </>
  )
}

/** In the place of the file of somebody who is erased. */
export function erasedPage(
  c: AppContext,
  { id, name, erasedAt }: Profile,
): Response | Promise<Response> {
  const base = `/people/${id}`
  return renderPage(
    c,
    { title: name, variant: 'console' },
    <>
      <PageHeader title={name} back={{ href: '/people', label: '人员' }} />
      <Note title="已删除个人信息">
        <p>
          {erasedAt && <DateTime at={erasedAt} form="long" />}{' '}
          经两位工作人员办理删除，不能恢复。储蓄账目、服务的日期和时长仍在，合计不变。
        </p>
      </Note>
      <LinkList
        cells={[
          { href: `${base}/savings`, label: '储蓄本', description: '明细', icon: 'book' },
          { href: `${base}/records`, label: '服务记录', description: '日期和时长', icon: 'list' },
        ]}
      />
    </>,
  )
}
