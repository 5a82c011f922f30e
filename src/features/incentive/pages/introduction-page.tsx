import type { OpenAPIHono } from '@hono/zod-openapi'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { FigureGrid, OnePlusTen } from '../../../http/components/figures.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { DateText, PersonName } from '../../../http/components/values.tsx'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { statusOf } from '../../../http/problem.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { formatMinutes } from '../../../kernel/minutes.ts'
import { cleanText } from '../../../kernel/text.ts'
import {
  formKeyOf,
  FormProblems,
  mistakeAt,
  noValues,
  readForm,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { declineIntroduction } from '../decline-introduction.ts'
import { getIntroductions, type OwnIntroductions } from '../get-introductions.ts'
import { getStarLevel } from '../get-star-level.ts'
import { periodText } from '../messages.ts'
import type { StarLevel } from '../model.ts'
import { stateIntroduction } from '../state-introduction.ts'

const doneTexts: Readonly<Record<string, string>> = {
  stated: '已记下，谢谢您告诉我们。',
  declined: '已记下：不是您邀请的。',
}

export function introductionPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/me/introduction', (c) => ownPage(c, noValues))
  router.post('/me/introduction', async (c) => {
    const values = await readForm(c)
    const named = cleanText(values.text('named'), 60)
    if (!named) {
      return ownPage(c, values, { mistakes: [{ id: 'named', message: '请填姓名或服务卡号' }] })
    }
    try {
      await commitToDistrict(c, stateIntroduction, { named }, formKeyOf(values))
      return c.redirect('/me/introduction?done=stated', 303)
    } catch (error) {
      return ownPage(c, values, { refusal: formRefusal(error) })
    }
  })
  router.post('/me/introduction/:personId/decline', async (c) => {
    const values = await readForm(c)
    const personId = c.req.param('personId')
    if (!isId(personId)) throw new DomainError(httpErrors['not-found'])
    try {
      await commitToDistrict(c, declineIntroduction, { personId }, formKeyOf(values))
      return c.redirect('/me/introduction?done=declined', 303)
    } catch (error) {
      return ownPage(c, noValues, { refusal: formRefusal(error) })
    }
  })
  return router
}

async function ownPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const { personId } = visitorOf(c).actor
  const { ctx } = c.get('services')
  const own = await getIntroductions(ctx, { personId })
  const star = await getStarLevel(ctx, { personId })
  const status = problem && (problem.refusal ? statusOf(problem.refusal) : 422)
  const done = doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    {
      title: '我的参与',
      ...(status ? { status } : {}),
      ...(done && !problem ? { flash: { tone: 'green', text: done } as const } : {}),
    },
    <>
      <PageHeader
        title="我的参与"
        lead="谁邀请我来的、谁说是我邀请的、我的星级。只有您自己看得到。"
        back={{ href: '/me', label: '我的资料' }}
      />
      <FormProblems c={c} problem={problem} />
      <Stated own={own} values={values} problem={problem} />
      <Naming own={own} />
      <Progress own={own} star={star} />
    </>,
  )
}

type StatedProps = {
  own: OwnIntroductions
  values: FormValues
  problem: FormProblem | undefined
}

function Stated({ own, values, problem }: StatedProps) {
  const { stated, mayState, stateUntilOn } = own
  return (
    <Section title="谁邀请您来的？" lead="可以不填。只由您本人说明，任何人不能代填。">
      {stated && (
        <p>
          您说明的是：
          <strong>
            <PersonName name={stated.introducerName} />
          </strong>
          （<DateText on={stated.statedOn} />）{stated.declined && '。对方说不是自己邀请的'}
        </p>
      )}
      {mayState ? (
        <FormWithKey action="/me/introduction">
          <Field
            name="named"
            value={values.text('named')}
            error={mistakeAt(problem, 'named')}
            label="邀请人的姓名或服务卡号"
            hint="姓名只在您的社区里查找；别的社区的人请填服务卡号。同住的家人不算。"
            required
            maxlength={60}
          />
          {stateUntilOn && (
            <p class="field__hint">
              可以说明和更改到 <DateText on={stateUntilOn} />
              ，生效以后不再更改。
            </p>
          )}
          <SubmitButton>{stated && !stated.declined ? '改成这位' : '就是这位'}</SubmitButton>
        </FormWithKey>
      ) : (
        !stated && <p>说明的时间已过；您的参与照常计入。</p>
      )}
    </Section>
  )
}

function Naming({ own: { naming } }: { own: OwnIntroductions }) {
  if (naming.length === 0) return null
  return (
    <Section title="他们说是您邀请的" lead="不对的可以在限期内说明；不说明就视为认可。">
      {naming.map((one) => (
        <div>
          <p>
            <PersonName name={one.name} />，<DateText on={one.statedOn} />
            {one.declined && '：您已说明不是您邀请的'}
          </p>
          {one.mayDecline && (
            <FormWithKey
              action={`/me/introduction/${one.personId}/decline`}
              label={`${one.name} 不是我邀请的`}
              inline
            >
              <SubmitButton kind="default" label={`${one.name} 不是我邀请的`}>
                不是我邀请的（
                <DateText on={one.declineUntilOn} /> 前）
              </SubmitButton>
            </FormWithKey>
          )}
        </div>
      ))}
    </Section>
  )
}

function Progress({ own, star }: { own: OwnIntroductions; star: StarLevel }) {
  const { active, effective, goal } = own.own
  return (
    <>
      {(own.naming.length > 0 || effective > 0) && (
        <Section title="我带动的人" lead={`${periodText(own.period)}；自己不动，不算带动。`}>
          <OnePlusTen active={active} goal={goal} label="本期活跃的群众" />
          <p>累计生效 {effective} 人。</p>
        </Section>
      )}
      <Section title="我的参与和星级" bare>
        <FigureGrid
          figures={[
            {
              label: '参与日',
              value: `${own.contributionDays} 天`,
              meaning: '有审核通过的服务，或确认到场的社区建设活动。',
            },
            {
              label: '星级',
              value: star.level === 0 ? '还没有星' : '★'.repeat(star.level) + ` ${star.level} 星`,
              meaning: starMeaning(star),
            },
          ]}
        />
      </Section>
      <Note>
        <p>星级只看服务时长，使用储蓄不影响星级。</p>
      </Note>
    </>
  )
}

function starMeaning({ serviceMinutes, nextLevel, missingMinutes }: StarLevel): string {
  const have = `服务时长 ${formatMinutes(serviceMinutes)}`
  if (nextLevel === null || missingMinutes === null) return `${have}，已是最高星级。`
  return `${have}，离 ${nextLevel} 星还差 ${formatMinutes(missingMinutes)}。`
}
