import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { Notice, PageHeader } from '../../../http/components/blocks.tsx'
import { RadioGroup } from '../../../http/components/choices.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  optionsOf,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { getStandingInstruction } from '../get-standing-instruction.ts'
import { instructionNames } from '../messages.ts'
import { instructionKinds } from '../model.ts'
import { setStandingInstruction } from '../set-standing-instruction.ts'

export function instructionPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/savings/instruction', (c) => instructionPage(c))
  router.post('/savings/instruction', async (c) => {
    const { booksCommunityId } = visitorOf(c)
    const values = await readForm(c)
    const kind = instructionKinds.find((one) => one === values.text('kind'))
    if (!kind) {
      return instructionPage(c, { mistakes: [{ id: 'kind', message: '请选一项' }] })
    }
    try {
      await commit(c, setStandingInstruction, booksCommunityId, { kind }, formKeyOf(values))
    } catch (error) {
      return instructionPage(c, formProblemOf(error))
    }
    return c.redirect('/savings/instruction?done=1', 303)
  })
  return router
}

/** Nothing is chosen until somebody chooses. */
async function instructionPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const { personId } = visitorOf(c).actor
  const instruction = await getStandingInstruction(c.get('services').ctx, personId)
  const done = c.req.query('done') === '1' && !problem
  return renderPage(
    c,
    {
      title: '以后存入的储蓄',
      ...(done
        ? { flash: { tone: 'green', text: '已设好，对以后存入的储蓄生效。' } as const }
        : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title="以后存入的储蓄"
        lead={
          instruction
            ? `${dateTimeText(instruction.setAt)} 起：${instructionNames[instruction.kind]}`
            : '还没有设过；不设就都留着。'
        }
        back={{ href: '/savings', label: '储蓄本' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/savings/instruction">
        <RadioGroup
          name="kind"
          label="以后每次存入"
          required
          choices={optionsOf(instructionNames)}
          value={instruction?.kind}
        />
        <p>只对以后存入的生效；随时可以改。已经捐出的不能退回。</p>
        <SubmitButton>定下来</SubmitButton>
      </FormWithKey>
      <Notice />
    </>,
  )
}
